package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Counts what an update uses: a cluster's count is the number of paths to it from the L1 tables of the image.
 * A whole L2 table that gets one path more or less is noted, and its clusters are counted at the end, if the
 * difference is not 0 by then: so a table that moves costs nothing.
 */
final class PathCounts {

    private static final int MAX_TABLES = 1 << 16;

    /** Clusters in a row whose counts change alike, as the entries of a table mostly have it. */
    private static final class Run {
        long first;
        long end;
        long change;
    }

    private final Geometry geometry;
    private final Pages pages;
    private final Refcounts refcounts;
    /** Paths that committed L2 tables got or lost, and that their clusters do not count yet. */
    private final Map<Long, Long> waiting = new HashMap<>();
    /** Committed tables whose clusters are counted in another way than before. */
    private final Set<Long> recounted = new HashSet<>();
    private boolean isEachRecounted;
    private final Run more = new Run();
    private final Run fewer = new Run();

    PathCounts(Geometry geometry, Pages pages, Refcounts refcounts) {
        this.geometry = geometry;
        this.pages = pages;
        this.refcounts = refcounts;
    }

    /** Whether a place in the file belongs to this update alone, so that it may be written again. */
    boolean isOwn(long hostOffset) throws IOException {
        return refcounts.committed(hostOffset >> geometry.clusterBits()) == 0;
    }

    /** Counts what an L2 entry refers to, at the latest when {@link #countRuns} is called. */
    void countEntry(long entry, long change) throws IOException {
        switch (geometry.kind(entry)) {
            case DATA, ZERO_ALLOCATED -> {
                if (!geometry.dataFile()) {
                    long cluster = Geometry.offset(entry) >> geometry.clusterBits();
                    countClusters(cluster, cluster, change);
                }
            }
            case COMPRESSED -> {
                long first = geometry.compressedOffset(entry);
                long last = first + geometry.compressedLength(entry) - 1;
                countClusters(first >> geometry.clusterBits(), last >> geometry.clusterBits(), change);
            }
            case UNALLOCATED, ZERO -> {}
        }
    }

    private void countClusters(long first, long last, long change) throws IOException {
        Run run = change > 0 ? more : fewer;
        if (run.change != change || run.end != first) {
            countRuns();
            run.first = first;
            run.change = change;
        }
        run.end = last + 1;
    }

    /** Makes the counts as they are: more first, so that none is below 0 in between. */
    void countRuns() throws IOException {
        for (Run run : new Run[] {more, fewer}) {
            if (run.end > run.first) {
                long clusters = run.end - run.first;
                run.end = run.first;
                refcounts.add(run.first, clusters, run.change);
            }
            run.change = 0;
        }
    }

    /** Counts a path more to a committed table. */
    void adoptTable(long table) throws IOException {
        refcounts.add(table >> geometry.clusterBits(), 1);
        addPaths(table, 1);
    }

    /** Counts a path less to a table. */
    void leaveTable(long table) throws IOException {
        if (isOwn(table)) {
            countEntries(table, -1);
        } else {
            addPaths(table, -1);
        }
        refcounts.add(table >> geometry.clusterBits(), -1);
    }

    private void addPaths(long table, long change) throws IOException {
        waiting.merge(table, change, (before, now) -> before + now == 0 ? null : before + now);
        if (waiting.size() > MAX_TABLES) {
            countWaiting();
        }
    }

    /** Counts the clusters of a table whose paths changed, since a copy takes over one path as they count it. */
    void settle(long table) throws IOException {
        Long change = waiting.remove(table);
        if (change != null) {
            recount(table);
            countEntries(table, change);
        }
    }

    /** Counts the clusters of tables that have more paths, or fewer, than before. */
    void countWaiting() throws IOException {
        // More first, so that no count is below 0 in between.
        for (int sign = 1; sign >= -1; sign -= 2) {
            for (Map.Entry<Long, Long> path : waiting.entrySet()) {
                if (Long.signum(path.getValue()) == sign) {
                    recount(path.getKey());
                    countEntries(path.getKey(), path.getValue());
                }
            }
        }
        waiting.clear();
    }

    private void countEntries(long table, long change) throws IOException {
        for (long at = table; at < table + geometry.clusterSize(); at += pages.pageSize()) {
            ByteBuffer page = pages.page(at);
            for (int i = 0; i < pages.pageSize(); i += geometry.entrySize()) {
                long entry = page.getLong(i);
                if (entry != 0) {
                    countEntry(entry, change);
                }
            }
        }
        countRuns();
    }

    /** Notes that the clusters of a committed table are counted in another way than before. */
    void recount(long table) {
        if (recounted.size() < MAX_TABLES) {
            recounted.add(table);
        } else {
            isEachRecounted = true;
        }
    }

    /** Whether the clusters of a table may be counted in another way than before. */
    boolean isRecounted(long table) {
        return recounted.contains(table);
    }

    /** Whether so many tables were recounted that nobody knows which. */
    boolean isEachRecounted() {
        return isEachRecounted;
    }
}
