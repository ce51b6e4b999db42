package org.platter.image.qcow2;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds clusters for what is new: first those of which it is known that nothing uses them, then, from a
 * cursor that only goes forward, those whose refcount is 0; behind the end of the file they all are. What an
 * update frees is given back after it was committed, never before. Numbers are of clusters of the file.
 */
final class Allocator {

    /** More ranges are not remembered; what is forgotten stays free, and is found after the next opening. */
    static final int MAX_RANGES = 1 << 15;

    private static final int WINDOW = 4096;

    /** First cluster, and the one behind the last; they neither overlap nor touch. */
    private final TreeMap<Long, Long> free = new TreeMap<>();
    private long cursor;

    /** Clusters of the file in a row. */
    record Clusters(long first, long count) {}

    /** Returns at most {@code most} free clusters in a row, at least one. */
    Clusters take(long most, Refcounts refcounts) throws IOException {
        while (free.isEmpty()) {
            look(refcounts);
        }
        Map.Entry<Long, Long> range = free.firstEntry();
        long count = Math.min(most, range.getValue() - range.getKey());
        return new Clusters(takeFrom(range, count), count);
    }

    /** Returns the first of {@code count} free clusters in a row. */
    long takeRun(long count, Refcounts refcounts) throws IOException {
        for (Map.Entry<Long, Long> range : free.entrySet()) {
            if (range.getValue() - range.getKey() >= count) {
                return takeFrom(range, count);
            }
        }
        for (;;) {
            look(refcounts);
            Map.Entry<Long, Long> range = free.lastEntry();
            if (range != null && range.getValue() - range.getKey() >= count) {
                return takeFrom(range, count);
            }
        }
    }

    /** Returns whether a cluster could be taken: it is known to be free. */
    boolean tryTake(long cluster) {
        Map.Entry<Long, Long> range = free.floorEntry(cluster);
        if (range == null || range.getValue() <= cluster) {
            return false;
        }
        free.remove(range.getKey());
        if (range.getKey() < cluster) {
            free.put(range.getKey(), cluster);
        }
        if (cluster + 1 < range.getValue()) {
            free.put(cluster + 1, range.getValue());
        }
        return true;
    }

    /** Takes back clusters that nothing uses. */
    void give(long first, long count) {
        if (first < cursor) {
            join(free, first, Math.min(cursor, first + count));
            if (free.size() > MAX_RANGES) {
                free.pollLastEntry();
            }
        }
    }

    /** Forgets what is known: the clusters from {@code first} on are looked at again. */
    void restart(long first) {
        free.clear();
        cursor = first;
    }

    /** Adds a range to a map of such, which keeps them apart. */
    static void join(TreeMap<Long, Long> ranges, long first, long end) {
        long from = first;
        long to = end;
        Map.Entry<Long, Long> before = ranges.floorEntry(first);
        if (before != null && before.getValue() >= first) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        Map.Entry<Long, Long> after = ranges.ceilingEntry(from + 1);
        while (after != null && after.getKey() <= to) {
            to = Math.max(to, after.getValue());
            ranges.remove(after.getKey());
            after = ranges.ceilingEntry(from + 1);
        }
        ranges.put(from, to);
    }

    private long takeFrom(Map.Entry<Long, Long> range, long count) {
        long first = range.getKey();
        long end = range.getValue();
        free.remove(first);
        if (first + count < end) {
            free.put(first + count, end);
        }
        return first;
    }

    private void look(Refcounts refcounts) throws IOException {
        long end = cursor + WINDOW;
        while (cursor < end) {
            long uncounted = Math.min(refcounts.uncountedFrom(cursor), end - cursor);
            if (uncounted > 0) {
                join(free, cursor, cursor + uncounted);
                cursor += uncounted;
            } else {
                if (refcounts.isFree(cursor)) {
                    join(free, cursor, cursor + 1);
                }
                cursor++;
            }
        }
        while (free.size() > MAX_RANGES) {
            free.pollFirstEntry();
        }
    }
}
