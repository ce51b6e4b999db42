package org.platter.cli;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
        assertFalse(none.contains("GRUB in") || none.contains("LILO") || none.contains("and the BSD label in it"), none);
        assertTrue(Cli.run("info", image).out().contains("Mind: Partition 1 holds a BSD label with 0 parts."));
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
