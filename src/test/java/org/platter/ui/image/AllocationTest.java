package org.platter.ui.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.session.image.MapSpan;
import org.platter.ui.image.Allocation.Kind;

final class AllocationTest {

    private static final int[] COLOURS = {0xff000001, 0xff000002, 0xff000003, 0xff000004, 0xff000005};

    private static MapSpan span(long start, long length, int depth, MapSpan.Kind kind) {
        return new MapSpan(start, length, depth, kind, OptionalLong.empty(), Path.of("/disk"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 512, 513, 8 << 20, 1L << 30, (1L << 40) + 512, Long.MAX_VALUE})
    void cellsCoverTheDiskAndAreFewHoweverLargeItIs(long size) {
        Allocation allocation = new Allocation(size);
        assertTrue(allocation.cellCount() <= 1 << 14, allocation.cellCount() + " cells");
        long at = 0;
        for (int i = 0; i < allocation.cellCount(); i++) {
            ByteRange cell = allocation.cell(i);
            assertEquals(at, cell.start());
            assertTrue(cell.length() > 0);
            at = cell.end();
        }
        assertEquals(size, at);
    }

    @Test
    void everyByteIsCountedOnce() {
        long seed = 20250711;
        Random random = new Random(seed);
        long size = 3L << 30;
        Allocation allocation = new Allocation(size);
        long[] expected = new long[Kind.values().length];
        for (long at = 0; at < size;) {
            MapSpan span = span(at, 1 + random.nextInt(40 << 20), random.nextInt(2),
                    MapSpan.Kind.values()[random.nextInt(4)]);
            allocation.add(span);
            expected[Kind.of(span).ordinal()] += Math.min(span.length(), size - at);
            at += span.length();
        }
        for (Kind kind : Kind.values()) {
            assertEquals(expected[kind.ordinal()], allocation.total(kind), "seed " + seed);
            assertEquals(expected[kind.ordinal()], allocation.bytes(kind, 0, allocation.cellCount()));
        }
    }

    @Test
    void whatABackingFileKeepsIsFromBackingAndItsZerosAreZeros() {
        assertEquals(Kind.DATA, Kind.of(span(0, 1, 0, MapSpan.Kind.DATA)));
        assertEquals(Kind.COMPRESSED, Kind.of(span(0, 1, 0, MapSpan.Kind.COMPRESSED)));
        assertEquals(Kind.BACKING, Kind.of(span(0, 1, 1, MapSpan.Kind.DATA)));
        assertEquals(Kind.BACKING, Kind.of(span(0, 1, 3, MapSpan.Kind.COMPRESSED)));
        assertEquals(Kind.ZERO, Kind.of(span(0, 1, 2, MapSpan.Kind.ZERO)));
        assertEquals(Kind.FREE, Kind.of(span(0, 1, 2, MapSpan.Kind.UNALLOCATED)));
    }

    @Test
    void whatLiesBehindTheEndIsLeftOut() {
        Allocation allocation = new Allocation(1024);
        allocation.add(span(512, Long.MAX_VALUE - 512, 0, MapSpan.Kind.DATA));
        allocation.add(span(4096, 512, 0, MapSpan.Kind.DATA));
        assertEquals(512, allocation.total(Kind.DATA));
    }

    @Test
    void theColumnsOfThePictureCoverAllCells() {
        for (int columns : new int[] {1, 7, 3000, 40_000}) {
            Allocation allocation = new Allocation(1L << 30);
            int at = 0;
            for (int i = 0; i < columns; i++) {
                int from = AllocationPicture.firstCell(allocation, i, columns);
                assertTrue(from <= at, "a gap before column " + i + " of " + columns);
                at = Math.max(at, AllocationPicture.endCell(allocation, i, columns));
            }
            assertEquals(allocation.cellCount(), at);
        }
    }

    @Test
    void theSmallestShareIsSeenAndTheHeightIsAlwaysFull() {
        Allocation allocation = new Allocation(1L << 30);
        allocation.add(span(0, 512, 0, MapSpan.Kind.DATA));
        allocation.add(span(512, (1L << 30) - 512, 0, MapSpan.Kind.UNALLOCATED));
        int[] pixels = AllocationPicture.paint(allocation, 0, 1, 1, 20, COLOURS);
        assertEquals(COLOURS[Kind.DATA.ordinal()], pixels[19], "at the bottom");
        assertEquals(19, Arrays.stream(pixels)
                .filter(colour -> colour == COLOURS[Kind.FREE.ordinal()]).count());
    }

    @Test
    void kindsAreToldApartWithoutColour() {
        int grey = 0xff808080;
        int[] one = new int[Kind.values().length];
        Arrays.fill(one, grey);
        Object[] pictures = Arrays.stream(MapSpan.Kind.values()).map(kind -> {
            Allocation allocation = new Allocation(512 * 64);
            allocation.add(span(0, 512 * 64, kind == MapSpan.Kind.UNALLOCATED ? 1 : 0,
                    kind == MapSpan.Kind.UNALLOCATED ? MapSpan.Kind.DATA : kind));
            return Arrays.toString(AllocationPicture.paint(allocation, 0, 1, 64, 20, one));
        }).toArray();
        assertEquals(4, Arrays.stream(pictures).distinct().count(), "data, compressed, zero, backing");
    }
}
