package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.platter.base.ByteSize;

/**
 * The L2 tables as an update is going to have them (specification, "Cluster mapping"). A table that the
 * header reaches is copied before its first change. COPIED flags are set at the end, when it is known what is
 * used how often.
 */
final class L2Tables {

    private final Geometry geometry;
    private final Pages pages;
    private final Refcounts refcounts;
    private final Allocator allocator;
    private final String name;
    private final L1Table l1;
    private final PathCounts counts;
    /** L1 indices whose table may hold flags that are not true any more. */
    private final BitSet flagged = new BitSet();
    private boolean isSharing;
    /** L1 indices that lead to another table than before, or whose table others lead to. */
    private final BitSet adopted = new BitSet();
    /** The table of this update that was changed latest, by its L1 index. */
    private long latestIndex = -1;
    private long latestTable;
    /** Bytes of the disk, as it was or is going to be, the larger of the two; behind that tables are empty. */
    private long largest;

    L2Tables(Qcow2Header header, Geometry geometry, Pages pages, Refcounts refcounts, Allocator allocator,
            String name) {
        this.geometry = geometry;
        this.pages = pages;
        this.refcounts = refcounts;
        this.allocator = allocator;
        this.name = name;
        this.l1 = new L1Table(header, geometry, pages, refcounts, allocator, name);
        this.counts = new PathCounts(geometry, pages, refcounts);
        this.largest = header.size();
    }

    /** Returns the table that leads to these. */
    L1Table l1() {
        return l1;
    }

    /** Returns what counts the clusters that these lead to. */
    PathCounts counts() {
        return counts;
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
        for (long index = wanted; index < l1.entries(); index++) {
            dropTable(index);
        }
        if (wanted != l1.entries()) {
            l1.resize(wanted);
        }
        largest = Math.max(largest, size);
    }

    /** Replaces the L1 table by another one of the image, which keeps its tables. */
    void adopt(Mapping other, long entries) throws IOException {
        for (long index = 0; index < l1.entries(); index++) {
            dropTable(index);
        }
        l1.restart(entries);
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
                counts.leaveTable(table);
            }
        }
    }

    /** Counts the paths of a second L1 table with the same entries as the committed one. */
    void countCommittedAgain(long entries) throws IOException {
        for (long index = 0; index < entries; index++) {
            long table = l1.committed().tableOffset(index);
            if (table != 0) {
                counts.adoptTable(table);
            }
        }
        flagAll();
    }

    void flagAll() {
        flagged.set(0, ByteSize.toInt(l1.entries()));
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
            long fromTable = l1.committed().tableOffset(from / perTable);
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
                counts.recount(fromTable);
            }
            done += run;
        }
        counts.countRuns();
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
        long table = l1.pending().tableOffset(cluster / geometry.l2Entries());
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
        counts.countRuns();
    }

    /** Lets clusters of the guest lie in a row of clusters of the file that are counted already. */
    void place(long cluster, long clusters, long hostOffset) throws IOException {
        for (long i = 0; i < clusters; i++) {
            set(cluster + i, hostOffset + (i << geometry.clusterBits()),
                    geometry.extended() ? 0xffffffffL : 0, 0);
        }
        counts.countRuns();
    }

    /** Lets a cluster of the guest be compressed bytes, which are counted with it. */
    void placeCompressed(long cluster, long hostOffset, int length) throws IOException {
        set(cluster, geometry.compressedEntry(hostOffset, length), 0, 1);
        counts.countRuns();
    }

    /** Lets clusters of the guest lie in the data file, where only one place can be. */
    void placeInDataFile(long cluster, long clusters) throws IOException {
        for (long at = cluster; at < cluster + clusters; at++) {
            set(at, at << geometry.clusterBits() | Geometry.COPIED, geometry.extended() ? 0xffffffffL : 0, 0);
        }
        counts.countRuns();
    }

    private void set(long cluster, long wanted, long bitmap, long count) throws IOException {
        long index = cluster / geometry.l2Entries();
        long inTable = cluster % geometry.l2Entries() * geometry.entrySize();
        long table = index == latestIndex ? latestTable : l1.pending().tableOffset(index);
        long before = table == 0 ? 0 : pages.get(table + inTable);
        long bitmapBefore = table == 0 || !geometry.extended() ? 0 : pages.get(table + inTable + 8);
        long entry = geometry.dataFile() ? wanted : wanted & ~Geometry.COPIED;
        if ((before & ~Geometry.COPIED) == entry && bitmapBefore == bitmap) {
            if (count == 0) {
                counts.countEntry(entry, -1); // it is there already, and was counted when it was placed
            }
            return;
        }
        if (count != 0) {
            counts.countEntry(entry, count);
        }
        table = ownTable(index);
        pages.put(table + inTable, entry);
        if (geometry.extended()) {
            pages.put(table + inTable + 8, bitmap);
        }
        counts.countEntry(before, -1);
    }

    private void adoptTable(long index, long table) throws IOException {
        setL1(index, table);
        counts.adoptTable(table);
    }

    private void dropTable(long index) throws IOException {
        long table = l1.pending().tableOffset(index);
        if (table == 0) {
            return;
        }
        setL1(index, 0);
        counts.leaveTable(table);
    }

    private long ownTable(long index) throws IOException {
        if (index != latestIndex) {
            latestTable = copiedTable(index);
            latestIndex = index;
        }
        return latestTable;
    }

    private long copiedTable(long index) throws IOException {
        long before = l1.pending().tableOffset(index);
        if (before != 0 && counts.isOwn(before)) {
            return before;
        }
        if (before != 0) {
            counts.settle(before);
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
        l1.set(index, entry);
        adopted.set(ByteSize.toInt(index));
    }

    /**
     * Makes the COPIED flags of the tables that changed true: set where the count is exactly 1.
     *
     * @return whether a cluster of the disk is used more than once
     */
    boolean setFlags() throws IOException {
        boolean shared = false;
        if (counts.isEachRecounted()) {
            flagAll();
        }
        for (int index = adopted.nextSetBit(0); index >= 0; index = adopted.nextSetBit(index + 1)) {
            if (index < l1.entries() && counts.isRecounted(l1.pending().tableOffset(index))) {
                flag(index);
            }
        }
        for (int index = flagged.nextSetBit(0); index >= 0; index = flagged.nextSetBit(index + 1)) {
            long table = l1.pending().tableOffset(index);
            if (table != 0 && !geometry.dataFile()) {
                shared |= setFlags(index, table);
            }
        }
        adopted.or(flagged);
        for (int index = adopted.nextSetBit(0); index >= 0; index = adopted.nextSetBit(index + 1)) {
            if (index >= l1.entries()) {
                break;
            }
            long table = l1.pending().tableOffset(index);
            if (table != 0) {
                long count = refcounts.get(table >> geometry.clusterBits());
                shared |= count > 1;
                long flag = count == 1 ? Geometry.COPIED : 0;
                if ((l1.pending().l1Entry(index) & Geometry.COPIED) != flag) {
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
