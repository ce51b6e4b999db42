package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteSize;
import org.platter.session.Shell;

/** New images and copies by {@code platter image}, with {@code qemu-img} as the judge. */
final class ImageCommandsTest {

    private static final int MIB = (int) ByteSize.MIB;

    @TempDir
    private Path work;

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2", "qcow", "qed", "vdi", "vmdk", "vpc", "vhdx", "parallels"})
    void anImageOfEveryFormatIsMadeAsQemuReadsIt(String format) throws IOException {
        Path image = work.resolve("new." + format);
        String told = Cli.image("create", "-f", format, image, "64MiB");
        assertTrue(told.contains(format) && told.contains("64 MiB"), told);
        String seen = Shell.run("qemu-img", "info", "--output=json", "-f", format, image.toString());
        assertEquals(64L * MIB, Cli.number(seen, "virtual-size"), seen);
        String facts = Cli.image("info", "--json", image);
        assertEquals(64L * MIB, Cli.number(facts, "virtualSize"), facts);
        assertTrue(facts.contains("\"format\": \"" + format + "\""), facts);
        assertEquals(List.of(image.getFileName().toString()), names());
    }

    @ParameterizedTest
    @ValueSource(strings = {"monolithicSparse", "monolithicFlat", "twoGbMaxExtentSparse",
        "twoGbMaxExtentFlat"})
    void aVmdkOfSeveralFilesIsWholeUnderItsName(String subformat) {
        Path image = work.resolve("disk.vmdk");
        Cli.image("create", "-f", "vmdk", "-o", "subformat=" + subformat, image, "3GiB");
        Shell.run("qemu-io", "-f", "vmdk", "-c", "write -P 7 2900M 64k", image.toString());
        assertEquals(3L << 30, Cli.number(Cli.image("info", "--json", image), "virtualSize"));
        assertTrue(names().stream().allMatch(name -> name.startsWith("disk")), names().toString());
        Cli.refused(3, "there already", "create", "-f", "vmdk", image, "3GiB");
    }

    @Test
    void theOptionsOfAFormatAreAsQemuHasThem() {
        Path image = work.resolve("new.qcow2");
        Cli.image("create", "-f", "qcow2", "-o", "compat=0.10,cluster_size=4k", image, "1GiB");
        String seen = Shell.run("qemu-img", "info", image.toString());
        assertTrue(seen.contains("compat: 0.10") && seen.contains("cluster_size: 4096"), seen);
        Cli.image("create", "-f", "qcow2", "-o", "refcount_bits=1", "-o", "lazy_refcounts", "--replace",
                image, "1GiB");
        seen = Shell.run("qemu-img", "info", image.toString());
        assertTrue(seen.contains("refcount bits: 1") && seen.contains("lazy refcounts: true"), seen);
        Cli.refused(3, "cluster_size, refcount_bits", "create", "-f", "qcow2", "-o", "clustersize=4k",
                work.resolve("no"), "1G");
        Cli.refused(3, "one of: zlib, zstd", "create", "-f", "qcow2", "-o", "compression_type=lz4",
                work.resolve("no"), "1G");
        Cli.refused(3, "cluster", "create", "-f", "qcow2", "-o", "cluster_size=3000",
                work.resolve("no"), "1G");
        Cli.refused(3, "bochs", "create", "-f", "bochs", work.resolve("no"), "1G");
        assertTrue(Cli.image("create", "-f", "qcow2", "-o", "help").contains("extended_l2"));
        assertEquals(List.of("new.qcow2"), names());
    }

    @Test
    void whatIsThereIsReplacedOnlyWhenAsked() throws IOException {
        Path image = work.resolve("disk.raw");
        Files.writeString(image, "precious");
        Cli.refused(3, "--replace", "create", image, "1M");
        assertEquals("precious", Files.readString(image));
        Cli.image("create", "--replace", image, "1M");
        assertEquals(MIB, Files.size(image));
        Cli.refused(3, "--replace", "convert", image, image);
    }

    @Test
    void anOverlayIsAsLargeAsItsBackingFileAndNamesItAsItWasGiven() throws IOException {
        Path folder = Files.createDirectory(work.resolve("sub"));
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", folder.resolve("base.qcow2").toString(), "96M");
        Path overlay = work.resolve("over.qcow2");
        Cli.image("create", "-f", "qcow2", "-b", "sub/base.qcow2", "-F", "qcow2", overlay);
        String seen = Shell.run("qemu-img", "info", "--output=json", overlay.toString());
        assertEquals(96L * MIB, Cli.number(seen, "virtual-size"), seen);
        assertTrue(seen.contains("\"backing-filename\": \"sub/base.qcow2\""), seen);
        assertTrue(seen.contains("\"backing-filename-format\": \"qcow2\""), seen);
        Cli.refused(3, "itself", "create", "--replace", "-f", "qcow2", "-b", overlay, "-F", "qcow2", overlay);
        Cli.refused(3, "based on another", "create", "-f", "raw", "-b", "sub/base.qcow2", "-F", "qcow2",
                work.resolve("no.raw"));
        Cli.refused(3, "only be based on vmdk", "create", "-f", "vmdk", "-b", "sub/base.qcow2", "-F", "qcow2",
                work.resolve("no.vmdk"));
        Cli.refused(1, "base.qcow2", "create", "-f", "qcow2", "-b", "sub/base.qcow2", "-F", "vmdk",
                work.resolve("no.qcow2"));
    }

    @Test
    void aFileOutsideOfTheFolderIsOpenedOnlyWhenAllowed() throws IOException {
        Path base = Files.createDirectory(work.resolve("else where")).resolve("base.raw");
        Cli.image("create", base, "32M");
        Path overlay = Files.createDirectory(work.resolve("here")).resolve("over.qcow2");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", base.toString(), "-F", "raw",
                overlay.toString());
        Path target = overlay.resolveSibling("copy.raw");
        Cli.refused(1, "--allow '" + base + "'", "convert", overlay, target);
        assertFalse(Files.exists(target));
        String told = Cli.image("info", overlay);
        assertTrue(told.contains("Problem: ") && told.contains(base.toString()), told);
        assertFalse(Cli.image("info", "--allow", base, overlay).contains("Problem: "));
        Cli.image("convert", "--allow", base, overlay, target);
        Shell.run("qemu-img", "compare", overlay.toString(), target.toString());
        Cli.Outcome whole = Cli.run("info", overlay);
        assertEquals(1, whole.status());
        assertTrue(whole.err().contains("--allow"), whole.err());
        whole = Cli.run("info", "--allow", base, "--json", overlay);
        assertTrue(whole.out().contains("\"backingFormat\": \"raw\"")
                && whole.out().contains("\"clusterSize\": 65536"), whole.out());
    }

    @Test
    void anEncryptedImageIsOpenedWithItsPassphrase() throws IOException {
        Path image = work.resolve("secret.qcow2");
        Shell.makeEncrypted(image, "open sesame");
        Path wrong = Files.writeString(work.resolve("wrong"), "abracadabra\n");
        Path right = Files.writeString(work.resolve("right"), "open sesame\n");
        Path copy = work.resolve("copy.raw");
        Cli.refused(1, "--passphrase-file", "convert", image, copy);
        Cli.refused(1, "not the passphrase", "convert", "--passphrase-file", wrong, image, copy);
        Cli.image("convert", "--passphrase-file", right, image, copy);
        assertEquals(16L * MIB, Files.size(copy));
        assertTrue(Cli.image("info", image).contains("encrypted"));
        Cli.image("check", "--passphrase-file", right, image);
        Cli.image("snapshot", "--passphrase-file", right, "-c", "one", image);
    }

    @Test
    void whatIsCutOffIsNoZeros() throws IOException {
        Path source = Cli.data(work, 8);
        Path torn = work.resolve("torn.qcow2");
        Shell.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", source.toString(), torn.toString());
        Shell.run("truncate", "-s", "-256K", torn.toString());
        Path copy = work.resolve("copy.raw");
        Cli.refused(1, "cut off", "convert", torn, copy);
        assertFalse(Files.exists(copy));
        Cli.Outcome salvaged = Cli.attempt("convert", "--salvage", torn, copy);
        assertEquals(1, salvaged.status());
        assertTrue(salvaged.err().contains("  0x17"), salvaged.err()); // in the last megabyte of 24
        assertTrue(Files.mismatch(source, copy) >= 23L * MIB);
    }

    @Test
    void aFolderBecomesAFileSystem() throws IOException {
        Path folder = Files.createDirectories(work.resolve("files/deep"));
        byte[] bytes = Cli.bytes(1, 3 * MIB + 17);
        Files.write(folder.resolve("large"), bytes);
        Files.writeString(folder.resolveSibling("small"), "hello");
        for (int i = 0; i < 300; i++) {
            Files.writeString(folder.resolve("many" + i), "x");
        }
        for (String fileSystem : List.of("ext4", "ext2")) {
            Path image = work.resolve(fileSystem + ".raw");
            Cli.image("create", "--folder", folder.getParent(), "--fs", fileSystem, image);
            Path partition = work.resolve("partition");
            Shell.run("dd", "if=" + image, "of=" + partition, "bs=1M", "skip=1", "conv=sparse",
                    "status=none");
            Shell.run("truncate", "-s", "-1M", partition.toString()); // the backup of the GPT
            Shell.run("e2fsck", "-fn", partition.toString());
            assertEquals("hello", Shell.run("debugfs", "-R", "cat small", partition.toString()).lines()
                    .filter(line -> !line.startsWith("debugfs")).findFirst().orElse(""));
            Path back = work.resolve("back");
            Shell.run("debugfs", "-R", "dump deep/large " + back, partition.toString());
            assertTrue(Arrays.equals(bytes, Files.readAllBytes(back)));
            assertTrue(Cli.run("info", image).out().contains(fileSystem));
            Files.delete(back);
        }
        Cli.refused(3, "need a disk of about", "create", "--folder", folder.getParent(),
                work.resolve("no"), "4M");
        Cli.refused(3, "ext4, ext3 or ext2", "create", "--folder", folder, "--fs", "ntfs",
                work.resolve("no"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void aScriptIsCarriedOutBeforeTheImageHasItsName(String format) throws IOException {
        Path image = work.resolve("disk");
        Path script = Files.writeString(work.resolve("script"), "# a table\ntable type=gpt\n"
                + "create start=1MiB size=40MiB fs=ext4 label=root\n");
        Cli.image("create", "-f", format, "--script", script, "-e", "table type=msdos", image, "64MiB");
        String told = Cli.run("info", "--json", image).out();
        assertTrue(told.contains("\"type\": \"gpt\"") && told.contains("\"label\": \"root\""), told);
        Cli.refused(3, "3 GiB", "create", "-e", "table type=gpt", "-e", "create start=3GiB size=1MiB",
                work.resolve("no"), "64MiB");
        assertEquals(List.of("disk", "script"), names());
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2", "vdi"})
    void aDiskGrowsAndShrinksDownToItsLastPartition(String format) {
        Path image = work.resolve("disk." + format);
        Cli.image("create", "-f", format, "-e", "table type=gpt", "-e",
                "create start=1MiB size=20MiB fs=ext4",
                image, "40MiB");
        Cli.image("resize", image, "+60MiB");
        assertEquals(100L * MIB, virtualSize(image, format));
        verify(image, format);
        Cli.refused(3, "--shrink", "resize", image, "-50MiB");
        Cli.image("resize", "--shrink", image, "-50MiB");
        assertEquals(50L * MIB, virtualSize(image, format));
        verify(image, format);
        Cli.refused(3, "ends at sector 43008 (21 MiB)", "resize", "--shrink", image, "10MiB");
        Cli.refused(3, "cannot lose", "resize", "--shrink", image, "-50MiB");
        assertEquals(50L * MIB, virtualSize(image, format));
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2", "qcow", "qed", "vdi", "vmdk", "vpc", "vhdx", "parallels"})
    void aDiskStaysTheSameThroughEveryFormat(String format) throws IOException {
        Path source = Cli.data(work, 2);
        Path there = work.resolve("there." + format);
        Path back = work.resolve("back.raw");
        Cli.image("convert", "-f", "raw", "-O", format, source, there);
        Shell.run("qemu-img", "compare", "-f", "raw", "-F", format, source.toString(), there.toString());
        Cli.image("convert", "-f", format, "-O", "raw", there, back);
        Cli.image("compare", "-f", "raw", "-F", "raw", source, back);
        assertEquals(-1, Files.mismatch(source, back));
        Cli.image("compare", "-f", "raw", "-F", format, source, there);
    }

    @Test
    void aRawDiskThatBeginsLikeAnotherFormatIsOpenedAsItIsTold() throws IOException {
        Path image = Cli.data(work, 7);
        byte[] header = Arrays.copyOf("QFI\u00fb\0\0\0\3".getBytes(StandardCharsets.ISO_8859_1),
                512);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.write(header);
        }
        Cli.refused(1, "--format raw", "info", image);
        assertTrue(Cli.image("info", "-f", "raw", image).contains(": raw, "));
    }

    /** Fails unless the table and the file system of partition 1 are in order. */
    private void verify(Path image, String format) {
        Path raw = work.resolve("flat");
        Shell.run("qemu-img", "convert", "-f", format, "-O", "raw", image.toString(), raw.toString());
        assertTrue(Shell.run("sgdisk", "-v", raw.toString()).contains("No problems found"));
        assertFalse(Cli.run("info", image).out().contains("Problem"));
    }

    private static long virtualSize(Path image, String format) {
        return Cli.number(Shell.run("qemu-img", "info", "--output=json", "-f", format, image.toString()),
                "virtual-size");
    }

    private List<String> names() {
        return Arrays.stream(work.toFile().list()).sorted().toList();
    }
}
