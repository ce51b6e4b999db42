package org.platter.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.NeedsConsent;
import org.platter.base.NeedsPassphrase;
import org.platter.base.RangeSet;
import org.platter.host.HostFile;
import org.platter.image.open.ImageDescription;
import org.platter.image.open.Images;
import org.platter.session.Shell;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;

/** The formats that QEMU serves, made by qemu-img, and read back by it. */
class ForeignFormatsTest {

    private static final int SIZE = 8 << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource(delimiter = '|', nullValues = "", value = {"qcow|", "qed|",
        "qed|cluster_size=4096,table_size=2",
        "vdi|", "vdi|static=on", "vmdk|", "vmdk|subformat=monolithicFlat",
        "vmdk|subformat=twoGbMaxExtentSparse",
        "vmdk|subformat=twoGbMaxExtentFlat", "vmdk|zeroed_grain=on", "vpc|force_size=on", "vpc|",
        "vpc|subformat=fixed,force_size=on", "vhdx|", "vhdx|subformat=fixed,block_size=1048576",
        "parallels|",
        "parallels|cluster_size=65536"})
    void whatIsWrittenIsWhatQemuReads(String format, String options) throws IOException {
        // a description of VMware's cannot have quotes inside of names
        Path path = folder.resolve("a " + (format.equals("vmdk") ? "disk" : "\"disk\"")
                + ", with ä, 'quotes' and , commas");
        create(format, options, path, SIZE);
        byte[] model = new byte[SIZE];
        Random random = new Random(format.hashCode());
        try (DiskImage image = Images.open(path, Opening.toWrite())) {
            assertEquals(format, image.format());
            assertTrue(image.size() >= SIZE, image.size() + " bytes");
            assertTrue(image.isWritable());
            for (int step = 0; step < 40; step++) {
                byte[] bytes = new byte[1 + random.nextInt(100_000)];
                int at = random.nextInt(SIZE - bytes.length);
                if (step % 4 == 3) {
                    image.zero(ByteRange.of(at, bytes.length));
                } else {
                    random.nextBytes(bytes);
                    image.write(at, ByteBuffer.wrap(bytes));
                }
                System.arraycopy(bytes, 0, model, at, bytes.length);
            }
            image.flush();
            assertArrayEquals(model, image.read(0, SIZE).array());
            assertFalse(image.spans(new ByteRange(0, SIZE)).isEmpty());
        }
        checkByQemu(format, path);
        Path raw = Files.write(folder.resolve("model"), model);
        run("qemu-img", "convert", "-f", format, "-O", "raw", path.toString(),
                folder.resolve("raw").toString());
        run("qemu-img", "resize", "-q", "-f", "raw", "--shrink", folder.resolve("raw").toString(), "" + SIZE);
        assertEquals(-1, Files.mismatch(raw, folder.resolve("raw")));
        describedAsQemuDoes(format, path);
        try (DiskImage image = Images.open(path, Opening.toRead())) {
            assertArrayEquals(model, image.read(0, SIZE).array());
            assertThrows(IOException.class, () -> image.write(0, ByteBuffer.allocate(1)));
        }
    }

    private void describedAsQemuDoes(String format, Path path) throws IOException {
        ImageDescription description = Images.describe(path, Opening.toRead()).get(0);
        assertEquals(List.of(), description.problems());
        String info = run("qemu-img", "info", "--output=json", "-f", format, path.toString());
        assertTrue(info.contains("\"virtual-size\": " + description.virtualSize().orElseThrow() + ","), info);
        description.clusterSize().ifPresent(bytes -> assertTrue(!info.contains("cluster-size")
                || info.contains("\"cluster-size\": " + bytes), info));
    }

    /** QEMU takes all of a VHDX for data, and a tebibyte would be read to find out. */
    @Test
    void aVhdxHasTheDataOfItsBlocksUntilItIsWritten() throws IOException {
        Path path = folder.resolve("disk.vhdx");
        int mib = 1 << 20;
        run("qemu-img", "create", "-q", "-f", "vhdx", "-o", "block_size=1M", path.toString(), "1T");
        Shell.run("qemu-io", "-f", "vhdx", "-c", "write -P 7 900G 64k", path.toString());
        ByteRange all = new ByteRange(0, 1L << 40);
        RangeSet written = RangeSet.of(ByteRange.of(900L << 30, mib));
        try (DiskImage image = Images.open(path, Opening.toRead())) {
            assertEquals(written, image.data(all));
        }
        try (DiskImage image = Images.open(path, Opening.toWrite())) {
            assertEquals(written, image.data(all));
            image.write(5L << 30, ByteBuffer.wrap(new byte[] {1}));
            assertTrue(image.data(all).contains(5L << 30));
        }
    }

    /** QEMU leaves the end of a longer description behind the zero byte of a shorter one. */
    @Test
    void whatLiesBehindTheEndOfADescriptionOfAVmdkIsNoDamage() throws IOException {
        Path path = folder.resolve("disk.vmdk");
        create("vmdk", null, path, SIZE);
        byte[] content = Files.readAllBytes(path);
        int end = 512;
        while (content[end] != 0) {
            end++;
        }
        content[end + 1] = 'x';
        Files.write(path, content);
        try (DiskImage image = Images.open(path, Opening.toWrite())) {
            assertEquals(SIZE, image.size());
        }
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource(delimiter = '|', nullValues = "", value = {"qcow|", "qed|", "vdi|", "vdi|static=on", "vmdk|",
        "vmdk|subformat=monolithicFlat", "vmdk|subformat=twoGbMaxExtentSparse",
        "vmdk|subformat=streamOptimized",
        "vpc|", "vpc|subformat=fixed", "vhdx|", "parallels|"})
    void anImageThatIsCutShortIsNeverReadAsZeros(String format, String options) throws IOException {
        byte[] bytes = new byte[SIZE];
        new Random(3).nextBytes(bytes);
        Path raw = Files.write(folder.resolve("raw"), bytes);
        Path path = folder.resolve("disk." + format);
        String[] create = {"convert", "-f", "raw", "-O", format, "-o", options == null ? "" : options,
            raw.toString(), path.toString()};
        run("qemu-img", options == null ? without(create, "-o") : create);
        Path cut = path;
        for (String extent : List.of("disk-flat.vmdk", "disk-s001.vmdk")) {
            cut = Files.exists(folder.resolve(extent)) ? folder.resolve(extent) : cut;
        }
        String stated = format;
        Opening reading = Opening.toRead().withFormat(Optional.of(stated));
        try (DiskImage image = Images.open(path, reading)) {
            assertArrayEquals(bytes, image.read(0, SIZE).array());
        }
        byte[] content = Files.readAllBytes(cut);
        try (HostFile file = HostFile.open(cut, HostFile.Access.WRITE)) {
            if ("subformat=fixed".equals(options)) {
                // its footer has to be at the end of what is left
                file.write(file.size() - 300_000 - 512, ByteBuffer.wrap(content, content.length - 512, 512));
            }
            file.resize(file.size() - 300_000);
        }
        IOException refused = assertThrows(IOException.class, () -> Images.open(path, reading));
        assertTrue(refused.getMessage().contains("is cut short: ")
                && refused.getMessage().contains("--salvage"), refused.getMessage());
        assertTrue(Images.describe(path, reading).get(0).problems().get(0).contains("is cut short"));
        try (DiskImage image = Images.open(path, reading.salvaging(true))) {
            int lost = 0;
            for (int at = 0; at < SIZE; at += 65536) {
                try {
                    assertArrayEquals(java.util.Arrays.copyOfRange(bytes, at, at + 65536),
                            image.read(at, 65536).array());
                } catch (IOException e) {
                    assertTrue(e.getMessage().contains("missing"), e.getMessage());
                    lost++;
                }
            }
            assertTrue(lost > 0 && lost < 64, lost + " pieces lost");
        }
        assertThrows(IOException.class, () -> Images.open(path, reading.withWritable(true).salvaging(true)));
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(strings = {"qcow", "qed", "vmdk"})
    void whatItIsBasedOnShowsThrough(String format) throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path base = elsewhere.resolve("base");
        String below = format.equals("vmdk") ? "vmdk" : "raw";
        run("qemu-img", "create", "-q", "-f", below, base.toString(), "4M");
        run("qemu-io", "-f", below, "-c", "write -P 5 1M 64k", base.toString());
        Path path = folder.resolve("disk");
        run("qemu-img", "create", "-q", "-f", format, "-b", base.toString(), "-F", below, path.toString());
        NeedsConsent asked = assertThrows(NeedsConsent.class, () -> Images.open(path, Opening.toRead()));
        assertEquals(List.of(base), asked.files());
        try (DiskImage image = Images.open(path, Opening.toWrite().withConsent((from, file) -> true))) {
            assertEquals(5, image.read(1 << 20, 1).get());
            image.write((1 << 20) + 1, ByteBuffer.wrap(new byte[] {6}));
            assertArrayEquals(new byte[] {5, 6, 5}, image.read(1 << 20, 3).array());
            assertEquals(base, image.backing().orElseThrow().path());
            assertTrue(image.spans(new ByteRange(0, 4 << 20)).stream()
                    .anyMatch(span -> span.kind() == Span.Kind.UNALLOCATED), format);
        }
        try (DiskImage alone = Images.open(path, Opening.toRead().alone())) {
            assertEquals(6, alone.read((1 << 20) + 1, 1).get());
            assertThrows(IOException.class, () -> alone.read(3 << 20, 1));
        }
        List<ImageDescription> seen = Images.describe(path, Opening.toRead());
        assertEquals(1, seen.size());
        assertTrue(seen.get(0).problems().get(0).contains("only if you allow it"));
        assertEquals(2, Images.describe(path, Opening.toRead().withConsent((from, file) -> true)).size());
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource(delimiter = '|', nullValues = "", value = {"qcow|", "qed|cluster_size=4096", "vdi|",
        "vdi|static=on",
        "vmdk|zeroed_grain=on", "vpc|", "vpc|subformat=fixed", "vhdx|block_size=2097152", "parallels|"})
    void oneOfAnotherSizeIsLaidOutAlike(String format, String options) throws Exception {
        Path path = folder.resolve("disk");
        create(format, options, path, SIZE);
        Path fresh = folder.resolve("fresh");
        try (DiskImage image = Images.open(path, Opening.toRead())) {
            Images.createLike(image, fresh, 2 * SIZE + (1 << 20));
        }
        try (DiskImage image = Images.open(fresh, Opening.toWrite())) {
            assertEquals(2 * SIZE + (1 << 20), image.size());
            image.write(2 * SIZE, ByteBuffer.wrap(new byte[] {1}));
        }
        ImageDescription before = Images.describe(path, Opening.toRead()).get(0);
        ImageDescription after = Images.describe(fresh, Opening.toRead()).get(0);
        assertEquals(before.clusterSize(), after.clusterSize());
        assertEquals(before.details().get("subformat"), after.details().get("subformat"));
        assertThrows(IOException.class, () -> Images.create(format, fresh, SIZE, Map.of()));
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(strings = {"FLAT \"/etc/passwd\" 0", "FLAT \"/dev/zero\" 0", "VMFS \"/proc/self/environ\"",
        "SPARSE \"../../etc/passwd\"", "FLAT \"nbd:127.0.0.1:10809\" 0", "ZERO",
        "FLAT \"json:{\\\"driver\\\":\\\"null-co\\\"}\" 0", "FLAT \"missing\" 0"})
    void aDescriptionOpensNothingUnasked(String extent) throws IOException {
        Path path = Files.writeString(folder.resolve("evil.vmdk"), "# Disk DescriptorFile\nversion=1\nCID=1\n"
                + "parentCID=ffffffff\ncreateType=\"monolithicFlat\"\nRW 8 " + extent + "\n");
        IOException refused = assertThrows(IOException.class, () -> Images.open(path, Opening.toRead()));
        assertTrue(refused.getMessage().length() < 400, refused.getMessage());
        assertFalse(Images.describe(path, Opening.toRead()).get(0).problems().isEmpty());
    }

    @Test
    void aDifferencingDiskIsNotReadWithoutItsParent() throws IOException {
        Path vhd = folder.resolve("disk.vhd");
        create("vpc", null, vhd, SIZE);
        patch(vhd, 60, 0, 0, 0, 4);
        refusedAs("is a differencing image", vhd);
        Path vdi = folder.resolve("disk.vdi");
        create("vdi", null, vdi, SIZE);
        patch(vdi, 0x1b8, 1, 2, 3, 4);
        refusedAs("is a differencing image", vdi);
    }

    @Test
    void anEncryptedImageIsOpenedByItsPassphrase() throws IOException {
        Path path = folder.resolve("disk.qcow2");
        Shell.makeEncrypted(path, "correct horse");
        assertThrows(NeedsPassphrase.class, () -> Images.open(path, Opening.toRead()));
        assertThrows(NeedsPassphrase.class,
                () -> Images.open(path, Opening.toRead().withPassphrase(Optional.of("wrong"))));
        Opening how = Opening.toWrite().withPassphrase(Optional.of("correct horse"));
        try (DiskImage image = Images.open(path, how)) {
            image.write(5, ByteBuffer.wrap(new byte[] {1, 2}));
            image.flush();
            assertEquals("qcow2", image.format());
        }
        try (DiskImage image = Images.open(path, how.withWritable(false))) {
            assertArrayEquals(new byte[] {1, 2}, image.read(5, 2).array());
        }
    }

    @Test
    void whatAnotherProgramWritesIsNotWrittenTwice() throws IOException {
        Path path = folder.resolve("disk.vdi");
        create("vdi", null, path, SIZE);
        try (DiskImage first = Images.open(path, Opening.toWrite())) {
            IOException refused = assertThrows(IOException.class, () -> Images.open(path, Opening.toWrite()));
            assertTrue(refused.getMessage().contains("is in use by another program"), refused.getMessage());
            first.write(0, ByteBuffer.allocate(512));
        }
        Images.open(path, Opening.toWrite()).close();
    }

    private static void refusedAs(String part, Path path) throws IOException {
        IOException refused = assertThrows(IOException.class, () -> Images.open(path, Opening.toRead()));
        assertTrue(refused.getMessage().contains(part), refused.getMessage());
        assertTrue(Images.describe(path, Opening.toRead()).get(0).problems().get(0).contains(part));
    }

    private static void patch(Path path, long at, int... bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
        for (int value : bytes) {
            buffer.put((byte) value);
        }
        try (HostFile file = HostFile.open(path, HostFile.Access.WRITE)) {
            file.write(at, buffer.flip());
        }
    }

    private static void create(String format, String options, Path path, long size) throws IOException {
        String[] words = {"create", "-q", "-f", format, "-o", options == null ? "" : options, path.toString(),
            "" + size};
        run("qemu-img", options == null ? without(words, "-o") : words);
    }

    private static String[] without(String[] words, String option) {
        int at = List.of(words).indexOf(option);
        return Stream.concat(List.of(words).subList(0, at).stream(),
                List.of(words).subList(at + 2, words.length)
                        .stream())
                .toArray(String[]::new);
    }

    private static void checkByQemu(String format, Path path) throws IOException {
        if (!List.of("qcow", "vpc").contains(format)) {
            run("qemu-img", "check", "-q", "-f", format, path.toString());
        }
    }

    private static String run(String program, String... arguments) throws IOException {
        return new ProgramRunner(Programs.installed()).run(Command.of(program, arguments), event -> {},
                () -> false).output();
    }
}
