package org.platter.ui.image;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.platter.base.ByteRange;
import org.platter.session.image.MapSpan;

/**
 * How the bytes of a disk are kept, summed up in equal cells: as exact as a screen can show, and no larger
 * for a large disk. Filled on one thread, then only read.
 */
final class Allocation {

    /** How bytes are kept, as the map shows it. */
    enum Kind {
        DATA, COMPRESSED, ZERO, BACKING, FREE;

        /** The name in texts and style classes. */
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(MapSpan span) {
            return switch (span.kind()) {
                case DATA -> span.depth() > 0 ? BACKING : DATA;
                case COMPRESSED -> span.depth() > 0 ? BACKING : COMPRESSED;
                case ZERO -> ZERO;
                case UNALLOCATED -> FREE;
            };
        }
    }

    private static final int MAX_CELLS = 1 << 14;
    private static final long MIN_CELL = 512;

    private final long diskSize;
    private final long cellSize;
    private final long[][] cells;
    private final Map<Kind, Long> totals = new EnumMap<>(Kind.class);

    /** @param diskSize bytes, more than 0 */
    Allocation(long diskSize) {
        this.diskSize = diskSize;
        long wanted = (diskSize - 1) / MAX_CELLS + 1;
        cellSize = Math.max(MIN_CELL, wanted);
        cells = new long[Kind.values().length][(int) ((diskSize - 1) / cellSize + 1)];
        for (Kind kind : Kind.values()) {
            totals.put(kind, 0L);
        }
    }

    long diskSize() {
        return diskSize;
    }

    int cellCount() {
        return cells[0].length;
    }

    /** Returns the bytes of the disk that a cell stands for. */
    ByteRange cell(int index) {
        long start = index * cellSize;
        return new ByteRange(start, start + Math.min(cellSize, diskSize - start));
    }

    /** Adds a run; what lies behind the end of the disk is left out. */
    void add(MapSpan span) {
        Kind kind = Kind.of(span);
        long at = span.start();
        long end = span.length() > diskSize - at ? diskSize : at + span.length();
        if (at >= end) {
            return;
        }
        totals.merge(kind, end - at, Long::sum);
        long[] row = cells[kind.ordinal()];
        while (at < end) {
            long part = Math.min(end - at, cellSize - at % cellSize);
            row[(int) (at / cellSize)] += part;
            at += part;
        }
    }

    /** Returns how many bytes of the disk are kept so. */
    long total(Kind kind) {
        return totals.get(kind);
    }

    /** Returns how many bytes of the cells {@code from} to {@code to}, exclusive, are kept so. */
    long bytes(Kind kind, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += cells[kind.ordinal()][i];
        }
        return sum;
    }
}
