package org.platter.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.host.HostFile.Access;
import org.platter.session.Shell;

/**
 * A loop device stands for every block device; where this user or this machine can have none, nothing is
 * tested.
 */
class BlockDeviceFileTest {

    private static final int SIZE = 4 << 20;

    @TempDir
    Path folder;

    private Path loop;
    private final byte[] bytes = new byte[SIZE];

    @BeforeEach
    void attach() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root")
                && Files.exists(Path.of("/dev/loop-control")), "only root can attach a loop device");
        new Random(1).nextBytes(bytes);
        Path image = Files.write(folder.resolve("disk"), bytes);
        loop = Shell.attach(image, "--sector-size", "4096");
    }

    @AfterEach
    void detach() throws Exception {
        if (loop != null) {
            assertEquals(0, new ProcessBuilder("losetup", "--detach", loop.toString()).start().waitFor());
        }
    }

    @Test
    void itHasTheSizeAndTheSectorsOfTheDevice() throws IOException {
        try (HostFile file = HostFile.open(loop, Access.READ)) {
            assertTrue(file.isBlockDevice());
            assertEquals(SIZE, file.size());
            assertEquals(SIZE, file.allocatedBytes());
            assertEquals(4096, file.sectorSize());
            assertEquals(RangeSet.of(new ByteRange(5, SIZE)), file.data(new ByteRange(5, SIZE + 5)));
        }
    }

    @Test
    void zeroedRangesNeedNoAlignmentAndAreNeverHolesUnasked() throws IOException {
        try (HostFile file = HostFile.open(loop, Access.WRITE)) {
            file.punch(new ByteRange(1000, 1_000_001));
            file.punch(new ByteRange(2_000_000, 2_000_003));
            assertFalse(file.tryPunch(new ByteRange(0, SIZE)));
            Arrays.fill(bytes, 1000, 1_000_001, (byte) 0);
            Arrays.fill(bytes, 2_000_000, 2_000_003, (byte) 0);
            ByteBuffer back = ByteBuffer.allocate(SIZE);
            file.read(0, back);
            assertArrayEquals(bytes, back.array());
        }
    }

    @Test
    void nothingIsReadOrWrittenPastItsEnd() throws IOException {
        try (HostFile file = HostFile.open(loop, Access.WRITE)) {
            assertThrows(EOFException.class, () -> file.read(SIZE - 1, ByteBuffer.allocate(2)));
            IOException failure = assertThrows(IOException.class,
                    () -> file.write(SIZE, ByteBuffer.allocate(2)));
            assertTrue(failure.getMessage().contains("the device ends before that"), failure.getMessage());
            assertThrows(IOException.class, () -> file.resize(SIZE / 2));
        }
    }

    @Test
    void oneThatIsMountedIsNotOpenedForWriting() throws Exception {
        Path point = Files.createDirectory(folder.resolve("mounted"));
        assertEquals(0, new ProcessBuilder("mke2fs", "-q", loop.toString()).start().waitFor());
        assertEquals(0, new ProcessBuilder("mount", loop.toString(), point.toString()).start().waitFor());
        try {
            HostFile.open(loop, Access.READ).close();
            IOException failure = assertThrows(IOException.class, () -> HostFile.open(loop, Access.WRITE));
            assertEquals("Cannot open " + loop + ": it is in use (mounted at " + point.toRealPath() + ").",
                    failure.getMessage());
        } finally {
            assertEquals(0, new ProcessBuilder("umount", point.toString()).start().waitFor());
        }
    }

    @Test
    void itIsLockedAsAFileIs() throws IOException {
        try (HostFile one = HostFile.open(loop, Access.WRITE);
                HostFile two = HostFile.open(loop, Access.READ)) {
            assertTrue(one.tryLock(true).isPresent());
            assertTrue(two.tryLock(false).isEmpty());
        }
    }

    @Test
    void theLockOfADiskWaitsForThoseThatLookAtItAndFailsForThoseThatKeepIt() throws Exception {
        Process looking = new ProcessBuilder("flock", "-s", loop.toString(), "sleep", "0.5").start();
        DiskLock.take(loop, 10_000).close();
        assertEquals(0, looking.waitFor());
        DiskLock held = DiskLock.take(loop, 0);
        try {
            IOException failure = assertThrows(IOException.class, () -> DiskLock.take(loop, 100).close());
            assertEquals("Another program has locked " + loop + " to change it; try again when it has ended.",
                    failure.getMessage());
            assertEquals(1, new ProcessBuilder("flock", "-n", "-s", loop.toString(), "true").start()
                    .waitFor());
        } finally {
            held.close();
        }
        assertEquals(0, new ProcessBuilder("flock", "-n", loop.toString(), "true").start().waitFor());
    }
}
