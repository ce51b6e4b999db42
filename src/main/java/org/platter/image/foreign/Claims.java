package org.platter.image.foreign;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The places of a file that the tables of an image name, and whether two of them lie over each other. Places
 * that follow each other are kept as one.
 */
final class Claims {

    private static final int FIRST_LIMIT = 1 << 16;

    private long[] starts = new long[64];
    private long[] ends = new long[64];
    private int count;
    private int limit = FIRST_LIMIT;
    private long firstShared = Long.MAX_VALUE;

    /** Takes down a place, in bytes of the file. */
    void add(long start, long end) {
        if (start < 0 || start >= end) {
            return;
        }
        if (count > 0 && ends[count - 1] == start) {
            ends[count - 1] = end;
            return;
        }
        if (count == limit) {
            merge();
            limit = Math.max(FIRST_LIMIT, 2 * count);
        }
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        starts[count] = start;
        ends[count] = end;
        count++;
    }

    /** Returns the first byte of the file that more than one entry names. */
    OptionalLong firstShared() {
        merge();
        return firstShared == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(firstShared);
    }

    /**
     * Joins neighbours. How often a byte is named depends only on how many places begin and end before it, so
     * that beginnings and ends may be sorted each for itself.
     */
    private void merge() {
        Arrays.sort(starts, 0, count);
        Arrays.sort(ends, 0, count);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (i > 0 && starts[i] < ends[kept - 1]) {
                firstShared = Math.min(firstShared, starts[i]);
            }
            if (i > 0 && starts[i] == ends[kept - 1]) {
                ends[kept - 1] = ends[i];
            } else {
                starts[kept] = starts[i];
                ends[kept] = ends[i];
                kept++;
            }
        }
        count = kept;
    }
}
