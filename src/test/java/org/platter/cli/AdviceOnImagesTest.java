package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.platter.cli.Said.done;
import static org.platter.cli.Said.patch;
import static org.platter.cli.Said.refused;
import static org.platter.cli.Said.told;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Refusal;
import org.platter.session.DiskSession;
import org.platter.session.Shell;

/** What is advised of damaged, foreign, used and tight images is followed, and arrives. */
final class AdviceOnImagesTest {

    @TempDir
    Path work;

    private Path path(String name) {
        return work.resolve(name);
    }

    private Path made(String name, String size, String... options) {
        Path image = path(name);
        List<String> words = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f",
                name.replaceAll(".*\\.", "")));
        words.addAll(List.of(options));
        words.addAll(List.of(image.toString(), size));
        Shell.run(words.toArray(String[]::new));
        return image;
    }

    private Path written(String name, String size, String... options) {
        Path image = made(name, size, options);
        Shell.run("qemu-io", "-f", name.replaceAll(".*\\.", ""), "-c", "write -P 5 0 2M", image.toString());
        return image;
    }

    private Path converted(Path image, Object... options) {
        Path copy = path("converted from " + image.getFileName() + ".qcow2");
        List<Object> words = new ArrayList<>(List.of("image", "convert", "-O", "qcow2"));
        words.addAll(List.of(options));
        words.addAll(List.of(image, copy));
        done(words.toArray());
        return copy;
    }

    @Test
    void whatNothingRepairsIsConvertedWhileItCanBeRead() throws IOException {
        Path vdi = written("disk.vdi", "16M");
        int blocks = 0x200; // a VDI's map: a number of a block of 1 MiB for each
        Path twice = Files.copy(vdi, path("twice.vdi"));
        patch(twice, blocks + 4, 0);
        refused(" makes a sound one of it", "apply", twice, "-e", "table type=gpt");
        refused("; convert this one to another format while it can be read.", "image", "check", "--repair",
                "all",
                twice);
        done("apply", converted(twice), "-e", "table type=gpt");
        Path cut = Files.copy(vdi, path("cut.vdi"));
        patch(cut, blocks, 9);
        refused("; nothing can repair them, and “platter image convert --salvage” saves what can be read.",
                "image",
                "check", cut);
        Path saved = path("saved.raw");
        Cli.run("image", "convert", "--salvage", cut, saved);
        assertEquals(5, Files.readAllBytes(saved)[(1 << 20) + 9]);
    }

    @Test
    void whatCannotBeChangedInPlaceIsConverted() throws IOException {
        Path stream = written("stream.vmdk", "16M", "-o", "subformat=streamOptimized");
        refused("which cannot be changed in place; convert it", "apply", stream, "-e", "table type=gpt");
        done("apply", converted(stream), "-e", "table type=gpt");
        made("parts-f001.raw", "8M");
        Path parts = Files.writeString(path("parts.vmdk"), """
                # Disk DescriptorFile
                version=1
                CID=12345678
                parentCID=ffffffff
                createType="twoGbMaxExtentFlat"
                RW 16384 FLAT "parts-f001.raw" 0
                RW 16384 ZERO
                """);
        refused("so that it can only be read; convert it", "apply", parts, "-e", "table type=gpt");
        done("apply", converted(parts), "-e", "table type=gpt");
        Path qcow2 = made("disk.qcow2", "16M");
        refused("; convert it to raw first (“platter image convert”)", "loop", "attach", qcow2);
        done("image", "convert", "-O", "raw", qcow2, path("disk.raw"));
        Path loop = Path.of(done("loop", "attach", path("disk.raw")).out().strip());
        done("loop", "detach", loop);
    }

    @Test
    void whatTheTablesOfAQcow2HaveNoRoomForHasItInAnother() {
        refused("; choose larger ones.", "image", "create", "-f", "qcow2", "-o", "cluster_size=512",
                path("new.qcow2"), "10TiB");
        done("image", "create", "-f", "qcow2", "-o", "cluster_size=64KiB", path("new.qcow2"), "10TiB");
        Path small = made("small.qcow2", "16M", "-o", "cluster_size=512");
        refused("convert it to an image with larger clusters.", "image", "resize", small, "10TiB");
        done("image", "resize", converted(small, "-o", "cluster_size=65536"), "10TiB");
        Path narrow = written("narrow.qcow2", "16M", "-o", "refcount_bits=1");
        refused("convert it to an image with wider refcounts.", "image", "snapshot", "-c", "one", narrow);
        done("image", "snapshot", "-c", "one", converted(narrow, "-o", "refcount_bits=16"));
        refused("” is not a size; write 512MiB, 1.5GB or a number of bytes.", "image", "bitmap", "add", "-g",
                "many",
                small, "one");
        for (String size : List.of("65536", "1MiB")) {
            done("image", "bitmap", "add", "-g", size, small, "of " + size);
        }
    }

    @Test
    void countsThatAreWrongAreRepaired() throws IOException {
        Path place = written("place.qcow2", "16M");
        patch(place, 65536 + 7, 1); // where the first refcount block lies
        refused("run “platter image check --repair all”", "apply", place, "-e", "table type=gpt");
        done("image", "check", "--repair", "all", place);
        done("apply", place, "-e", "table type=gpt");
    }

    /** A virtual machine that writes to what is shared leaves an entry without its mark. */
    @Test
    void theFlagThatQemuMissesIsSet() {
        Path image = made("disk.qcow2", "64M");
        done("apply", image, "-e", "table type=gpt", "-e", "create start=1MiB size=20MiB fs=ext4");
        told("“qemu-img check” misses a flag", "apply", image, "--plan", "-e", "copy 1 start=32MiB");
        done("apply", image, "-e", "copy 1 start=32MiB");
        Shell.run("qemu-io", "-f", "qcow2", "-c", "write -P 7 2M 1M", image.toString());
        done("image", "check", "--repair", "all", image);
        Shell.run("qemu-img", "check", "-q", image.toString());
    }

    @Test
    void anImageThatIsOpenElsewhereIsChangedOnceItIsClosed() throws IOException, Refusal {
        Path raw = made("disk.raw", "32M");
        done("apply", raw, "-e", "table type=gpt", "-e", "create start=1MiB size=8MiB fs=ext4");
        Path other = made("other.raw", "32M");
        done("apply", other, "-e", "table type=gpt");
        Path vhdx = made("disk.vhdx", "16M");
        String advice = "; close it there";
        List<List<Object>> commands = List.of(List.of("apply", raw, "-e", "label 1 text=x"),
                List.of("loop", "attach", raw), List.of("image", "resize", raw, "+1MiB"),
                List.of("apply", other, "-e", "paste from=" + raw + " partition=1"),
                List.of("image", "create", "--replace", raw, "32MiB"));
        try (DiskSession holds = DiskSession.open(raw, DiskSession.Mode.EDIT)) {
            assertEquals(1, holds.onDisk().partitions().size());
            for (List<Object> words : commands) {
                refused(advice, words.toArray());
            }
        }
        for (List<Object> words : commands) {
            Cli.Outcome outcome = done(words.toArray());
            if (words.get(0).equals("loop")) {
                done("loop", "detach", outcome.out().strip());
            }
        }
        try (DiskSession holds = DiskSession.open(vhdx, DiskSession.Mode.EDIT)) {
            assertTrue(holds.readOnlyReason().isEmpty());
            refused(advice, "image", "check", "--repair", "all", vhdx);
        }
        done("image", "check", "--repair", "all", vhdx);
    }

    @Test
    void aFileThatIsInTheWayIsLeftByAnotherName() throws IOException {
        Path data = made("data.raw", "16M");
        refused(data + " is there already; name another file.", "image", "create", "-f", "qcow2", "-o",
                "data_file=data.raw", path("new.qcow2"), "16MiB");
        refused("; write the name alone.", "image", "create", "-f", "qcow2", "-o",
                "data_file=" + path("other.raw"), path("new.qcow2"), "16MiB");
        done("image", "create", "-f", "qcow2", "-o", "data_file=other.raw", path("new.qcow2"), "16MiB");
        Path pipe = path("pipe");
        Shell.run("mkfifo", pipe.toString());
        refused(" is no file that could be replaced; take another name.", "image", "create", "--replace",
                pipe,
                "16MiB");
        done("image", "create", "--replace", path("disk.raw"), "16MiB");
        refused(" is there already; take another name, or add --replace.", "image",
                "convert", data, path("disk.raw"));
        done("image", "convert", "--replace", path("other.raw"), path("disk.raw"));
        refused(" is there already; take another name.", "image", "sparsify", "--into", data,
                path("disk.raw"));
        done("image", "sparsify", "--into", path("small.raw"), path("disk.raw"));
    }

    @Test
    void anImageInAFolderThatCannotBeWrittenToIsMoved() throws IOException {
        Path folder = Files.createDirectory(path("sealed"));
        Path image = Files.move(made("disk.qed", "16M"), folder.resolve("disk.qed"));
        Shell.run("mount", "--bind", folder.toString(), folder.toString());
        try {
            Shell.run("mount", "--bind", image.toString(), image.toString());
            Shell.run("mount", "-o", "remount,bind,ro", folder.toString());
            refused("; make that folder writable, or move the image.", "image", "resize", image, "32MiB");
        } finally {
            Shell.attempt("", "umount", image.toString());
            Shell.run("umount", folder.toString());
        }
        done("image", "resize", Files.move(image, path("moved.qed")), "32MiB");
    }

    @Test
    void anExportIsNamed() throws IOException, InterruptedException {
        Path socket = path("socket");
        Path image = made("disk.raw", "16M");
        Process server = new ProcessBuilder("qemu-nbd", "-f", "raw", "-x", "one", "-k", socket.toString(),
                "-t",
                image.toString()).start();
        try {
            while (!Files.exists(socket)) {
                assertTrue(server.isAlive());
                Thread.onSpinWait();
            }
            refused("disk without a name; name the export", "info", "nbd+unix:///?socket=" + socket);
            done("info", "nbd+unix:///one?socket=" + socket);
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    void aCommandWithoutItsVerbSaysWhichThereAre() {
        refused("Which of list, mount, unmount, swapon and swapoff?", "device");
        done("device", "list");
        refused("Which of attach, detach and list?", "loop");
        done("loop", "list");
        refused("there are list, add, remove, clear, enable, disable and merge.", "image", "bitmap", "turn",
                made("disk.qcow2", "1M"), "one");
        done("image", "bitmap", "list", path("disk.qcow2"));
    }

    @Test
    void aFileSystemThatIsDamagedIsCheckedOrMadeAnewAsAdvised() throws IOException {
        Path f2fs = disk("f2fs.raw", 100, "f2fs");
        patch(f2fs, (1 << 20) + 4096 + 1024, 0); // the second superblock
        told("Copies of a structure differ in the F2FS of partition 1; a check makes them the same.", "apply",
                f2fs,
                "-e", "check 1 mode=look");
        told("the second superblock, which was damaged, was rebuilt", "apply", f2fs, "-e", "check 1");
        told("Nothing is wrong with the F2FS of partition 1.", "apply", f2fs, "-e", "check 1 mode=look");
        Path fat = disk("fat.raw", 30, "vfat");
        patch(fat, (1 << 20) + 22, 1, 0); // a table of one sector
        refused("; copy its files elsewhere and format it.", "apply", fat, "-e", "move 1 start=2MiB");
        done("apply", fat, "-e", "format 1 fs=vfat", "-e", "check 1");
        Path jfs = disk("jfs.raw", 60, "jfs");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(jfs)).order(ByteOrder.LITTLE_ENDIAN);
        int map = 1 << 20; // of the first 8192 blocks, as many as one page has bits for
        while (bytes.getInt(map) != 8192 || bytes.getLong(map + 8) != 0) {
            map += 4096;
        }
        patch(jfs, map + 8, 1);
        refused("check it first", "apply", jfs, "-e", "move 1 start=3MiB");
        done("apply", jfs, "-e", "check 1");
        done("apply", jfs, "-e", "move 1 start=3MiB");
    }

    /** @param size of the partition in MiB; that of the disk is more */
    private Path disk(String name, int size, String kind) {
        Path image = made(name, size + 4 + "M");
        done("apply", image, "-e", "table type=msdos", "-e", "create start=1MiB size=" + size + "MiB fs="
                + kind);
        return image;
    }
}
