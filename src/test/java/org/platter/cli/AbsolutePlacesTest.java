package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.session.Shell;

/** What names sectors of the whole disk is told of when what lies there moves. */
class AbsolutePlacesTest {

    private static final long MIB = 1 << 20;
    private static final int START = 2048;

    @TempDir
    private Path work;

    private Path make(String format) throws IOException {
        Path image = work.resolve("disk." + format);
        Cli.image("create", "-f", format, "-e", "table type=msdos", "-e", "create start=1MiB size=8MiB", "-e",
                "create start=20MiB size=8MiB", image, "64MiB");
        return image;
    }

    /** Lays bytes on the disk, in a raw image. */
    private static void put(Path image, long at, byte[] bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(at);
            file.write(bytes);
        }
    }

    private static byte[] grub(long sector) {
        ByteBuffer boot = ByteBuffer.allocate(440).order(ByteOrder.LITTLE_ENDIAN);
        boot.putLong(0x5c, sector);
        boot.put(0x180, "GRUB \0Geom\0Hard Disk\0Read\0 Error".getBytes(StandardCharsets.US_ASCII));
        return boot.array();
    }

    private static String plan(Path image, String line) {
        Cli.Outcome outcome = Cli.run("apply", image, "--plan", "-e", line);
        assertEquals(0, outcome.status(), outcome.err());
        return outcome.out();
    }

    @Test
    void grubInTheDiskWhoseCoreImageLiesInWhatMoves() throws IOException {
        Path image = make("raw");
        put(image, 0, grub(START + 100));
        String sentence = "finds its core image by a sector of partition 1, which moves: run “grub-install”";
        assertTrue(plan(image, "move 1 start=30MiB").contains(sentence));
        assertFalse(plan(image, "move 2 start=40MiB").contains(sentence));
        put(image, 0, grub(1));
        assertFalse(plan(image, "move 1 start=30MiB").contains("core image"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void grubLiloAndALabelOfBsdInAPartitionThatMoves(String format) throws IOException {
        Path image = make("raw");
        put(image, START * 512L, grub(START + 8));
        put(image, START * 512L + 6, "LILO".getBytes(StandardCharsets.US_ASCII));
        byte[] magic = {0x57, 0x45, 0x56, (byte) 0x82};
        put(image, START * 512L + 512, magic);
        put(image, START * 512L + 512 + 132, magic);
        if (format.equals("qcow2")) {
            Path raw = image;
            image = work.resolve("copy.qcow2");
            Shell.run("qemu-img", "convert", "-O", format, raw.toString(), image.toString());
        }
        String told = plan(image, "move 1 start=+1MiB");
        assertTrue(told.contains("GRUB in the boot sector of partition 1 finds its core image"), told);
        assertTrue(told.contains("LILO in partition 1, which moves"), told);
        assertTrue(told.contains("Partition 1 moves, and the BSD label in it"), told);
        String none = plan(image, "move 2 start=+1MiB");
        assertFalse(none.contains("GRUB in") || none.contains("LILO")
                || none.contains("and the BSD label in it"), none);
        assertTrue(Cli.run("info", image).out().contains("Mind: Partition 1 holds a BSD label with 0 "
                + "parts."));
    }

    /** As a BSD system writes it into a slice, with parts of so many sectors at such sectors. */
    private static byte[] label(long... parts) {
        ByteBuffer label = ByteBuffer.allocate(404).order(ByteOrder.LITTLE_ENDIAN);
        label.putInt(0, 0x82564557).putInt(132, 0x82564557).putInt(40, 512);
        label.putShort(138, (short) (parts.length / 2));
        int sum = 0;
        for (int i = 0; i < parts.length / 2; i++) {
            label.putInt(148 + 16 * i, (int) parts[2 * i + 1]).putInt(152 + 16 * i, (int) parts[2 * i]);
            label.put(160 + 16 * i, (byte) (i == 2 ? 0 : 7));
        }
        for (int at = 0; at < 148 + 8 * parts.length; at += 2) {
            sum ^= label.getShort(at);
        }
        return label.putShort(136, (short) sum).array();
    }

    /** Of FreeBSD before version 10, of NetBSD and of OpenBSD, of which c or d is the whole disk. */
    static byte[] label(String type) {
        return switch (type) {
            case "a5" -> label(START + 16, 4096, START + 4112, 2048, START, 16384);
            case "a9" -> label(START, 8192, START + 8192, 8192, START, 16384, 0, 131072);
            default -> label(START + 64, 8000, 0, 0, 0, 131072, 40960, 16384);
        };
    }

    /** What a second reader finds in a slice: libblkid, by partx. */
    private String parts(Path image) {
        Path flat = image;
        if (!image.toString().endsWith("raw")) {
            flat = work.resolve("flat.raw");
            Shell.run("qemu-img", "convert", "-O", "raw", image.toString(), flat.toString());
        }
        return Shell.run("partx", "--raw", "-g", "-o", "START,SECTORS,SCHEME", flat.toString()).lines()
                .filter(line -> line.endsWith("bsd")).collect(Collectors.joining("\n"));
    }

    private static String shifted(String parts, long by) {
        return parts.lines().map(line -> Long.parseLong(line.split(" ")[0]) + by
                + line.substring(line.indexOf(' '))).collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void aLabelOfBsdNamesTheSamePartsInACopyOnAnotherDisk(String format) throws IOException {
        Path from = work.resolve("from.raw");
        Shell.run("truncate", "-s", "32M", from.toString());
        Shell.feed("label: dos\nstart=2048, size=16384, type=a5\n", "sfdisk", "-q", from.toString());
        put(from, START * 512L + 512, label("a5"));
        Path image = make(format);
        String line = "paste from=" + from + " partition=1 start=40MiB";
        assertTrue(
                plan(image, line).contains("Partition 1 of " + from + " is copied, and the BSD label in it "
                        + "names its parts by sectors of the disk: these are corrected in the copy."));
        assertEquals(0, Cli.run("apply", image, "-e", line).status());
        assertEquals(shifted(parts(from), 40 * 2048 - START), parts(image));
    }

    @ParameterizedTest
    @CsvSource({"raw, a5", "qcow2, a5", "raw, a9", "qcow2, a9", "raw, a6", "qcow2, a6"})
    void aLabelOfBsdNamesTheSamePartsAfterAMoveAndInACopy(String format, String type) throws IOException {
        byte[] label = label(type);
        Path image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "64M", image.toString());
        Shell.feed("label: dos\nstart=2048, size=16384, type=" + type
                + "\nstart=40960, size=16384, type=83\n", "sfdisk", "-q", image.toString());
        put(image, START * 512L + 512, label);
        if (format.equals("qcow2")) {
            Path raw = image;
            image = work.resolve("copy.qcow2");
            Shell.run("qemu-img", "convert", "-O", format, raw.toString(), image.toString());
        }
        String before = parts(image);
        assertTrue(before.lines().count() >= 1, before);
        assertTrue(
                plan(image, "move 1 start=+1MiB").contains("Partition 1 moves, and the BSD label in it names "
                        + "its parts by sectors of the disk: these are corrected."));
        assertEquals(0, Cli.run("apply", image, "-e", "move 1 start=+1MiB").status());
        assertEquals(shifted(before, 2048), parts(image));
        assertTrue(plan(image, "copy 1 start=30MiB").contains("these are corrected in the copy."));
        assertEquals(0, Cli.run("apply", image, "-e", "copy 1 start=30MiB", "-e", "delete 1").status());
        assertEquals(shifted(before, 30 * 2048 - START), parts(image));
        assertEquals(0, Cli.run("apply", image, "-e", "move 3 start=2048s", "-e", "sort").status());
        assertEquals(before, parts(image));
        Path flat = image.toString().endsWith("raw") ? image : work.resolve("flat.raw");
        try (RandomAccessFile file = new RandomAccessFile(flat.toFile(), "r")) {
            byte[] now = new byte[label.length];
            file.seek(START * 512L + 512);
            file.readFully(now);
            assertArrayEquals(label, now); // its checksum, too
        }
    }

    /** FreeBSD's own since version 10, one with a wrong checksum, and one that can be read in both ways. */
    @Test
    void aLabelOfBsdThatIsOfThePartitionOrContradictsItselfStaysAsItIs() throws IOException {
        byte[] relative = label(0, 4096, 4096, 2048, 0, 16384);
        byte[] wrong = label(START + 16, 4096, START + 4112, 2048, START, 16384);
        wrong[136]++;
        byte[] both = label(START, 4096, START + 4096, 2048, START, 8192);
        for (byte[] label : new byte[][] {relative, wrong, both}) {
            Path image = work.resolve("disk.raw");
            Shell.run("truncate", "-s", "64M", image.toString());
            Shell.feed("label: dos\nstart=2048, size=16384, type=a5\n", "sfdisk", "-q", image.toString());
            put(image, START * 512L + 512, label);
            String told = plan(image, "move 1 start=+1MiB");
            assertEquals(label != relative, told.contains("the BSD label in it may name its parts"), told);
            assertFalse(told.contains("corrected"), told);
            assertEquals(0, Cli.run("apply", image, "-e", "move 1 start=+1MiB").status());
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
                byte[] now = new byte[label.length];
                file.seek((START + 2049) * 512L);
                file.readFully(now);
                assertArrayEquals(label, now);
            }
        }
    }

    @Test
    void liloInTheDiskIsToldOfWhateverMoves() throws IOException {
        Path image = make("raw");
        put(image, 6, "LILO".getBytes(StandardCharsets.US_ASCII));
        assertTrue(plan(image, "move 2 start=+1MiB").contains("LILO in the boot sector of the disk"));
        assertFalse(plan(image, "resize 2 size=9MiB").contains("LILO"));
        assertEquals(64 * MIB, Files.size(image));
    }
}
