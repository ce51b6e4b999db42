package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.platter.base.ByteRange;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.block.MemoryDevice;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.registry.FileSystems;
import org.platter.host.LoopDevice;
import org.platter.host.Mount;
import org.platter.layout.Problem;
import org.platter.session.image.ImageOptions;
import org.platter.tool.Programs;
import org.platter.window.FailingDevice;
import org.platter.window.Window;
import org.platter.window.Windows;

/** Devices that are not as one would wish: empty, write-protected, silent, gone, or strangely attached. */
final class DeviceTroubleTest {

    @TempDir
    private Path work;
    private Path image;

    @BeforeEach
    void make() {
        assumeTrue(System.getProperty("user.name").equals("root")
                && Files.exists(Path.of("/dev/loop-control")), "only root can attach a loop device");
        image = work.resolve("disk.raw");
        Shell.run("truncate", "-s", "64M", image.toString());
    }

    /**
     * Attaches the image to a number that no other test, at the same time, is given while lower ones are
     * free.
     */
    private Path attachToOwn(String option) {
        Path loop = Path.of("/dev/loop" + (1000 + ProcessHandle.current().pid() % 1000));
        Shell.run("losetup", option, loop.toString(), image.toString());
        return loop;
    }

    private static String failure(Path device) {
        return assertThrows(IOException.class,
                () -> DiskSession.open(device, DiskSession.Mode.EDIT).close()).getMessage();
    }

    @Test
    void aDeviceThatDoesNotAnswerHoldsNobodyUp() throws IOException {
        assumeTrue(Windows.detect().whyCopies().isEmpty(), "without FUSE there is no device that keeps "
                + "silent");
        CountDownLatch answers = new CountDownLatch(1);
        BlockDevice silent = new Silent(new MemoryDevice(1 << 20, 512), answers);
        try (Window window = Windows.detect().open(silent, "silent")) {
            try (LoopDevice loop = LoopDevice.attach(window.path(), LoopDevice.Options.whole().toRead())) {
                IOException failure = assertThrows(IOException.class, () -> Answering.require(loop.path(),
                        Duration.ofMillis(300), Programs.installed()));
                assertTrue(failure.getMessage().startsWith(loop.path() + " does not answer"),
                        failure.getMessage());
                assertTrue(BlockDevices.list(true).stream()
                        .anyMatch(device -> device.path().equals(loop.path()))); // listing asks no device
                answers.countDown();
                Answering.require(loop.path(), Answering.USUAL, Programs.installed());
            } finally {
                answers.countDown();
            }
        }
    }

    @Test
    void aFreeDeviceAnEmptyOneAndAWriteProtectedOneSaySo() throws IOException, Refusal {
        Path loop = attachToOwn("--read-only");
        try (DiskSession session = DiskSession.open(loop, DiskSession.Mode.EDIT)) {
            assertEquals("The image is read-only: " + loop + " is write-protected.",
                    session.readOnlyReason().orElseThrow());
            assertThrows(Refusal.class, () -> session.push("table type=gpt"));
        } finally {
            Shell.run("losetup", "--detach", loop.toString());
        }
        assertEquals("Nothing is attached to " + loop + ".", failure(loop));
        Path nothing = Files.createFile(work.resolve("empty"));
        try (LoopDevice device = LoopDevice.attach(nothing, LoopDevice.Options.whole())) {
            assertEquals("The file that " + device.path() + " shows is empty.", failure(device.path()));
        }
    }

    @Test
    void aDeviceThatGoesAwayLeavesWhatWasKnownToBeLookedAt() throws IOException, Refusal {
        Shell.feed("label: gpt\nsize=40M\n", "sfdisk", "-q", image.toString());
        Path loop = attachToOwn("--partscan");
        try (DiskSession session = DiskSession.open(loop, DiskSession.Mode.EDIT)) {
            session.push("delete 1");
            LoopDevices.detach(loop); // by the kernel when the session lets go of it
            IOException failure = assertThrows(IOException.class, session::reload);
            assertEquals("Nothing is attached to " + loop + ".", failure.getMessage());
            assertEquals(failure.getMessage(), session.readOnlyReason().orElseThrow());
            assertEquals("raw", session.format());
            assertEquals(1, session.onDisk().partitions().size());
            assertThrows(Refusal.class, () -> session.apply(event -> {}, () -> false));
            assertEquals(failure.getMessage(),
                    assertThrows(IOException.class, session::review).getMessage());
        }
    }

    @Test
    void aFileThatWasCutBelowItsDeviceIsAnErrorOfReading() throws IOException, Refusal {
        Shell.feed("label: gpt\nsize=40M\n", "sfdisk", "-q", image.toString());
        Path loop = LoopDevices.attach(image, ImageOptions.usual(),
                new LoopDevices.Wish(OptionalInt.empty(), false, false));
        try (DiskSession session = DiskSession.open(loop, DiskSession.Mode.EDIT)) {
            session.push("format 1 fs=ext4");
            Shell.run("truncate", "-s", "1M", image.toString());
            session.reload();
            String told = session.onDisk().problems().get(0).text();
            assertTrue(told.startsWith("The backup GPT at the end of the disk cannot be read (" + loop
                    + ": cannot read") && told.contains("input/output error"), told);
            assertEquals(List.of(), session.draft().operations());
            Shell.run("truncate", "-s", "0", image.toString());
            told = assertThrows(IOException.class, session::reload).getMessage();
            assertTrue(told.startsWith(loop + ": cannot read"), told);
        } finally {
            LoopDevices.detach(loop);
        }
    }

    /** What lies behind the end of a file that was cut, the kernel reports as bad sectors of its device. */
    @Test
    void aChainOfLogicalPartitionsThatCannotBeReadIsAProblemOfTheTable() throws IOException, Refusal {
        Shell.feed("label: dos\nstart=2048,size=20M\nstart=50M,size=10M,type=5\n", "sfdisk", "-q",
                image.toString());
        Path loop = Shell.attach(image);
        try {
            Shell.run("truncate", "-s", "25M", image.toString());
            try (DiskSession session = DiskSession.open(loop, DiskSession.Mode.EDIT)) {
                assertEquals(List.of("The extended boot record at sector 102400 cannot be read (" + loop
                        + ": cannot read 512 bytes at 0x3200000: the device below reports an input/output "
                        + "error); logical partitions that are described there or behind it are not shown."),
                        session.onDisk().problems().stream().map(Problem::text).toList());
                assertEquals(2, session.onDisk().partitions().size());
            }
        } finally {
            LoopDevices.detach(loop);
        }
    }

    @Test
    void aGptOfWhichOneCopyCannotBeReadIsReadFromTheOther() throws IOException, Refusal {
        assumeTrue(Windows.detect().whyCopies().isEmpty(), "without FUSE there is no device that fails");
        MemoryDevice whole = new MemoryDevice(64 << 20, 512);
        try (Window window = Windows.detect().open(whole, "whole")) {
            Shell.feed("label: gpt\nstart=2048,size=20M\n", "sfdisk", "-q", window.path().toString());
        }
        BlockDevice failing = new FailingDevice(whole, ByteRange.of(8192, 4096));
        Window window = Windows.detect().open(failing, "failing");
        try (LoopDevice loop = LoopDevice.attach(window.path(), LoopDevice.Options.whole().toRead());
                DiskSession session = DiskSession.open(loop.path(), DiskSession.Mode.READ)) {
            String told = session.onDisk().problems().get(0).text();
            assertTrue(told.startsWith("The primary GPT at the start of the disk cannot be read ("
                    + loop.path() + ": cannot read") && told.endsWith(
                            "The backup is good, and the repair "
                                    + "writes it to the start again."),
                    told);
            assertEquals(1, session.onDisk().partitions().size());
        } finally {
            assertThrows(IOException.class, window::close); // it knows what failed
        }
    }

    @Test
    void aPartitionWhoseStartIsBadIsToldSoAndTheOthersCanBeChanged() throws IOException, Refusal,
            InterruptedException {
        assumeTrue(Windows.detect().whyCopies().isEmpty(), "without FUSE there is no device that fails");
        BlockDevice failing = new FailingDevice(new MemoryDevice(64 << 20, 512),
                ByteRange.of(30 << 20, 4096));
        Window window = Windows.detect().open(failing, "failing");
        Shell.feed("label: gpt\nstart=2048,size=20M\nstart=30M,size=10M\n", "sfdisk", "-q",
                window.path().toString());
        Shell.run("mke2fs", "-q", "-t", "ext4", "-E", "offset=1048576", window.path().toString(), "20M");
        Path loop = LoopDevices.attach(window.path(), ImageOptions.usual(),
                new LoopDevices.Wish(OptionalInt.empty(), false, false));
        try {
            Path output = work.resolve("output");
            assertEquals(0, Platters.start(output, "info", loop.toString()).waitFor());
            String told = Files.readString(output);
            String reason = "What is in partition 2 is not known: " + loop + ": cannot read ";
            assertTrue(told.contains("unreadable") && told.contains("ext4")
                    && told.contains("Partition 2: " + reason), told);
            for (String line : List.of("move 2 start=22MiB", "resize 2 size=max", "check 2", "copy 2",
                    "label 2 text=x")) {
                Refusal refusal = assertThrows(Refusal.class, () -> apply(loop, line));
                assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
            }
            apply(loop, "resize 1 size=24MiB", "delete 2");
            assertEquals(List.of(loop.getFileName() + " 67108864", loop.getFileName() + "p1 25165824"),
                    lsblk(loop));
            Shell.run("e2fsck", "-fn", loop + "p1");
        } finally {
            LoopDevices.detach(loop);
            assertThrows(IOException.class, window::close); // it knows what failed
        }
    }

    @Test
    void aDeviceThatWasAttachedWithoutPartitionsGetsThem() throws IOException, Refusal {
        String table = "label: gpt\n" + String.join("", Collections.nCopies(40, "size=1M\n"));
        Shell.feed(table, "sfdisk", "-q", image.toString());
        Path loop = Shell.attach(image);
        try {
            assertEquals(1, lsblk(loop).size());
            apply(loop, "delete 17", "sort");
            assertEquals(40, lsblk(loop).size());
            assertEquals(39, Shell.run("partx", "-s", "-g", loop.toString()).lines().count());
        } finally {
            LoopDevices.detach(loop);
        }
    }

    @Test
    void largeSectorsHaveTheirPartitionsInTheKernelToo() throws IOException, Refusal {
        Path loop = Shell.attach(image, "-b", "4096");
        try {
            apply(loop, "table type=msdos", "create size=20MiB fs=ext4", "create size=max role=extended",
                    "create size=20MiB fs=ext4 role=logical");
            String name = loop.getFileName().toString();
            assertEquals(List.of(name + " " + (64 << 20), name + "p1 " + (20 << 20), name + "p2 4096",
                    name + "p5 " + (20 << 20)), lsblk(loop));
        } finally {
            LoopDevices.detach(loop);
        }
    }

    /** Sectors of 4096 bytes can have no smaller blocks above them, whatever a program takes for a file. */
    @ParameterizedTest
    @MethodSource("typesThatTheKernelKnows")
    void whatIsMadeOnLargeSectorsCanBeMounted(String id) throws IOException, Refusal {
        FileSystemType type = FileSystems.byId(id).orElseThrow();
        long size = Math.max(4 << 20, type.minimumBytes(4096));
        Shell.run("truncate", "-s", String.valueOf(2 * size + (4 << 20)), image.toString());
        Path loop = Shell.attach(image, "-b", "4096");
        Path point = Files.createDirectory(image.resolveSibling("mounted"));
        try {
            String create = "create start=1MiB size=" + size + " fs=" + id;
            if (type.maximumSector() < 4096) {
                Refusal refusal = assertThrows(Refusal.class, () -> apply(loop, "table type=gpt", create));
                assertTrue(refusal.getMessage().contains("sectors of 4096"), refusal.getMessage());
                return;
            }
            apply(loop, "table type=gpt", create);
            Shell.run("mount", loop + "p1", point.toString());
            Shell.run("umount", point.toString());
            apply(loop, "move 1 start=" + (size + (2 << 20)));
            Shell.run("mount", loop + "p1", point.toString());
            Shell.run("umount", point.toString());
        } finally {
            LoopDevices.detach(loop);
        }
    }

    static List<String> typesThatTheKernelKnows() {
        return FileSystems.all().stream()
                .filter(type -> DiskSession.installedSupport(type, Action.CREATE).isPossible()
                        && (type.maximumSector() < 4096 || Mount.knows(type.blkidName())))
                .map(FileSystemType::id).toList();
    }

    private static List<String> lsblk(Path loop) {
        return Shell.run("lsblk", "-nrbo", "NAME,SIZE", loop.toString()).lines().toList();
    }

    private static void apply(Path device, String... lines) throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(device, DiskSession.Mode.EDIT)) {
            for (String line : lines) {
                session.push(line);
            }
            session.apply(event -> {}, () -> false);
        }
    }

    /** A disk of which no byte can be read before it is let go. */
    private record Silent(BlockDevice below, CountDownLatch answers) implements BlockDevice {

        @Override
        public void read(long offset, ByteBuffer into) throws IOException {
            try {
                answers.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            below.read(offset, into);
        }

        @Override
        public void write(long offset, ByteBuffer from) throws IOException {
            below.write(offset, from);
        }

        @Override
        public void zero(ByteRange range) throws IOException {
            below.zero(range);
        }

        @Override
        public long size() {
            return below.size();
        }

        @Override
        public int sectorSize() {
            return below.sectorSize();
        }

        @Override
        public String description() {
            return "silent";
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void flush() throws IOException {
            below.flush();
        }

        @Override
        public void close() throws IOException {
            below.close();
        }
    }
}
