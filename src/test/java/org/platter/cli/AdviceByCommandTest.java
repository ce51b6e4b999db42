package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.platter.cli.Said.done;
import static org.platter.cli.Said.patch;
import static org.platter.cli.Said.refused;
import static org.platter.cli.Said.told;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.session.Shell;

/**
 * What the command line advises is followed here by the command line, and arrives. Those of package
 * {@code operation} have a test of their own. Long, since each piece of advice has its case.
 */
final class AdviceByCommandTest {

    @TempDir
    Path work;

    private Path path(String name) {
        return work.resolve(name);
    }

    private Path raw(String name, String size) {
        Shell.run("truncate", "-s", size, path(name).toString());
        return path(name);
    }

    private Path qemu(String format, String name, String... more) {
        List<String> words = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", format));
        words.addAll(List.of(more));
        words.addAll(List.of(path(name).toString(), "16M"));
        Shell.run(words.toArray(String[]::new));
        return path(name);
    }

    @Test
    void aDamagedQcow2IsChangedOnceItIsRepaired() throws IOException {
        Path corrupt = qemu("qcow2", "corrupt.qcow2");
        patch(corrupt, 79, 2); // incompatible feature: corrupt
        told("is marked as corrupt; run “platter image check --repair all”", "image", "info", corrupt);
        refused("run “platter image check --repair all” first", "apply", corrupt, "-e", "table type=gpt");
        done("image", "check", "--repair", "all", corrupt);
        done("apply", corrupt, "-e", "table type=gpt");
        Path uncounted = qemu("qcow2", "uncounted.qcow2");
        Shell.run("qemu-io", "-f", "qcow2", "-c", "write 0 1M", uncounted.toString());
        patch(uncounted, 2 * 65536 + 10, 0, 0); // the refcount of a cluster in use
        refused("is damaged and can only be read; run “platter image check --repair all”",
                "apply", uncounted, "-e", "table type=gpt");
        told("; keep a copy of it, and try “platter image check --repair all”", "image", "check", uncounted);
        done("image", "check", "--repair", "all", uncounted);
        done("apply", uncounted, "-e", "table type=gpt");
        Path leaking = qemu("qcow2", "leaking.qcow2");
        Shell.run("truncate", "-s", "768K", leaking.toString());
        patch(leaking, 2 * 65536 + 2 * 11, 0, 1); // its last cluster is counted, and nobody's
        told("“platter image check --repair leaks” gives them back", "image", "check", leaking);
        done("image", "check", "--repair", "leaks", leaking);
        done("image", "check", leaking);
    }

    @Test
    void theFormatOfABackingFileIsStatedAsAdvised() throws IOException {
        Path base = qemu("qcow2", "base.qcow2");
        Path overlay = qemu("qcow2", "overlay.qcow2", "-b", base.toString(), "-F", "qcow2");
        byte[] header = Files.readAllBytes(overlay);
        for (int at = 104; at < 512; at += 8) {
            if (header[at] == (byte) 0xE2 && header[at + 1] == 0x79) {
                patch(overlay, at, 0x12, 0x34, 0x56, 0x78); // an extension that means nothing
                break;
            }
        }
        Path below = qemu("qcow2", "below.qcow2");
        Shell.run("qemu-img", "rebase", "-u", "-b", below.toString(), "-F", "qcow2", base.toString());
        String said = refused("; state it by “platter image rebase -u -b FILE -F FORMAT " + overlay, "info",
                overlay);
        assertTrue(said.contains("it seems to be qcow2"), said);
        done("image", "rebase", "-u", "-b", base, "-F", "qcow2", overlay);
        done("info", overlay);
    }

    @Test
    void whatTheNameOfAFileAndItsBytesContradictIsSaid() throws IOException {
        Path vhd = raw("disk.vhd", "16M");
        refused("say by --format whether it is ", "apply", vhd, "-e", "table type=gpt");
        done("apply", "--format", "raw", vhd, "-e", "table type=gpt");
        Path qcow2 = raw("disk.qcow2", "16M");
        refused("say by --format whether it is ", "apply", qcow2, "-e", "table type=gpt");
        done("apply", "--format", "raw", qcow2, "-e", "table type=gpt");
        Path both = raw("both.raw", "16M");
        Files.write(both, "QFI\u00fb\0\0\0\3".getBytes(StandardCharsets.ISO_8859_1));
        Shell.run("truncate", "-s", "16M", both.toString());
        refused(" Add --format qcow2 or --format raw", "apply", both, "-e", "table type=gpt");
        done("apply", "--format", "raw", both, "-e", "table type=gpt");
        Path packed = raw("packed.raw", "16M");
        Shell.run("gzip", packed.toString());
        refused("); unpack it first.", "info", path("packed.raw.gz"));
        Shell.run("gunzip", path("packed.raw.gz").toString());
        done("info", packed);
    }

    @Test
    void aVmwareExtentIsOpenedByItsDescription() {
        Path disk = qemu("vmdk", "disk.vmdk", "-o", "subformat=twoGbMaxExtentSparse");
        refused(" is an extent of a VMware disk; open the file that describes the disk.", "info",
                path("disk-s001.vmdk"));
        done("info", disk);
        refused("convert it to one of one file first", "image", "resize", disk, "32MiB");
        done("image", "convert", "-O", "vmdk", disk, path("one.vmdk"));
        done("image", "resize", path("one.vmdk"), "32MiB");
    }

    @Test
    void aCutImageIsSavedAsFarAsItGoes() throws IOException {
        for (String format : List.of("qcow2", "vdi")) {
            Path image = qemu(format, "cut." + format);
            Shell.run("qemu-io", "-f", format, "-c", "write -P 5 0 8M", image.toString());
            Shell.run("truncate", "-s", "6M", image.toString());
            refused("“platter image convert --salvage” saves the rest.", "image", "convert", image,
                    path("no.raw"));
            Path saved = path(format + ".raw");
            Cli.run("image", "convert", "--salvage", image, saved);
            assertEquals(5, Files.readAllBytes(saved)[1 << 20], format);
        }
    }

    @Test
    void snapshotsOfAnOldImageGoBeforeItsSizeChanges() {
        Path image = qemu("qcow2", "old.qcow2", "-o", "compat=0.10");
        done("image", "snapshot", "-c", "one", image);
        refused("” already; take another name.", "image", "snapshot", "-c", "one", image);
        done("image", "snapshot", "-c", "two", image);
        refused("delete its snapshots before its size is changed", "image", "resize", image, "32MiB");
        done("image", "snapshot", "-d", "one", image);
        done("image", "snapshot", "-d", "two", image);
        done("image", "resize", image, "32MiB");
        refused(" is qcow2 of version 2, which has no bitmaps; convert it with -o compat=1.1.", "image",
                "bitmap", "add", image, "one");
        done("image", "convert", "-O", "qcow2", "-o", "compat=1.1", image, path("new.qcow2"));
        done("image", "bitmap", "add", path("new.qcow2"), "one");
    }

    @Test
    void theOptionsOfANewImageAreMendedAsAdvised() throws IOException {
        Path image = path("new.qcow2");
        refused("; choose compat 1.1.", "image", "create", "-f", "qcow2", "-o",
                "compat=0.10,lazy_refcounts=on", image, "1GiB");
        done("image", "create", "-f", "qcow2", "-o", "compat=1.1,lazy_refcounts=on", image, "1GiB");
        refused("is there already; take another name, or add --replace.", "image", "create", image, "1GiB");
        done("image", "create", path("other.raw"), "1GiB");
        done("image", "create", "--replace", "-f", "qcow2", image, "1GiB");
        refused("” is no option; write name=value.", "image", "create", "-f", "qcow2", "-o", "=x",
                path("o"), "1M");
        refused("A format of the backing file is given, and no backing file: add -b FILE.", "image", "create",
                "-f", "qcow2", "-F", "qcow2", path("over.qcow2"));
        refused("Say which format the backing file has: add -F FORMAT.", "image", "create", "-f", "qcow2",
                "-b", image, path("over.qcow2"));
        done("image", "create", "-f", "qcow2", "-b", image, "-F", "qcow2", path("over.qcow2"));
        refused("Say which format the backing file has: add -F FORMAT.", "image", "rebase", "-b", image,
                path("over.qcow2"));
        done("image", "rebase", "-b", image, "-F", "qcow2", path("over.qcow2"));
        refused("A format of the backing file is given, and no backing file: add -B FILE.", "image",
                "convert",
                "-O", "qcow2", "-F", "qcow2", image, path("copy.qcow2"));
        done("image", "convert", "-O", "qcow2", "-B", image, "-F", "qcow2", image, path("copy.qcow2"));
        Path files = Files.createDirectory(path("files"));
        refused("A folder and operations do not go together; use one of them.", "image", "create", "--folder",
                files, "-e", "table type=gpt", path("f.raw"), "16MiB");
        done("image", "create", "--folder", files, path("f.raw"), "32MiB");
        refused("” says how large a disk is beside one that is there, and this one is new; write 10GiB.",
                "image",
                "create", path("p.raw"), "50%");
        done("image", "create", path("p.raw"), "10GiB");
        refused("An image cannot be based on itself; give the new one another name.", "image", "create",
                "--replace",
                "-f", "qcow2", "-b", image, "-F", "qcow2", image);
        refused(" is the image that is to be copied; give the new one another name.", "image", "convert",
                "--replace", image, image);
        refused("Give an image, or a --size.", "image", "measure", "-O", "qcow2");
        refused("Give an image or a --size, not both.", "image", "measure", "-O", "qcow2", "--size",
                "1GiB", image);
        done("image", "measure", "-O", "qcow2", "--size", "1GiB");
        done("image", "measure", "-O", "qcow2", image);
    }

    @Test
    void wordsAreTypedAsAdvised() {
        Path image = raw("disk.raw", "64M");
        refused("” is no size of a disk; write 10GiB, +10GiB, -2GiB or 50%.", "image", "resize", image,
                "max");
        for (String size : List.of("10GiB", "+10GiB", "-2GiB")) {
            done("image", "resize", "--shrink", image, size);
        }
        done("image", "resize", "--shrink", image, "50%");
        refused("write 512MiB, 1.5GB or 2048s (sectors).", "image", "create", path("x"), "many");
        for (String size : List.of("512MiB", "1.5GB", "2048s")) {
            done("image", "create", path(size), size);
        }
        refused("write it without a comma", "image", "create", path("x"), "1,500MiB");
        done("image", "create", path("x"), "1500MiB");
        refused("” is no kind of table; write gpt or msdos.", "types", "sun");
        done("types", "gpt");
        done("types", "msdos");
        told("Nothing to do: give operations with -e or in a script.", "apply", image);
        done("apply", image, "-e", "table type=msdos");
        refused("” is no range of bytes; write where it starts and where it ends, as in 512-32256.", "apply",
                image, "--overwrite", "x", "-e", "table type=gpt");
        done("apply", image, "--overwrite", "512-32256", "-e", "table type=gpt");
        refused("See “platter --help”", "imgae");
        done("--help");
        refused("See “platter image resize --help”", "image", "resize");
        done("image", "resize", "--help");
    }

    @Test
    void aTableIsPutRightAsAdvised() throws IOException {
        Path image = raw("disk.raw", "64M");
        Shell.feed("label: gpt\nstart=2048, size=8192\n", "sfdisk", "-q", image.toString());
        patch(image, 1024 + 40, 1, 2, 3);
        told("To put it right: “platter apply IMAGE -e repair”", "info", image);
        done("apply", image, "-e", "repair");
        Shell.run("sgdisk", "-v", image.toString());
    }

    @Test
    void anEncryptedImageIsLeftAsAdvised() throws IOException {
        Path passphrase = Files.writeString(path("passphrase"), "geheim");
        Path image = path("closed.qcow2");
        Shell.run("qemu-img", "create", "-q", "--object", "secret,id=s,data=geheim", "-f", "qcow2", "-o",
                "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10", image.toString(), "8M");
        refused(" Put it into a file, and add --passphrase-file FILE.", "info", image);
        done("info", "--passphrase-file", passphrase, image);
        refused("“platter image convert” makes one that is not encrypted, whose size can be changed", "image",
                "resize", "--passphrase-file", passphrase, image, "16MiB");
        done("image", "convert", "-O", "qcow2", "--passphrase-file", passphrase, image, path("open.qcow2"));
        done("image", "resize", path("open.qcow2"), "16MiB");
        refused("“platter image convert --sparsify” make one that is not encrypted", "image", "sparsify",
                "--passphrase-file", passphrase, "--into", path("small.qcow2"), image);
        done("image", "convert", "--sparsify", "-O", "qcow2", "--passphrase-file", passphrase, image,
                path("small.qcow2"));
    }

    /** Every command that opens an image can be told which files that may name. */
    @Test
    void filesOutsideOfTheFolderAreAllowedAsAdvised() throws IOException {
        Path away = Files.createDirectory(path("away"));
        Path base = away.resolve("base.qcow2");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", base.toString(), "16M");
        done("apply", base, "-e", "table type=gpt", "-e", "create start=1MiB size=8MiB fs=ext2");
        Path image = qemu("qcow2", "over.qcow2", "-b", base.toString(), "-F", "qcow2");
        String hint = " To allow it add --allow " + base + ".";
        List<List<Object>> commands = List.of(List.of("info"), List.of("apply", "--plan", "-e", "delete 1"),
                List.of("table", "save"), List.of("image", "map"), List.of("image", "measure", "-O", "raw"),
                List.of("image", "sparsify"),
                List.of("apply", "-e", "label 1 text=a"), List.of("image", "resize", "--shrink"));
        Map<List<Object>, Object> after = Map.of(commands.get(7), "20MiB");
        for (List<Object> words : commands) {
            List<Object> plain = new ArrayList<>(words);
            plain.add(image);
            if (after.containsKey(words)) {
                plain.add(after.get(words));
            }
            refused(hint, plain.toArray());
            plain.addAll(plain.indexOf(image), List.of("--allow", base));
            done(plain.toArray());
        }
        refused(hint, "image", "compare", image, image);
        done("image", "compare", "--allow", base, image, image);
        refused(hint, "image", "convert", image, path("copy.raw"));
        done("image", "convert", "--allow", base, image, path("copy.raw"));
        refused(hint, "shell", image, "--drop", "--", "true");
        done("shell", "--allow", base, image, "--drop", "--", "true");
        refused(hint, "browse", image, "1", "--", "true");
        done("browse", "--allow", base, image, "1", "--", "true");
        done("table", "save", "--allow", base, image, path("table"));
        refused(hint, "table", "restore", image, path("table"));
        done("table", "restore", "--allow", base, image, path("table"));
        refused(hint, "image", "commit", image);
        done("image", "commit", "--allow", base, image);
    }

    @Test
    void aCopyWithItsOriginalsUuidGetsAnotherAsAdvised() {
        Path image = raw("disk.raw", "64M");
        done("apply", image, "-e", "table type=gpt", "-e", "create start=1MiB size=20MiB fs=ext2");
        told("; give one of them a new UUID.", "apply", image, "--plan", "-e", "copy 1 uuid=keep");
        done("apply", image, "-e", "copy 1 uuid=keep", "-e", "uuid 2 value=random");
    }

    @Test
    void aHardLinkedImageIsReplacedOnceItHasOneName() throws IOException {
        Path image = qemu("parallels", "disk.hdd");
        Files.createLink(path("other.hdd"), image);
        refused("remove the others first", "image", "resize", image, "32MiB");
        Files.delete(path("other.hdd"));
        done("image", "resize", image, "32MiB");
    }

    @Test
    void anOverlayOfAnotherFormatIsCommittedOnceItIsQcow2() {
        Path base = qemu("vmdk", "base.vmdk");
        Path overlay = path("over.vmdk");
        Shell.run("qemu-img", "create", "-q", "-f", "vmdk", "-b", base.toString(), "-F", "vmdk",
                overlay.toString());
        refused("Convert it to qcow2 with the same backing file first.", "image", "commit", overlay);
        done("image", "convert", "-O", "qcow2", "-B", base, "-F", "vmdk", overlay, path("over.qcow2"));
        done("image", "commit", "--allow", base, path("over.qcow2"));
    }

    /** What no program resizes is planned again in its new size, or beside itself. */
    @Test
    void aFileSystemThatNoProgramResizesIsMadeAnewAsAdvised() {
        Path image = raw("disk.raw", "4G");
        String make = "create start=1MiB size=1GiB fs=";
        for (String name : List.of("exfat", "udf", "minix", "reiser4", "hfs", "hfsplus")) {
            refused("; format it again in the new size.", "apply", image, "--plan", "-e", "table type=gpt",
                    "-e", make + name, "-e", "resize 1 size=2GiB");
            done("apply", image, "--plan", "-e", "table type=gpt", "-e", make + name, "-e", "delete 1", "-e",
                    "create start=1MiB size=2GiB fs=" + name);
        }
        for (String name : List.of("jfs", "xfs", "ocfs2")) {
            refused(" cannot shrink; make a smaller one and copy the files.", "apply", image, "--plan", "-e",
                    "table type=gpt", "-e", make + name, "-e", "resize 1 size=500MiB");
            done("apply", image, "--plan", "-e", "table type=gpt", "-e", make + name, "-e",
                    "create size=500MiB fs=" + name);
        }
    }

    @Test
    void anExtOfWhichTheSuperblockIsDamagedIsCheckedAsAdvised() throws IOException {
        Path image = raw("disk.raw", "32M");
        done("apply", image, "-e", "table type=gpt", "-e", "create start=1MiB size=24MiB fs=ext4");
        int superblock = (1 << 20) + 1024;
        damaged(image, "; check the file system, which restores it from a copy.", superblock + 0x178, 0x77);
        damaged(image, "; check the file system, which puts one of its copies back.", superblock + 0x18,
                0x63);
        Path old = raw("old.raw", "32M");
        Shell.run("mke2fs", "-q", "-t", "ext2", "-O", "^metadata_csum", old.toString());
        damaged(old, " while it was mounted; check it first.", 1024 + 0x3a, 3);
    }

    private void damaged(Path image, String advice, int at, int value) throws IOException {
        patch(image, at, value);
        refused(advice, "apply", image, "-e", "resize 1 size=-6MiB", "--shrink");
        done("apply", image, "-e", "check 1");
        done("apply", image, "-e", "resize 1 size=-6MiB", "--shrink");
    }
}
