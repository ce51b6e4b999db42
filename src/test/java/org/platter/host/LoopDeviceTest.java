package org.platter.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteRange;
import org.platter.host.LoopDevice.Options;

/** Real loop devices; where this user or this machine can have none, nothing is tested. */
final class LoopDeviceTest {

    private static final long MIB = 1 << 20;

    @TempDir
    private Path folder;
    private Path image;

    @BeforeEach
    void make() throws IOException {
        assumeTrue(Mount.isPermitted() && Files.exists(Path.of("/dev/loop-control")),
                "only root can attach a loop device");
        image = folder.resolve("disk with, odd name.raw");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(64 * MIB);
            file.seek(5 * MIB);
            file.write("here".getBytes());
        }
    }

    @Test
    void aPartOfAFileIsADeviceOfItsOwn() throws IOException {
        try (LoopDevice loop = LoopDevice.attach(image,
                Options.whole().part(5 * MIB, 8 * MIB).ofSectors(4096))) {
            assertEquals(8 * MIB, loop.file().size());
            ByteBuffer bytes = ByteBuffer.allocate(4096);
            loop.file().read(0, bytes);
            assertEquals("here", new String(bytes.array(), 0, 4));
            LoopDevice.Attached known = LoopDevice.find(loop.path()).orElseThrow();
            assertEquals(image.toRealPath(), known.file());
            assertEquals(5 * MIB, known.offset());
            assertEquals(8 * MIB, known.sizeLimit());
            assertTrue(LoopDevice.list().contains(known));
        }
    }

    @Test
    void aDetachedDeviceIsFree() throws IOException {
        LoopDevice loop = LoopDevice.attach(image, Options.whole().toRead());
        assertTrue(LoopDevice.find(loop.path()).orElseThrow().readOnly());
        loop.close();
        assertTrue(LoopDevice.list().stream().noneMatch(one -> one.file().endsWith(image.getFileName())));
        IOException failure = assertThrows(IOException.class, () -> LoopDevice.detach(loop.path()));
        assertTrue(failure.getMessage().contains("nothing is attached to it"), failure.getMessage());
    }

    @Test
    void aDeviceFollowsItsFileWhenItGrew() throws IOException {
        try (LoopDevice loop = LoopDevice.attach(image, Options.whole());
                RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(80 * MIB);
            assertEquals(64 * MIB, loop.file().size());
            LoopDevice.refreshSize(loop.path());
            assertEquals(80 * MIB, loop.file().size());
        }
    }

    @Test
    void twoProgramsThatAskForAFreeDeviceAtOnceGetTwo() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<LoopDevice> loops = new ArrayList<>();
        try {
            List<Callable<LoopDevice>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                tasks.add(() -> LoopDevice.attach(image, Options.whole().toRead().untilClosed()));
            }
            Set<Path> paths = new HashSet<>();
            for (Future<LoopDevice> loop : threads.invokeAll(tasks)) {
                loops.add(loop.get());
                paths.add(loop.get().path());
            }
            assertEquals(4, paths.size());
        } finally {
            for (LoopDevice loop : loops) {
                loop.close();
            }
            threads.shutdown();
        }
    }

    @Test
    void devicesThatComeAndGoMeanwhileAreListedWithoutFailure() throws Exception {
        AtomicBoolean isDone = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Callable<Integer> comeAndGo = () -> {
                int count = 0;
                while (!isDone.get()) {
                    LoopDevice.attach(image, Options.whole().part(count % 8 * MIB, MIB).toRead()).close();
                    count++;
                }
                return count;
            };
            Future<Integer> one = threads.submit(comeAndGo);
            Future<Integer> other = threads.submit(comeAndGo);
            for (int i = 0; i < 300; i++) {
                for (LoopDevice.Attached loop : LoopDevice.list()) {
                    assertTrue(!loop.file().equals(image.toRealPath()) || loop.sizeLimit() == MIB,
                            loop::toString);
                    DeviceUse.of(loop.path().getFileName().toString());
                    DeviceIdentity.of(loop.path());
                }
            }
            isDone.set(true);
            assertTrue(one.get() > 0 && other.get() > 0);
        } finally {
            isDone.set(true);
            threads.shutdown();
        }
    }

    @Test
    void theKernelLearnsPartitionsOneByOne() throws IOException {
        try (LoopDevice loop = LoopDevice.attach(image, Options.whole())) {
            ByteRange first = new ByteRange(MIB, 17 * MIB);
            ByteRange second = new ByteRange(20 * MIB, 30 * MIB);
            KernelPartitions.add(loop.file(), 1, first);
            KernelPartitions.add(loop.file(), 2, second);
            assertEquals(Map.of(1, first, 2, second), KernelPartitions.of(loop.file()));
            ByteRange longer = new ByteRange(20 * MIB, 40 * MIB);
            KernelPartitions.resize(loop.file(), 2, longer);
            KernelPartitions.delete(loop.file(), 1);
            assertEquals(Map.of(2, longer), KernelPartitions.of(loop.file()));
            KernelPartitions.delete(loop.file(), 2);
        }
    }

    @Test
    void aClaimedPartitionCannotBeTakenByOthers() throws IOException {
        try (LoopDevice loop = LoopDevice.attach(image, Options.whole().scanned())) {
            KernelPartitions.add(loop.file(), 1, new ByteRange(MIB, 17 * MIB));
            Path node = Path.of(loop.path() + "p1");
            try (PartitionClaim claim = PartitionClaim.of(loop.file())) {
                assertEquals(1, claim.size());
                assertThrows(IOException.class, () -> HostFile.open(node, HostFile.Access.WRITE).close());
            }
            HostFile.open(node, HostFile.Access.WRITE).close();
            KernelPartitions.delete(loop.file(), 1);
        }
    }

    @Test
    void aMountedPartitionSaysWhere() throws Exception {
        Process made = new ProcessBuilder("mke2fs", "-q", "-F", "-t", "ext4", image.toString()).start();
        assertEquals(0, made.waitFor());
        Path point = Files.createDirectory(folder.resolve("a mount point"));
        try (LoopDevice loop = LoopDevice.attach(image, Options.whole())) {
            String name = loop.path().getFileName().toString();
            assertEquals(List.of(), DeviceUse.of(name));
            try (Mount mount = Mount.over(loop.path(), point, "ext4", false, "")) {
                Files.writeString(mount.point().resolve("file"), "text");
                assertEquals(List.of("mounted at " + point.toRealPath()), DeviceUse.of(name));
            }
            assertEquals(List.of(), DeviceUse.of(name));
            assertFalse(Files.exists(point.resolve("file")));
        }
    }

    @Test
    void blanksInTheTableOfMountsAreRead() {
        assertEquals("/media/a b\tc\\d", Mount.plain("/media/a\\040b\\011c\\134d"));
    }
}
