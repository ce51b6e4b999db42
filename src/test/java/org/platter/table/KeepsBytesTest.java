package org.platter.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.MemoryDevice;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/** What Platter does not understand stays as it is. */
final class KeepsBytesTest {

    private static final int SIZE = 8 << 20;

    @ParameterizedTest(name = "{0} sectors {1} seed {2}")
    @CsvSource({"DOS, 512, 1", "DOS, 512, 2", "DOS, 4096, 3", "GPT, 512, 4", "GPT, 512, 5", "GPT, 4096, 6"})
    void anEditWritesToTableStructuresOnlyAndNeverToBootCode(TableType type, int sectorSize, long seed)
            throws IOException {
        Random random = new Random(seed);
        RandomLayouts layouts = new RandomLayouts(random, sectorSize, sectorSize);
        MemoryDevice disk = randomDisk(random, sectorSize);
        disk.zero(new ByteRange(440, 512));
        Layout blank = layouts.empty(TableType.NONE, SIZE);
        Layout before = layouts.empty(type, SIZE);
        PartitionTables.write(disk, blank, before);
        fill(disk, random, 0, 440);
        for (int round = 0; round < 30; round++) {
            byte[] old = bytes(disk);
            Layout after = layouts.changed(before);
            PartitionTables.write(disk, before, after);
            byte[] now = bytes(disk);
            RangeSet structures = PartitionTables.regions(before).union(PartitionTables.regions(after));
            for (ByteRange kept : structures.complementWithin(new ByteRange(0, SIZE))) {
                assertSame(old, now, kept, "seed " + seed + ", round " + round);
            }
            assertSame(old, now, new ByteRange(0, 446), "boot code and disk signature, seed " + seed);
            assertSame(old, now, new ByteRange(512, sectorSize), "rest of the first sector, seed " + seed);
            before = PartitionTables.read(disk);
            assertEquals(Oracle.told(after), Oracle.told(before), "seed " + seed + ", round " + round);
        }
    }

    @Test
    void sectorsOneToSixtyTwoWithABootLoaderStay() throws IOException {
        Random random = new Random(7);
        MemoryDevice disk = new MemoryDevice(SIZE, 512);
        RandomLayouts layouts = new RandomLayouts(random, 512, 1 << 20);
        Layout before = layouts.empty(TableType.DOS, SIZE);
        PartitionTables.write(disk, layouts.empty(TableType.NONE, SIZE), before);
        fill(disk, random, 512, 63 * 512);
        byte[] old = bytes(disk);
        PartitionTables.write(disk, before, layouts.changed(layouts.changed(before)));
        assertSame(old, bytes(disk), new ByteRange(512, 63 * 512), "boot loader");
    }

    @Test
    void writingWhatWasReadChangesNotASingleByte() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            TableType type = seed % 2 == 0 ? TableType.DOS : TableType.GPT;
            RandomLayouts layouts = new RandomLayouts(new Random(seed), 512, 512);
            MemoryDevice disk = new MemoryDevice(SIZE, 512);
            Layout made = layouts.changed(layouts.changed(layouts.empty(type, SIZE)));
            PartitionTables.write(disk, layouts.empty(TableType.NONE, SIZE), made);
            byte[] old = bytes(disk);
            Layout read = PartitionTables.read(disk);
            PartitionTables.write(disk, read, read);
            assertArrayEquals(old, bytes(disk), "seed " + seed);
        }
    }

    @Test
    void reservedBytesOfBothGptHeadersStay() throws IOException {
        MemoryDevice disk = Tables.gpt(512, 128, 128, 2);
        fill(disk, new Random(8), 512 + 92, 1024);
        fill(disk, new Random(9), SIZE - 512 + 92, SIZE);
        byte[] old = bytes(disk);
        Layout before = PartitionTables.read(disk);
        assertEquals(List.of(), before.problems());
        PartitionTables.write(disk, before, before.without(before.partitions().get(0).id()));
        byte[] now = bytes(disk);
        assertSame(old, now, new ByteRange(512 + 92, 1024), "reserved");
        assertSame(old, now, new ByteRange(SIZE - 512 + 92, SIZE), "reserved");
    }

    @Test
    void theExtraBytesOfLargeGptEntriesGoWithTheirPartition() throws IOException {
        MemoryDevice disk = Tables.gpt(512, 64, 256, 3);
        Random random = new Random(10);
        for (int i = 0; i < 3; i++) {
            fill(disk, random, 1024 + i * 256 + 128, 1024 + i * 256 + 256);
        }
        Tables.fixChecksums(disk);
        byte[] old = bytes(disk);
        Layout before = PartitionTables.read(disk);
        assertEquals(64, before.table().maximumPartitions());
        Partition second = before.partition(2).orElseThrow();
        PartitionTables.write(disk, before, before.with(second.withNumber(7).withName(Optional.of("seven"))));
        byte[] now = bytes(disk);
        assertSame(old, now, new ByteRange(1024, 1024 + 256), "entry 1");
        assertArrayEquals(Arrays.copyOfRange(old, 1024 + 256 + 128, 1024 + 512),
                Arrays.copyOfRange(now, 1024 + 6 * 256 + 128, 1024 + 7 * 256), "moved to entry 7");
        assertEquals("seven", PartitionTables.read(disk).partition(7).orElseThrow().name().orElseThrow());
    }

    @Test
    void whatStandsBehindTheEndOfANameStaysUntilTheNameChanges() throws IOException {
        MemoryDevice disk = Tables.gpt(512, 128, 128, 2);
        fill(disk, new Random(11), 1024 + 56 + 20, 1024 + 128);
        Tables.fixChecksums(disk);
        byte[] old = bytes(disk);
        Layout before = PartitionTables.read(disk);
        Partition first = before.partition(1).orElseThrow();
        PartitionTables.write(disk, before,
                before.with(first.withTypeCode("0657fd6d-a4ab-43c4-84e5-0933c84b4f4f")));
        assertSame(old, bytes(disk), new ByteRange(1024 + 56, 1024 + 128), "name");
    }

    @Test
    void reservedAttributeBitsStay() throws IOException {
        MemoryDevice disk = Tables.gpt(512, 128, 128, 1);
        Tables.putLong(disk, 1024 + 48, 0x1234_5678_9abc_def3L);
        Tables.fixChecksums(disk);
        Layout before = PartitionTables.read(disk);
        Partition first = before.partition(1).orElseThrow();
        PartitionTables.write(disk, before, before.with(first.withFlags(Set.of("legacy-boot", "bit63"))));
        assertEquals(0x8000_5678_9abc_def4L, Tables.getLong(disk, 1024 + 48));
    }

    @Test
    void bootRecordsInTheChainKeepTheirOtherBytesAndTheirGaps() throws IOException {
        MemoryDevice disk = Tables.dosWithEmptyRecords();
        fill(disk, new Random(12), 2048 * 512, 2048 * 512 + 446);
        Layout before = PartitionTables.read(disk);
        byte[] old = bytes(disk);
        Partition primary = before.partitions().stream().filter(p -> p.role() == Role.PRIMARY).findFirst()
                .orElseThrow();
        PartitionTables.write(disk, before, before.with(primary.withTypeCode("0x07")));
        assertSame(old, bytes(disk), new ByteRange(512, SIZE), "the chain, which no edit concerned");
        Layout again = PartitionTables.read(disk);
        Partition last = again.partition(6).orElseThrow();
        PartitionTables.write(disk, again, again.with(last.withTypeCode("0x07")));
        assertSame(old, bytes(disk), new ByteRange(2048 * 512, 2048 * 512 + 446), "first boot record");
    }

    @Test
    void chsFieldsStayWithAPartitionThatDoesNotMove() throws IOException {
        MemoryDevice disk = Tables.dosWithEmptyRecords();
        fill(disk, new Random(13), 447, 450);
        Layout before = PartitionTables.read(disk);
        byte[] old = bytes(disk);
        PartitionTables.write(disk, before,
                before.with(before.partition(1).orElseThrow().withTypeCode("0x07")));
        assertSame(old, bytes(disk), new ByteRange(447, 450), "first C/H/S");
    }

    private static MemoryDevice randomDisk(Random random, int sectorSize) throws IOException {
        MemoryDevice disk = new MemoryDevice(SIZE, sectorSize);
        fill(disk, random, 0, SIZE);
        return disk;
    }

    private static void fill(MemoryDevice disk, Random random, int start, int end) throws IOException {
        byte[] bytes = new byte[end - start];
        random.nextBytes(bytes);
        disk.write(start, ByteBuffer.wrap(bytes));
    }

    private static byte[] bytes(MemoryDevice disk) throws IOException {
        return disk.read(0, SIZE).array();
    }

    private static void assertSame(byte[] old, byte[] now, ByteRange range, String when) {
        int at = Arrays.mismatch(old, (int) range.start(), (int) range.end(), now, (int) range.start(),
                (int) range.end());
        assertEquals(-1, at, () -> when + ": byte " + (range.start() + at) + " changed");
    }
}
