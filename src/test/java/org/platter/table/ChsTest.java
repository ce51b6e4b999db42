package org.platter.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.ByteRange;
import org.platter.block.MemoryDevice;
import org.platter.layout.Geometry;
import org.platter.layout.Layout;
import org.platter.layout.Partition;

final class ChsTest {

    @ParameterizedTest(name = "LBA {0} of {1}/{2} is {3}")
    @CsvSource({"0, 255, 63, 000100", "63, 255, 63, 000101", "2048, 255, 63, 002120",
        "16064, 255, 63, 003ffe",
        "16065, 255, 63, 010100", "16450559, 255, 63, fffffe", "63, 16, 63, 000101", "1008, 16, 63, 010100",
        "1032191, 16, 63, ffff0f"})
    void aSectorBecomesThreeBytes(long lba, int heads, int sectors, String cylinderSectorHead) {
        assertEquals(Integer.parseInt(cylinderSectorHead, 16), Chs.of(lba, new Geometry(heads, sectors)));
    }

    @Test
    void whatLiesBehindTheLastCylinderIsAtTheLastPlaceOfIt() {
        assertEquals(0xfffffe, Chs.of(1L << 40, Geometry.STANDARD));
        assertEquals(0xffff0f, Chs.of(1L << 40, new Geometry(16, 63)));
    }

    @Test
    void aGeometryIsRecognisedFromPartitionsThatEndAtItsCylinders() {
        Random random = new Random(1);
        for (int[] pair : new int[][] {{16, 63}, {64, 32}, {128, 63}, {240, 63}, {255, 63}, {32, 63},
            {2, 18}}) {
            Geometry geometry = new Geometry(pair[0], pair[1]);
            List<Chs.Observation> seen = new ArrayList<>();
            long cylinder = (long) geometry.heads() * geometry.sectorsPerTrack();
            long first = cylinder * (1 + random.nextInt(20));
            for (long lba : new long[] {geometry.sectorsPerTrack(), first - 1, first, first * 4 - 1,
                1L << 31}) {
                seen.add(new Chs.Observation(lba, Chs.of(lba, geometry)));
            }
            assertEquals(geometry, Chs.geometry(seen));
        }
    }

    @Test
    void whatTheDiskTellsCountsUnlessTheTableWasMadeForAnotherGeometry() {
        Geometry told = new Geometry(64, 32);
        assertEquals(told, Chs.geometry(Optional.of(told), List.of()));
        assertEquals(told, Chs.geometry(Optional.of(told),
                List.of(new Chs.Observation(2048, Chs.of(2048, told)))));
        Geometry other = new Geometry(240, 63);
        assertEquals(other, Chs.geometry(Optional.of(told), List.of(
                new Chs.Observation(15120 * 5, Chs.of(15120 * 5, other)),
                new Chs.Observation(15120 * 9 - 1, Chs.of(15120 * 9 - 1, other)))));
    }

    @Test
    void entriesThatTellNothingOrContradictThemselvesMeanTheStandardGeometry() {
        assertEquals(Geometry.STANDARD, Chs.geometry(List.of()));
        assertEquals(Geometry.STANDARD, Chs.geometry(List.of(new Chs.Observation(2048, 0),
                new Chs.Observation(4095, 0xffffff))));
        assertEquals(Geometry.STANDARD, Chs.geometry(List.of(new Chs.Observation(2048, 0x112233),
                new Chs.Observation(4095, 0x332211))));
    }

    @Test
    void aDiskKeepsItsGeometryWhenPartitionsAreMade() throws IOException {
        MemoryDevice disk = new MemoryDevice(400L << 20, 512);
        Geometry geometry = new Geometry(16, 63);
        Tables.putShort(disk, 510, 0xaa55);
        ByteBuffer sector = disk.read(0, 512);
        new MbrEntry(0, Chs.of(63, geometry), 0x83, Chs.of(1008 * 300 - 1, geometry), 63, 1008 * 300 - 63)
                .write(sector, 446);
        disk.write(0, sector);
        Layout before = PartitionTables.read(disk);
        assertEquals(geometry, before.geometry());
        Partition first = before.partition(1).orElseThrow();
        Layout after = before.with(first.withRange(new ByteRange(first.range().start(), 1008 * 200 * 512)));
        PartitionTables.write(disk, before, after);
        assertEquals(Chs.of(1008 * 200 - 1, geometry), BootRecord.read(disk, 0).entry(0).lastChs());
        assertEquals(geometry, PartitionTables.read(disk).geometry());
    }
}
