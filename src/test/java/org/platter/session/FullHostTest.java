package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.commit.Interruption;
import org.platter.image.DiskImage;
import org.platter.image.Opening;
import org.platter.image.open.Images;
import org.platter.tool.Kernel;

/**
 * Commits on a file system with little room, of which another program takes all that is left as soon as the
 * commit has begun.
 */
final class FullHostTest {

    private static final int MIB = 1 << 20;
    private static final int SIZE = 12 * MIB;

    @TempDir
    private Path work;
    private Path host;
    private byte[] content;

    @BeforeEach
    void needsRoot() throws IOException {
        assumeTrue(Kernel.letsMount(), "only root can mount a file system");
        host = Files.createDirectory(work.resolve("host"));
    }

    @AfterEach
    void unmount() {
        Shell.attempt("", "umount", host.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "vdi", "vhdx", "vmdk", "vmdk,subformat=twoGbMaxExtentSparse", "vpc",
        "qcow", "qed", "parallels"})
    void aCommitThatHasBegunHasItsRoom(String format) throws IOException, Refusal {
        mount("ext4");
        Path image = image(format);
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("move 1 start=+9MiB");
            session.apply(atTheCopy(() -> takeAllBut(0)), () -> false);
        }
        assertArrayEquals(content, bytes(image, 10 * MIB));
        Files.delete(host.resolve("taken"));
        assertTrue(Files.size(image) + MIB > allocated(image), "what was reserved is given back: "
                + allocated(image) + " of " + Files.size(image));
    }

    /** The tables of the larger disk take up room as well, before the first block does. */
    @ParameterizedTest
    @CsvSource({"vdi, 3000GiB, 14", "'vpc,force_size=on', 1900GiB, 4", "vhdx, 10TiB, 1",
        "vmdk, 100GiB, 12"})
    void anImageThatGrowsInItsFileHasRoomForItsTables(String format, String more, int tableMib)
            throws IOException, Refusal {
        mount("ext4");
        Path image = image(format);
        Object file = Files.getAttribute(image, "unix:ino");
        byte[] before = Files.readAllBytes(image);
        takeAllBut((SIZE + (tableMib / 2) * (long) MIB));
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("disk size=+" + more);
            session.push("move 1 start=+12MiB");
            IOException failure = assertThrows(IOException.class,
                    () -> session.apply(event -> {}, () -> false));
            assertTrue(failure.getMessage().contains("room"), failure.getMessage());
        }
        assertArrayEquals(before, Files.readAllBytes(image));
        Files.delete(host.resolve("taken"));
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("disk size=+" + more);
            session.push("move 1 start=+12MiB");
            session.apply(atTheCopy(() -> takeAllBut(0)), () -> false);
        }
        assertEquals(file, Files.getAttribute(image, "unix:ino"));
        assertArrayEquals(content, bytes(image, 13 * MIB));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vdi", "vhdx"})
    void aHostWithTooLittleRoomIsRefusedBeforeTheFirstWrite(String format) throws IOException, Refusal {
        mount("ext4");
        Path image = image(format);
        byte[] before = Files.readAllBytes(image);
        // enough for the bytes, and not for the blocks that they lie in
        takeAllBut(SIZE + MIB / 2);
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("move 1 start=+13MiB");
            IOException failure = assertThrows(IOException.class,
                    () -> session.apply(event -> {}, () -> false));
            assertTrue(failure.getMessage().contains("too little room"), failure.getMessage());
        }
        assertArrayEquals(before, Files.readAllBytes(image));
        assertTrue(Files.notExists(host.resolve(image.getFileName() + ".platter")));
    }

    /** A move by a cluster and no table's span copies next to nothing, and makes every table again. */
    @Test
    void aQcow2WhoseNewTablesHaveNoRoomIsRefusedBeforeTheFirstWrite() throws IOException, Refusal {
        mount("ext4");
        Path image = image("qcow2,cluster_size=512");
        byte[] before = Files.readAllBytes(image);
        takeAllBut(100 << 10);
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("move 1 start=20481s");
            IOException failure = assertThrows(IOException.class,
                    () -> session.apply(event -> {}, () -> false));
            assertTrue(failure.getMessage().contains("too little room"), failure.getMessage());
            assertTrue(failure.getMessage().endsWith("Nothing was changed."), failure.getMessage());
        }
        assertArrayEquals(before, Files.readAllBytes(image));
        Files.delete(host.resolve("taken"));
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("move 1 start=20481s");
            session.apply(event -> {}, () -> false);
        }
        assertArrayEquals(content, bytes(image, 10 * MIB + 512));
    }

    /** ext2 reserves nothing, so that the room can be gone. */
    @ParameterizedTest
    @ValueSource(strings = {"vdi", "vmdk", "vpc", "qcow"})
    void aCommitThatFoundNoRoomGoesOnWhenThereIsSome(String format) throws IOException, Refusal {
        mount("ext2");
        Path image = image(format);
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("move 1 start=+9MiB");
            assertThrows(Interruption.class,
                    () -> session.apply(atTheCopy(() -> takeAllBut(5 * MIB)), () -> false));
        }
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ)) {
            assertTrue(session.interrupted().isPresent());
        }
        // as long as there is no room it stays as it is
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            Interruption again = assertThrows(Interruption.class,
                    () -> session.recover(event -> {}, () -> false));
            assertTrue(again.getMessage().contains("too little room"), again.getMessage());
        }
        Files.delete(host.resolve("taken"));
        resume(image);
    }

    private void resume(Path image) throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.recover(event -> {}, () -> false);
            assertEquals(10L * MIB, session.onDisk().partition(1).orElseThrow().range().start());
        }
        assertArrayEquals(content, bytes(image, 10 * MIB));
    }

    /** As QEMU leaves it: its map has blocks that it had no room for, and that its header does not count. */
    @Test
    void aMapThatIsAheadOfItsFileKeepsNothingFromGoingOn() throws IOException, Refusal {
        mount("ext4");
        Path image = image("vdi");
        boolean[] hasBegun = new boolean[1];
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("move 1 start=+9MiB");
            assertThrows(Interruption.class,
                    () -> session.apply(atTheCopy(() -> hasBegun[0] = true), () -> hasBegun[0]));
        }
        assertEquals(13, setBlock(image, 20));
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ)) {
            assertTrue(session.interrupted().isPresent());
        }
        resume(image);
    }

    @Test
    void anImageWhoseHeaderCountsTooFewBlocksIsOnlyRead() throws IOException {
        mount("ext4");
        Path image = image("vdi");
        setBlock(image, 20);
        Shell.run("truncate", "-s", "+1M", image.toString());
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            assertEquals("The image is read-only: " + image + " has blocks in use that its header does not "
                    + "count, and QEMU would give their place to new ones; it can only be read; "
                    + "“platter image convert” makes a sound one of it.",
                    session.readOnlyReason().orElse(""));
        }
    }

    /** Puts a block into a VDI's map, behind those that its header counts; returns how many these are. */
    private static int setBlock(Path image, int block) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(0x184);
            int counted = Integer.reverseBytes(file.readInt());
            file.seek(0x154);
            file.seek(Integer.reverseBytes(file.readInt()) + 4L * block);
            file.writeInt(Integer.reverseBytes(counted));
            return counted;
        }
    }

    private static Consumer<Event> atTheCopy(Runnable taking) {
        boolean[] taken = new boolean[1];
        return event -> {
            if (!taken[0] && event instanceof Event.StepStarted step && step.text().startsWith("Copy ")) {
                taken[0] = true;
                taking.run();
            }
        };
    }

    private void mount(String type) {
        Path disk = work.resolve("disk");
        Shell.run("rm", "-f", disk.toString());
        Shell.run("truncate", "-s", "90M", disk.toString());
        Shell.run("mkfs." + type, "-q", "-F", "-m", "0", disk.toString());
        Shell.run("mount", "-o", "loop", disk.toString(), host.toString());
    }

    private void takeAllBut(long left) {
        Shell.run("sh", "-c", "cd " + host + "; n=$(df -k --output=avail . | tail -1); head -c $(((n - "
                + (left >> 10) + ") * 1024)) /dev/zero > taken; "
                + (left == 0 ? "cat /dev/zero >> taken 2>/dev/null; " : "") + "sync .");
    }

    /** An image of 40 MiB with a partition of random bytes at 1 MiB. */
    private Path image(String format) throws IOException {
        Path raw = work.resolve("seed.raw");
        Shell.run("truncate", "-s", "40M", raw.toString());
        Shell.feed("label: dos\nstart=1MiB size=12MiB\n", "sfdisk", "-q", raw.toString());
        content = new byte[SIZE];
        new Random(work.hashCode()).nextBytes(content);
        try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
            file.seek(MIB);
            file.write(content);
        }
        String[] words = format.split(",");
        Path made = Files.createDirectory(work.resolve("made")); // where there is room for what QEMU takes
        Shell.run(("qemu-img convert -O " + format.replace(",", " -o ") + " " + raw + " "
                + made.resolve("disk." + words[0])).split(" "));
        Shell.run("sh", "-c", "cp --sparse=always " + made + "/* " + host + " && sync " + host + "/*");
        return host.resolve("disk." + words[0]);
    }

    private static byte[] bytes(Path image, int offset) throws IOException {
        try (DiskImage disk = Images.open(image, Opening.toRead())) {
            return disk.read(offset, SIZE).array();
        }
    }

    private static long allocated(Path image) {
        return 512 * Long.parseLong(Shell.run("stat", "-c", "%b", image.toString()).strip());
    }
}
