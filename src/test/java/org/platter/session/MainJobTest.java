package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.session.SeedDisk.Part;

/** The job that Platter exists for, on real images with real programs: enlarge, move, grow. */
final class MainJobTest {

    private static final long GIB = ByteSize.GIB;

    @TempDir
    private Path work;

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({
        "63, 979902, 979965, 996030, cylinder",
        "63, 979902, 979965, 996030, mib",
        "63, 979902, 979965, 996030, none",
        "63, 988785, 988848, 988848, cylinder",
        "2048, 988282, 991232, 986329, cylinder",
        "2048, 988282, 991232, 986329, mib",
    })
    void enlargeMoveAndGrowOnMbr(long start1, long sectors1, long start2, long sectors2, String align)
            throws IOException, Refusal {
        SeedDisk disk = SeedDisk.thumb(work, "dos", Part.ext4(start1, sectors1), Part.ext4(start2, sectors2));
        Layout before = disk.read();
        long allocated = disk.allocated();
        apply(disk, "disk size=+2GiB", "move 2 start=+1024MiB align=" + align,
                "resize 1 size=max align=" + align);
        Layout after = disk.verify();
        assertEquals(SeedDisk.THUMB + 2 * GIB, after.diskSize());
        assertEquals(before.table().id(), after.table().id());
        assertGapIsFilled(before, after,
                align.equals("none") ? 0 : align.equals("mib") ? ByteSize.MIB : 16065 * 512);
        assertEquals(fileSystem(before, 1).uuid(), fileSystem(after, 1).uuid());
        assertEquals(fileSystem(before, 2).uuid(), fileSystem(after, 2).uuid());
        assertTrue(disk.allocated() < allocated + 8 * ByteSize.MIB,
                () -> "the image took " + allocated + " bytes and takes " + disk.allocated());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void enlargeMoveAndGrowOnGpt() throws IOException, Refusal {
        SeedDisk disk = SeedDisk.thumb(work, "gpt", Part.ext4(2048, 980992), Part.ext4(983040, 990000));
        Layout before = disk.read();
        apply(disk, "disk size=+2GiB", "move 2 start=+1024MiB align=mib", "resize 1 size=max align=mib");
        Layout after = disk.verify();
        assertGapIsFilled(before, after, ByteSize.MIB);
        assertEquals(before.partition(1).orElseThrow().uuid(), after.partition(1).orElseThrow().uuid());
        assertTrue(Shell.run("sgdisk", "-v", disk.image.toString()).contains("No problems found"));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void sectorsOf4096Bytes() throws IOException, Refusal {
        SeedDisk disk = SeedDisk.ofLargeSectors(work, Part.ext4(2048, 980992), Part.ext4(983040, 990208));
        Layout before = disk.read();
        assertEquals(4096, before.sectorSize());
        apply(disk, "disk size=+2GiB", "move 2 start=+262144s", "resize 1 size=max");
        Layout after = disk.verify();
        assertEquals(4096, after.sectorSize());
        assertGapIsFilled(before, after, ByteSize.MIB);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void logicalPartitionsMoveWithTheirBootRecords() throws IOException, Refusal {
        SeedDisk disk = SeedDisk.make(work, SeedDisk.THUMB,
                "label: dos\nstart=2048, size=204800\nstart=206848, size=1700000, type=5\n"
                        + "start=208896, size=600000\nstart=819200, size=600000\n",
                List.of(Part.ext4(2048, 204800)));
        disk.add(Part.ext4(208896, 600000), 2);
        disk.add(Part.ext4(819200, 600000), 3);
        apply(disk, "disk size=+2GiB", "resize 2 size=max", "move 6 start=+1024MiB", "resize 5 size=max",
                "resize 5 size=-1MiB", "move 5 start=+1MiB");
        Layout after = disk.verify();
        assertEquals(819200L * 512 + GIB, after.partition(6).orElseThrow().range().start());
        assertEquals(600000L * 512, after.partition(6).orElseThrow().range().length());
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @EnumSource
    void everyFileSystemMovesGrowsAndShrinksBack(Volume volume) throws IOException, Refusal {
        Part second = new Part(volume, 983040, 990000);
        SeedDisk disk = SeedDisk.thumb(work, "dos", new Part(volume, 2048, 980992), second);
        Layout before = disk.read();
        apply(disk, "disk size=+2GiB", "move 2 start=+1024MiB", "resize 1 size=max", "resize 2 size=max");
        Layout grown = disk.verify();
        assertGapIsFilled(before, grown, ByteSize.MIB, false);
        apply(disk, "resize 2 size=min", "resize 1 size=min", "move 2 start=min");
        Layout small = disk.verify();
        assertTrue(small.partition(1).orElseThrow().range().length() < 300 * ByteSize.MIB, small.toString());
        apply(disk, "move 2 start=983040s align=none", "resize 2 size=990000s align=none",
                "resize 1 size=980992s align=none");
        Layout back = disk.verify();
        assertEquals(before.partition(1).orElseThrow().range(), back.partition(1).orElseThrow().range());
        assertEquals(before.partition(2).orElseThrow().range(), back.partition(2).orElseThrow().range());
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"+1s", "+37s", "+1000s", "+1MiB", "+3MiB", "+100MiB", "-1s", "-1000s", "-1MiB", "-100MiB"})
    void aMoveMayBeShorterThanACopyWindowAndGoEitherWay(String distance) throws IOException, Refusal {
        SeedDisk disk = SeedDisk.make(work, 600 * ByteSize.MIB, "label: dos\nstart=300000, size=500000\n",
                List.of(Part.ext4(300000, 500000)));
        Layout before = disk.read();
        apply(disk, "move 1 start=" + distance + " align=none");
        Layout after = disk.verify();
        assertEquals(500000L * 512, after.partition(1).orElseThrow().range().length());
        assertTrue(!before.partition(1).orElseThrow().range()
                .equals(after.partition(1).orElseThrow().range()));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void theCommitCopiesOnlyLiveBlocksAndTheReviewForetellsIt() throws IOException, Refusal {
        SeedDisk disk = SeedDisk.thumb(work, "dos", Part.ext4(63, 979902), Part.ext4(979965, 996030));
        long used = fileSystem(disk.read(), 2).used().orElseThrow();
        AtomicLong copied = new AtomicLong();
        try (DiskSession session = DiskSession.open(disk.image, DiskSession.Mode.EDIT)) {
            session.push("disk size=+2GiB");
            session.push("move 2 start=+1024MiB align=cylinder");
            session.push("resize 1 size=max align=cylinder");
            long foretold = session.review().copyBytes();
            session.apply(event -> {
                if (event instanceof Event.Progress progress) {
                    copied.set(progress.total());
                }
            }, () -> false);
            assertTrue(copied.get() <= used * 1.1, "copied " + copied + " of " + used + " in use");
            assertTrue(Math.abs(foretold - copied.get()) <= copied.get() / 10,
                    "foretold " + foretold + ", copied " + copied);
        }
    }

    private static void assertGapIsFilled(Layout before, Layout after, long unit) {
        assertGapIsFilled(before, after, unit, true);
    }

    /** Partition 2 kept its size to the sector, and partition 1 ends less than a unit before it. */
    private static void assertGapIsFilled(Layout before, Layout after, long unit, boolean keeps) {
        ByteRange first = after.partition(1).orElseThrow().range();
        ByteRange second = after.partition(2).orElseThrow().range();
        assertEquals(before.partition(1).orElseThrow().range().start(), first.start());
        if (keeps) {
            assertEquals(before.partition(2).orElseThrow().range().length(), second.length());
        }
        long moved = second.start() - before.partition(2).orElseThrow().range().start();
        assertTrue(Math.abs(moved - GIB) <= unit, () -> "moved by " + moved);
        assertTrue(second.start() - first.end() <= unit, () -> "a gap of " + (second.start() - first.end()));
        long size = fileSystem(after, 1).size().orElseThrow();
        assertTrue(first.length() - size < 256 * 1024,
                () -> "partition " + first.length() + ", file system " + size);
    }

    private static Content.FileSystem fileSystem(Layout layout, int number) {
        return layout.partition(number).flatMap(Partition::fileSystem).orElseThrow();
    }

    private static void apply(SeedDisk disk, String... lines) throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(disk.image, DiskSession.Mode.EDIT)) {
            for (String line : lines) {
                session.push(line);
            }
            session.apply(event -> {}, () -> false);
        }
    }
}
