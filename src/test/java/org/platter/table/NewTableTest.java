package org.platter.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.ByteRange;
import org.platter.block.BlockDevice;
import org.platter.block.MemoryDevice;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.layout.Table;
import org.platter.layout.TableType;

/** One table in the place of another, and on a disk of another size. */
final class NewTableTest {

    private static final long SIZE = 64 << 20;

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({"NONE, DOS", "NONE, GPT", "DOS, DOS", "DOS, GPT", "DOS, NONE", "GPT, DOS", "GPT, GPT",
        "GPT, NONE"})
    void theOldTableIsGoneAndTheNewOneAlone(TableType old, TableType next) throws IOException {
        Path image = folder.resolve("disk");
        try (FileDevice disk = new FileDevice(image, 512).resized(SIZE)) {
            RandomLayouts layouts = new RandomLayouts(new Random(1), 512, 1 << 20);
            if (old == TableType.NONE) {
                assertEquals(0, Oracle.run("", "mke2fs", "-q", "-t", "ext4", image.toString()).status());
            } else {
                Layout first = layouts.changed(layouts.changed(layouts.empty(old, SIZE)));
                PartitionTables.write(disk, PartitionTables.read(disk), first);
                Tables.put(disk, 0, 0xeb, 0x63, 0x90); // boot code
            }
            Layout before = PartitionTables.read(disk);
            Layout after = layouts.empty(next, SIZE);
            PartitionTables.write(disk, before, after);
            Layout now = PartitionTables.read(disk);
            assertEquals(Oracle.told(after), Oracle.told(now));
            assertEquals(List.of(), now.problems());
            assertFalse(before.table().id().equals(now.table().id()) && next != TableType.NONE);
            String signatures = Oracle.run("", "wipefs", "--noheadings", "-O", "TYPE", image.toString())
                    .output();
            assertEquals(next == TableType.NONE ? "" : next == TableType.DOS ? "dos" : "gpt gpt PMBR",
                    String.join(" ", signatures.split("\\s+")));
        }
    }

    @Test
    void bootCodeStaysWhenTheTableBecomesAGpt() throws IOException {
        MemoryDevice disk = Tables.dosWithEmptyRecords();
        Tables.put(disk, 0, 0xeb, 0x63, 0x90, 1, 2, 3);
        ByteBuffer code = disk.read(0, 440);
        RandomLayouts layouts = new RandomLayouts(new Random(2), 512, 512);
        PartitionTables.write(disk, PartitionTables.read(disk), layouts.empty(TableType.GPT, Tables.SIZE));
        assertEquals(code, disk.read(0, 440));
        assertFalse(Bytes.has(disk, 2048 * 512 + 510, "\u0055\u00aa"), "the chain is still there");
    }

    @Test
    void partitionsOfTheNewTableAreNotTouchedWhereTheOldOneLay() throws IOException {
        MemoryDevice disk = Tables.gpt(512, 128, 128, 2);
        Layout before = PartitionTables.read(disk);
        fill(disk, 512, Tables.SIZE);
        Layout empty = new RandomLayouts(new Random(3), 512, 512).empty(TableType.DOS, Tables.SIZE);
        Layout after = empty.with(primary(1, new ByteRange(512, Tables.SIZE)));
        PartitionTables.write(disk, before, after);
        assertTrue(disk.read(512, Tables.SIZE - 512).equals(filled(Tables.SIZE - 512)),
                "bytes of partition 1 changed");
    }

    @Test
    void aNewLogicalOverAnOldBootRecordKeepsItsBytes() throws IOException {
        MemoryDevice disk = Tables.dosWithEmptyRecords();
        Layout before = PartitionTables.read(disk);
        Partition first = before.partition(5).orElseThrow();
        Partition second = before.partition(6).orElseThrow();
        long frame = before.extended().orElseThrow().range().start();
        Layout after = before.without(first.id()).with(second.withNumber(5)
                .withRange(new ByteRange(frame + 512, second.range().end())).withEbr(OptionalLong.of(frame)));
        fill(disk, frame + 512, second.range().end());
        PartitionTables.write(disk, before, after);
        assertEquals(Oracle.told(after), Oracle.told(PartitionTables.read(disk)));
        int length = (int) (second.range().end() - frame - 512);
        assertEquals(filled(length), disk.read(frame + 512, length));
    }

    @Test
    void aMovedExtendedPartitionTakesItsChainAlongAndLeavesNone() throws IOException {
        MemoryDevice disk = new MemoryDevice(SIZE, 512);
        RandomLayouts layouts = new RandomLayouts(new Random(4), 512, 1 << 20);
        Layout before = layouts.empty(TableType.DOS, SIZE).with(extended(8 << 20, 40 << 20))
                .with(logical(5, 9 << 20, 20 << 20, 8 << 20)).with(logical(6, 21 << 20, 40 << 20, 20 << 20));
        PartitionTables.write(disk, PartitionTables.read(disk), before);
        long by = (4 << 20) + 512;
        Layout after = before.withPartitions(before.partitions().stream()
                .map(p -> p.withRange(p.range().shifted(by))
                        .withEbr(p.ebr().isPresent() ? OptionalLong.of(p.ebr().getAsLong() + by) : p.ebr()))
                .toList());
        PartitionTables.write(disk, before, after);
        assertEquals(Oracle.told(after), Oracle.told(PartitionTables.read(disk)));
        assertTrue(Bytes.isZero(disk, ByteRange.of(8 << 20, 512)),
                "the old first boot record is still there");
    }

    @Test
    void gptWritesTheBackupBeforeThePrimaryAndTheMbrLastWithFlushesBetween() throws IOException {
        List<String> log = new ArrayList<>();
        MemoryDevice memory = Tables.gpt(512, 128, 128, 2);
        Layout before = PartitionTables.read(memory);
        PartitionTables.write(new Logged(memory, log), before,
                before.without(before.partitions().get(0).id()));
        assertEquals(List.of("16351+32", "16383+1", "flush", "2+32", "1+1", "flush", "0+1", "flush"),
                log.subList(0, 8));
    }

    @ParameterizedTest(name = "{0} sectors {1}")
    @CsvSource({"DOS, 512", "GPT, 512", "DOS, 4096", "GPT, 4096"})
    void theTableFollowsADiskThatGrowsAndShrinks(TableType type, int sectorSize) throws IOException {
        Path image = folder.resolve("disk");
        try (FileDevice disk = new FileDevice(image, sectorSize).resized(SIZE)) {
            RandomLayouts layouts = new RandomLayouts(new Random(5), sectorSize, sectorSize);
            Layout before = PartitionTables.read(disk);
            Layout after = layouts.empty(type, SIZE);
            for (long size : new long[] {SIZE, 2 * SIZE + 10L * sectorSize, 2 * SIZE + 11L * sectorSize,
                SIZE / 2, SIZE}) {
                after = after.withDisk(size, PartitionTables.grown(after, size));
                disk.resized(Math.max(size, disk.size()));
                PartitionTables.write(disk, before, after);
                disk.resized(size);
                before = PartitionTables.read(disk);
                assertEquals(List.of(), before.problems());
                assertEquals(Oracle.told(after), Oracle.told(before));
                assertEquals(Oracle.told(after), Oracle.dump(image, sectorSize));
                after = before;
            }
        }
    }

    @Test
    void anMbrEndsWhere32BitsOfSectorsEnd() throws IOException {
        MemoryDevice disk = new MemoryDevice(5L << 40, 512);
        Table table = PartitionTables.empty(TableType.DOS, disk.size(), 512);
        assertEquals(0xffff_ffffL * 512, table.usable().end());
        Layout empty = new RandomLayouts(new Random(6), 512, 512).empty(TableType.DOS, disk.size());
        Layout most = empty.with(primary(1, new ByteRange(1L << 40, 0xffff_ffffL * 512)));
        Layout blank = PartitionTables.read(disk);
        PartitionTables.write(disk, blank, most);
        assertEquals(Oracle.told(most), Oracle.told(PartitionTables.read(disk)));
        Layout more = empty.with(primary(1, new ByteRange(1L << 40, (1L << 32) * 512)));
        assertThrows(IllegalArgumentException.class, () -> PartitionTables.write(disk, blank, more));
    }

    @Test
    void whatATableCannotExpressIsRefusedBeforeAnythingIsWritten() throws IOException {
        MemoryDevice disk = new MemoryDevice(SIZE, 512);
        RandomLayouts layouts = new RandomLayouts(new Random(7), 512, 512);
        Layout blank = PartitionTables.read(disk);
        Layout dos = layouts.empty(TableType.DOS, SIZE).with(extended(8 << 20, 40 << 20));
        Layout gpt = layouts.empty(TableType.GPT, SIZE);
        List<Layout> wrong = List.of(
                dos.with(primary(5, new ByteRange(1 << 20, 2 << 20))),
                dos.with(primary(1, new ByteRange(0, 1 << 20))),
                dos.with(logical(6, 9 << 20, 10 << 20, 8 << 20)),
                gpt.with(primary(1, new ByteRange(1 << 20, 2 << 20))),
                gpt.with(gpt(129, "x", new ByteRange(1 << 20, 2 << 20))),
                gpt.with(gpt(1, "x".repeat(37), new ByteRange(1 << 20, 2 << 20))),
                gpt.with(gpt(1, "a\0b", new ByteRange(1 << 20, 2 << 20))),
                gpt.with(gpt(1, "x", new ByteRange(512, 2 << 20))));
        for (Layout layout : wrong) {
            assertThrows(IllegalArgumentException.class, () -> PartitionTables.write(disk, blank, layout));
        }
        assertTrue(Bytes.isZero(disk, new ByteRange(0, SIZE)));
        assertThrows(IOException.class,
                () -> PartitionTables.write(disk, blank, layouts.empty(TableType.DOS, 2 * SIZE)));
        assertThrows(IllegalArgumentException.class, () -> PartitionTables.empty(TableType.GPT, 20000, 512));
    }

    @Test
    void aHybridMbrFollowsItsPartitions() throws IOException {
        MemoryDevice disk = Tables.gpt(512, 128, 128, 3);
        Tables.entry(disk, 0, 0, 0xee, 1, 2047);
        Tables.entry(disk, 0, 1, 0x83, 2048, 2048);
        Tables.entry(disk, 0, 2, 0x0c, 6144, 2048);
        Tables.entry(disk, 0, 3, 0x83, 14000, 10);
        Layout before = PartitionTables.read(disk);
        assertEquals(List.of(), before.problems());
        Partition first = before.partition(1).orElseThrow();
        Partition third = before.partition(3).orElseThrow();
        PartitionTables.write(disk, before, before.without(first.id())
                .with(third.withRange(new ByteRange(5 << 20, 7 << 20))));
        BootRecord mbr = BootRecord.read(disk, 0);
        assertEquals(2047, mbr.entry(0).sectors());
        assertFalse(mbr.entry(1).isUsed());
        assertEquals(10240, mbr.entry(2).start());
        assertEquals(4096, mbr.entry(2).sectors());
        assertEquals(0x0c, mbr.entry(2).type());
        assertEquals(14000, mbr.entry(3).start());
    }

    @Test
    void aProtectiveEntryOfAllOnesStays() throws IOException {
        MemoryDevice disk = Tables.gpt(512, 128, 128, 1);
        Tables.entry(disk, 0, 0, 0xee, 1, 0xffff_ffffL);
        Layout layout = PartitionTables.read(disk);
        assertEquals(List.of(), layout.problems());
        PartitionTables.write(disk, layout, layout.without(layout.partitions().get(0).id()));
        assertEquals(0xffff_ffffL, BootRecord.read(disk, 0).entry(0).sectors());
    }

    private static Partition primary(int number, ByteRange range) {
        return partition(number, range, Role.PRIMARY, OptionalLong.empty());
    }

    private static Partition extended(long start, long end) {
        return new Partition(PartitionId.fresh(), 2, new ByteRange(start, end), Role.EXTENDED, "0x05",
                Optional.empty(),
                Optional.empty(), Set.of(), OptionalLong.empty(), new Content.Extended());
    }

    private static Partition logical(int number, long start, long end, long ebr) {
        return partition(number, new ByteRange(start, end), Role.LOGICAL, OptionalLong.of(ebr));
    }

    private static Partition partition(int number, ByteRange range, Role role, OptionalLong ebr) {
        return new Partition(PartitionId.fresh(), number, range, role, "0x83", Optional.empty(),
                Optional.empty(),
                Set.of(), ebr, new Content.Unknown());
    }

    private static Partition gpt(int number, String name, ByteRange range) {
        return new Partition(PartitionId.fresh(), number, range, Role.PRIMARY,
                "0fc63daf-8483-4772-8e79-3d69d8477de4",
                Optional.of(name), Optional.of(new UUID(1, 2)), Set.of(), OptionalLong.empty(),
                new Content.Unknown());
    }

    private static void fill(BlockDevice disk, long start, long end) throws IOException {
        disk.write(start, filled((int) (end - start)));
    }

    private static ByteBuffer filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0x5a);
        return ByteBuffer.wrap(bytes);
    }

    /** Writes down where it is written, in sectors, and when it is flushed. */
    private record Logged(MemoryDevice inner, List<String> log) implements BlockDevice {

        @Override
        public long size() {
            return inner.size();
        }

        @Override
        public int sectorSize() {
            return inner.sectorSize();
        }

        @Override
        public String description() {
            return inner.description();
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void read(long offset, ByteBuffer into) throws IOException {
            inner.read(offset, into);
        }

        @Override
        public void write(long offset, ByteBuffer from) throws IOException {
            log.add(offset / 512 + "+" + from.remaining() / 512);
            inner.write(offset, from);
        }

        @Override
        public void zero(ByteRange range) throws IOException {
            log.add("zero " + range);
            inner.zero(range);
        }

        @Override
        public void flush() throws IOException {
            log.add("flush");
        }

        @Override
        public void close() {}
    }
}
