package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.platter.base.ByteSize;

/**
 * The L1 table and the L2 tables as an update is going to have them (specification, "Cluster mapping"). A
 * table that the header reaches is copied before its first change. Counts what is used: a cluster's count is
 * the number of paths to it from the L1 tables of the image. COPIED flags are set at the end, when the counts
 * are known.
 *
 * <p>Long, since whatever changes an entry or a table has to count the same things in the same order.
 *
 * <p>A whole L2 table that gets one path more or less is noted, and its clusters are counted at the end, if
 * the difference is not 0 by then: so a table that moves costs nothing.
 */
final class Tables {

    private static final int MAX_PATHS = 1 << 16;

    /** Clusters in a row whose counts change alike, as the entries of a table mostly have it. */
    private static final class Run {
        long first;
        long end;
        long change;
    }

    private final Geometry geometry;
    private final Pages pages;
    private final Refcounts refcounts;
    private final Allocator allocator;
    private final String name;
    private final Mapping committed;

    private Mapping pending;
    private long l1Capacity;
    private boolean hasOwnL1;
    /** Paths that committed L2 tables got or lost, and that their clusters do not count yet. */
    private final Map<Long, Long> paths = new HashMap<>();
    /** L1 indices whose table may hold flags that are not true any more. */
    private final BitSet flagged = new BitSet();
    private boolean isSharing;
    private final Run more = new Run();
    private final Run fewer = new Run();
    /** L1 indices that lead to another table than before, or whose table others lead to. */
    private final BitSet adopted = new BitSet();
    /** Committed tables whose clusters are counted in another way than before. */
    private final Set<Long> recounted = new HashSet<>();
    /** The table of this update that was changed latest, by its L1 index. */
    private long latestIndex = -1;
    private long latestTable;
    /** Bytes of the disk, as it was or is going to be, the larger of the two; behind that tables are empty. */
    private long largest;

    Tables(Qcow2Header header, Geometry geometry, Pages pages, Refcounts refcounts, Allocator allocator,
            String name) {
        this.geometry = geometry;
        this.pages = pages;
        this.refcounts = refcounts;
        this.allocator = allocator;
        this.name = name;
        this.committed = mapping(header.l1Offset(), header.l1Entries());
        this.pending = committed;
        this.l1Capacity = header.l1Entries();
        this.largest = header.size();
    }

    /** The mapping through an L1 table of the image. */
    Mapping mapping(long l1Offset, long l1Entries) {
        return new Mapping(geometry, pages, l1Offset, l1Entries, name);
    }

    /** What the guest is going to see. */
    Mapping pending() {
        return pending;
    }

    /** What the header reaches. */
    Mapping committed() {
        return committed;
    }

    /** Whether the update made any cluster of the disk read the same bytes as another. */
    boolean isSharing() {
        return isSharing;
    }

    /** Makes the L1 table long enough for a disk of {@code size} bytes, or as short as it may be. */
    void resize(long size) throws IOException {
        long wanted = geometry.l1EntriesFor(size);
        if (wanted * 8 > HeaderReader.MAX_L1_BYTES) {
            throw new IOException(String.format("%s has clusters of %s, with which a disk can have at most "
                    + "%s; convert it to an image with larger clusters.", name,
                    ByteSize.format(geometry.clusterSize()), ByteSize.format(
                            HeaderReader.MAX_L1_BYTES / 8 << geometry.tableBits())));
        }
        for (long index = wanted; index < pending.l1Entries(); index++) {
            dropTable(index);
        }
        if (wanted != pending.l1Entries()) {
            ownL1(wanted);
            pending = mapping(pending.l1Offset(), wanted);
            trimL1();
        }
        largest = Math.max(largest, size);
    }

    /** Gives back the clusters of the own L1 table that its entries do not reach. */
    private void trimL1() throws IOException {
        long kept = l1Clusters(pending.l1Entries());
        long clusters = l1Clusters(l1Capacity);
        refcounts.add((pending.l1Offset() >> geometry.clusterBits()) + kept, clusters - kept, -1);
        l1Capacity = kept << geometry.clusterBits() - 3;
    }

    private long l1Clusters(long entries) {
        return ByteSize.ceil(entries * 8, geometry.clusterSize()) >> geometry.clusterBits();
    }

    /** Replaces the L1 table by another one of the image, which keeps its tables. */
    void adopt(Mapping other, long entries) throws IOException {
        for (long index = 0; index < pending.l1Entries(); index++) {
            dropTable(index);
        }
        ownL1(entries);
        pending = mapping(pending.l1Offset(), entries);
        for (long index = 0; index < Math.min(entries, other.l1Entries()); index++) {
            long table = other.tableOffset(index);
            if (table != 0) {
                adoptTable(index, table);
            }
        }
        flagged.set(0, ByteSize.toInt(entries));
    }

    /** Drops all paths that begin in another L1 table of the image. */
    void abandon(Mapping other) throws IOException {
        for (long index = 0; index < other.l1Entries(); index++) {
            long table = other.tableOffset(index);
            if (table != 0) {
                leaveTable(table);
            }
        }
    }

    /** Counts the paths of a second L1 table with the same entries as the committed one. */
    void countCommittedAgain(long entries) throws IOException {
        for (long index = 0; index < entries; index++) {
            long table = committed.tableOffset(index);
            if (table != 0) {
                refcounts.add(table >> geometry.clusterBits(), 1);
                addPaths(table, 1);
            }
        }
        flagAll();
    }

    void flagAll() {
        flagged.set(0, ByteSize.toInt(pending.l1Entries()));
    }

    /** Lets {@code clusters} clusters of the guest have the entries that others had before the update. */
    void share(long target, long source, long clusters) throws IOException {
        isSharing = true;
        long perTable = geometry.l2Entries();
        for (long done = 0; done < clusters;) {
            long at = target + done;
            long from = source + done;
            long inTable = at % perTable;
            long fromInTable = from % perTable;
            long run = Math.min(clusters - done, perTable - Math.max(inTable, fromInTable));
            long fromTable = committed.tableOffset(from / perTable);
            boolean atEnd = done + run == clusters && isEnd(at + run) && isEnd(from + run);
            if (inTable == 0 && fromInTable == 0 && (run == perTable || atEnd)) {
                long index = at / perTable;
                dropTable(index);
                if (fromTable != 0) {
                    adoptTable(index, fromTable);
                    adopted.set(ByteSize.toInt(from / perTable));
                }
            } else if (fromTable == 0) {
                drop(at, run);
            } else {
                shareEntries(at, fromTable + fromInTable * geometry.entrySize(), run);
                flag(from / perTable);
                recount(fromTable);
            }
            done += run;
        }
        countRuns();
    }

    private void recount(long table) {
        if (recounted.size() < MAX_PATHS) {
            recounted.add(table);
        } else {
            flagAll();
        }
    }

    /** Shares entries that lie in one table, for targets in one table. */
    private void shareEntries(long target, long place, long run) throws IOException {
        int step = pages.pageSize() / geometry.entrySize();
        for (long i = 0; i < run;) {
            long at = place + i * geometry.entrySize();
            long count = Math.min(run - i, step - pages.index(at) / geometry.entrySize());
            if (isEmpty(at, count) && isUnallocated(target + i, count)) {
                i += count;
                continue;
            }
            for (long end = i + count; i < end; i++) {
                at = place + i * geometry.entrySize();
                set(target + i, pages.get(at), geometry.extended() ? pages.get(at + 8) : 0, 1);
            }
        }
    }

    /** Whether clusters that lie in one table, and number no more than a page has entries, have none. */
    private boolean isUnallocated(long cluster, long count) throws IOException {
        long table = pending.tableOffset(cluster / geometry.l2Entries());
        if (table == 0) {
            return true;
        }
        long place = table + cluster % geometry.l2Entries() * geometry.entrySize();
        long inPage = Math.min(count, (pages.pageSize() - pages.index(place)) / geometry.entrySize());
        return isEmpty(place, inPage)
                && (inPage == count || isEmpty(place + inPage * geometry.entrySize(), count - inPage));
    }

    /** Whether entries that lie in one page are all 0. */
    private boolean isEmpty(long place, long count) throws IOException {
        ByteBuffer page = pages.page(place);
        int start = pages.index(place);
        int end = start + (int) count * geometry.entrySize();
        for (int at = start; at < end; at += 8) {
            if (page.getLong(at) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether a run of clusters that ends here ends with the disk, so that its last table is its own. */
    private boolean isEnd(long cluster) {
        return cluster << geometry.clusterBits() >= largest;
    }

    /** Makes clusters of the guest unallocated. */
    void drop(long cluster, long clusters) throws IOException {
        fill(cluster, clusters, 0, 0);
    }

    /** Makes clusters of the guest zeros that nothing shows through, and that take up no place. */
    void zero(long cluster, long clusters) throws IOException {
        if (geometry.extended()) {
            fill(cluster, clusters, 0, 0xffffffff00000000L);
        } else {
            fill(cluster, clusters, Geometry.ZERO, 0);
        }
    }

    private void fill(long cluster, long clusters, long entry, long bitmap) throws IOException {
        long perTable = geometry.l2Entries();
        for (long done = 0; done < clusters;) {
            long at = cluster + done;
            long run = Math.min(clusters - done, perTable - at % perTable);
            if (entry == 0 && bitmap == 0 && (run == perTable || at % perTable == 0 && isEnd(at + run))) {
                dropTable(at / perTable);
            } else {
                int step = pages.pageSize() / geometry.entrySize();
                for (long i = 0; i < run;) {
                    long count = Math.min(run - i, step);
                    if (entry == 0 && bitmap == 0 && isUnallocated(at + i, count)) {
                        i += count;
                        continue;
                    }
                    for (long end = i + count; i < end; i++) {
                        set(at + i, entry, bitmap, 0);
                    }
                }
            }
            done += run;
        }
        countRuns();
    }

    /** Lets clusters of the guest lie in a row of clusters of the file that are counted already. */
    void place(long cluster, long clusters, long hostOffset) throws IOException {
        for (long i = 0; i < clusters; i++) {
            set(cluster + i, hostOffset + (i << geometry.clusterBits()),
                    geometry.extended() ? 0xffffffffL : 0, 0);
        }
        countRuns();
    }

    /** Lets a cluster of the guest be compressed bytes, which are counted with it. */
    void placeCompressed(long cluster, long hostOffset, int length) throws IOException {
        set(cluster, geometry.compressedEntry(hostOffset, length), 0, 1);
        countRuns();
    }

    /** Lets clusters of the guest lie in the data file, where only one place can be. */
    void placeInDataFile(long cluster, long clusters) throws IOException {
        for (long at = cluster; at < cluster + clusters; at++) {
            set(at, at << geometry.clusterBits() | Geometry.COPIED, geometry.extended() ? 0xffffffffL : 0, 0);
        }
        countRuns();
    }

    /** Whether a place in the file belongs to this update alone, so that it may be written again. */
    boolean isOwn(long hostOffset) throws IOException {
        return refcounts.committed(hostOffset >> geometry.clusterBits()) == 0;
    }

    private void set(long cluster, long wanted, long bitmap, long count) throws IOException {
        long index = cluster / geometry.l2Entries();
        long inTable = cluster % geometry.l2Entries() * geometry.entrySize();
        long table = index == latestIndex ? latestTable : pending.tableOffset(index);
        long before = table == 0 ? 0 : pages.get(table + inTable);
        long bitmapBefore = table == 0 || !geometry.extended() ? 0 : pages.get(table + inTable + 8);
        long entry = geometry.dataFile() ? wanted : wanted & ~Geometry.COPIED;
        if ((before & ~Geometry.COPIED) == entry && bitmapBefore == bitmap) {
            if (count == 0) {
                use(entry, -1); // it is there already, and was counted when it was placed
            }
            return;
        }
        if (count != 0) {
            use(entry, count);
        }
        table = ownTable(index);
        pages.put(table + inTable, entry);
        if (geometry.extended()) {
            pages.put(table + inTable + 8, bitmap);
        }
        use(before, -1);
    }

    /** Counts what an entry refers to, at the latest when {@link #countRuns} is called. */
    private void use(long entry, long change) throws IOException {
        switch (geometry.kind(entry)) {
            case DATA, ZERO_ALLOCATED -> {
                if (!geometry.dataFile()) {
                    long cluster = Geometry.offset(entry) >> geometry.clusterBits();
                    use(cluster, cluster, change);
                }
            }
            case COMPRESSED -> {
                long first = geometry.compressedOffset(entry);
                long last = first + geometry.compressedLength(entry) - 1;
                use(first >> geometry.clusterBits(), last >> geometry.clusterBits(), change);
            }
            case UNALLOCATED, ZERO -> {}
        }
    }

    private void use(long first, long last, long change) throws IOException {
        Run run = change > 0 ? more : fewer;
        if (run.change != change || run.end != first) {
            countRuns();
            run.first = first;
            run.change = change;
        }
        run.end = last + 1;
    }

    /** Makes the counts as they are: more first, so that none is below 0 in between. */
    private void countRuns() throws IOException {
        for (Run run : new Run[] {more, fewer}) {
            if (run.end > run.first) {
                long clusters = run.end - run.first;
                run.end = run.first;
                refcounts.add(run.first, clusters, run.change);
            }
            run.change = 0;
        }
    }

    private void adoptTable(long index, long table) throws IOException {
        setL1(index, table);
        refcounts.add(table >> geometry.clusterBits(), 1);
        addPaths(table, 1);
    }

    private void dropTable(long index) throws IOException {
        long table = pending.tableOffset(index);
        if (table == 0) {
            return;
        }
        setL1(index, 0);
        leaveTable(table);
    }

    private void leaveTable(long table) throws IOException {
        if (isOwn(table)) {
            countClusters(table, -1);
        } else {
            addPaths(table, -1);
        }
        refcounts.add(table >> geometry.clusterBits(), -1);
    }

    private void addPaths(long table, long change) throws IOException {
        paths.merge(table, change, (before, now) -> before + now == 0 ? null : before + now);
        if (paths.size() > MAX_PATHS) {
            countPaths();
        }
    }

    /** Counts the clusters of tables that have more paths, or fewer, than before. */
    void countPaths() throws IOException {
        // More first, so that no count is below 0 in between.
        for (int sign = 1; sign >= -1; sign -= 2) {
            for (Map.Entry<Long, Long> path : paths.entrySet()) {
                if (Long.signum(path.getValue()) == sign) {
                    recount(path.getKey());
                    countClusters(path.getKey(), path.getValue());
                }
            }
        }
        paths.clear();
    }

    private void countClusters(long table, long change) throws IOException {
        for (long at = table; at < table + geometry.clusterSize(); at += pages.pageSize()) {
            ByteBuffer page = pages.page(at);
            for (int i = 0; i < pages.pageSize(); i += geometry.entrySize()) {
                long entry = page.getLong(i);
                if (entry != 0) {
                    use(entry, change);
                }
            }
        }
        countRuns();
    }

    private long ownTable(long index) throws IOException {
        if (index != latestIndex) {
            latestTable = copiedTable(index);
            latestIndex = index;
        }
        return latestTable;
    }

    private long copiedTable(long index) throws IOException {
        long before = pending.tableOffset(index);
        if (before != 0 && isOwn(before)) {
            return before;
        }
        Long waiting = before == 0 ? null : paths.remove(before);
        if (waiting != null) {
            // The copy takes over one path as the clusters count it, so they have to count it now.
            recount(before);
            countClusters(before, waiting);
        }
        long cluster = allocator.takeRun(1, refcounts);
        long table = cluster << geometry.clusterBits();
        if (before == 0) {
            pages.zero(table, geometry.clusterSize());
        } else {
            pages.copy(before, table, geometry.clusterSize());
        }
        refcounts.add(cluster, 1);
        setL1(index, table);
        if (before != 0) {
            refcounts.add(before >> geometry.clusterBits(), -1);
        }
        flag(index);
        return table;
    }

    private void flag(long index) {
        flagged.set(ByteSize.toInt(index));
    }

    private void setL1(long index, long entry) throws IOException {
        latestIndex = -1;
        ownL1(pending.l1Entries());
        pages.put(pending.l1Offset() + index * 8, entry);
        adopted.set(ByteSize.toInt(index));
    }

    private void ownL1(long entries) throws IOException {
        if (hasOwnL1 && entries <= l1Capacity) {
            for (long index = pending.l1Entries(); index < entries; index++) {
                pages.put(pending.l1Offset() + index * 8, 0);
            }
            return;
        }
        long clusters = l1Clusters(entries);
        long cluster = clusters == 0 ? 0 : allocator.takeRun(clusters, refcounts);
        long offset = cluster << geometry.clusterBits();
        pages.zero(offset, clusters << geometry.clusterBits());
        long kept = Math.min(entries, pending.l1Entries());
        if (kept > 0) {
            pages.copy(pending.l1Offset(), offset, ByteSize.ceil(kept * 8, pages.pageSize()));
        }
        refcounts.add(cluster, clusters, 1);
        leaveL1(hasOwnL1 ? l1Capacity : committed.l1Entries(), pending.l1Offset());
        hasOwnL1 = true;
        l1Capacity = clusters << geometry.clusterBits() - 3;
        pending = mapping(offset, entries);
        for (long index = kept; index < ByteSize.ceil(kept, pages.pageSize() / 8); index++) {
            pages.put(offset + index * 8, 0);
        }
    }

    /** Gives back the clusters of an L1 table. */
    void leaveL1(long entries, long offset) throws IOException {
        refcounts.add(offset >> geometry.clusterBits(), l1Clusters(entries), -1);
    }

    /**
     * Makes the COPIED flags of the tables that changed true: set where the count is exactly 1.
     *
     * @return whether a cluster of the disk is used more than once
     */
    boolean setFlags() throws IOException {
        boolean shared = false;
        for (int index = adopted.nextSetBit(0); index >= 0; index = adopted.nextSetBit(index + 1)) {
            if (index < pending.l1Entries() && recounted.contains(pending.tableOffset(index))) {
                flag(index);
            }
        }
        for (int index = flagged.nextSetBit(0); index >= 0; index = flagged.nextSetBit(index + 1)) {
            long table = pending.tableOffset(index);
            if (table != 0 && !geometry.dataFile()) {
                shared |= setFlags(index, table);
            }
        }
        adopted.or(flagged);
        for (int index = adopted.nextSetBit(0); index >= 0; index = adopted.nextSetBit(index + 1)) {
            if (index >= pending.l1Entries()) {
                break;
            }
            long table = pending.tableOffset(index);
            if (table != 0) {
                long count = refcounts.get(table >> geometry.clusterBits());
                shared |= count > 1;
                long flag = count == 1 ? Geometry.COPIED : 0;
                if ((pending.l1Entry(index) & Geometry.COPIED) != flag) {
                    setL1(index, table | flag);
                }
            }
        }
        return shared;
    }

    private boolean setFlags(long index, long wholeTable) throws IOException {
        boolean shared = false;
        long table = wholeTable;
        for (long at = 0; at < geometry.clusterSize(); at += pages.pageSize()) {
            ByteBuffer page = pages.page(table + at);
            for (int i = 0; i < pages.pageSize(); i += geometry.entrySize()) {
                long entry = page.getLong(i);
                if ((entry & Geometry.COMPRESSED) != 0 || Geometry.offset(entry) == 0) {
                    continue;
                }
                long count = refcounts.get(Geometry.offset(entry) >> geometry.clusterBits());
                shared |= count > 1;
                long flag = count == 1 ? Geometry.COPIED : 0;
                if ((entry & Geometry.COPIED) != flag) {
                    table = ownTable(index);
                    page = pages.pageToChange(table + at);
                    page.putLong(i, entry & ~Geometry.COPIED | flag);
                }
            }
        }
        return shared;
    }
}
