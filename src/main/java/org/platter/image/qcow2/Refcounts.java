package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.platter.base.ByteSize;

/**
 * How often each cluster of the file is used: as the header has it, and as one update is going to have it
 * (specification, "Host cluster management"). What changes goes to new blocks and a new table, which count
 * themselves; what does not change is shared with the old ones.
 */
final class Refcounts {

    /** Counts that do not fit are remembered apart until the update ends, since most shrink again. */
    private static final int MAX_EXCESSES = 1 << 18;

    private final Pages pages;
    private final RefcountFormat format;
    private final int clusterBits;
    private final String name;
    private final long committedTable;
    private final long committedEntries;
    private final Allocator allocator;

    private long table;
    private long entries;
    private boolean hasOwnTable;
    private boolean isAnew;
    private boolean isAnySingleNow;
    /** The blocks that were looked up latest, so that not every count asks the tables. */
    private long latestIndex = -1;
    private long latestBlock;
    private long latestCommittedIndex = -1;
    private long latestCommittedBlock;
    /** Indices of the blocks that this update has rewritten. */
    private final BitSet own = new BitSet();
    private final Map<Long, Long> excess = new HashMap<>();
    /** Clusters that this update took and gave back, first and the one behind the last. */
    private final TreeMap<Long, Long> abandoned = new TreeMap<>();

    Refcounts(Qcow2Header header, Pages pages, Allocator allocator, String name) {
        this.pages = pages;
        this.format = RefcountFormat.of(header);
        this.clusterBits = header.clusterBits();
        this.name = name;
        this.committedTable = header.refcountTableOffset();
        this.committedEntries = (long) header.refcountTableClusters() << clusterBits - 3;
        this.allocator = allocator;
        this.table = committedTable;
        this.entries = committedEntries;
    }

    /** Begins from nothing: every count is 0, and what the header reaches is not looked at. */
    void beginAnew() throws IOException {
        isAnew = true;
        entries = 0;
        growTable(1);
    }

    long table() {
        return table;
    }

    int tableClusters() {
        return ByteSize.toInt(entries >> clusterBits - 3);
    }

    /** The largest count that the image can hold. */
    long most() {
        return format.most();
    }

    /** Whether a count fell to 1. */
    boolean isAnySingleNow() {
        return isAnySingleNow;
    }

    /** The count that the header reaches; 0 is free. */
    long committed(long cluster) throws IOException {
        long index = cluster >> format.blockBits();
        return index < committedEntries && !isAnew ? count(block(committedTable, index), cluster) : 0;
    }

    /** The count as it is going to be. */
    long get(long cluster) throws IOException {
        long index = cluster >> format.blockBits();
        long count = index < entries ? count(block(table, index), cluster) : 0;
        return count == format.most() && !excess.isEmpty() ? count + excess.getOrDefault(cluster, 0L) : count;
    }

    /** Whether the cluster is used neither by what the header reaches nor by this update. */
    boolean isFree(long cluster) throws IOException {
        return get(cluster) == 0 && committed(cluster) == 0;
    }

    /** How many clusters from {@code cluster} on are free for the lack of a block that counts them. */
    long uncountedFrom(long cluster) throws IOException {
        long index = cluster >> format.blockBits();
        boolean counted = index < entries && block(table, index) != 0
                || index < committedEntries && !isAnew && block(committedTable, index) != 0;
        return counted ? 0 : (index + 1 << format.blockBits()) - cluster;
    }

    /** Adds {@code change} to the count of each of {@code clusters} clusters. */
    void add(long first, long clusters, long change) throws IOException {
        int perPage = pages.pageSize() * 8 >> format.order();
        for (long cluster = first; cluster < first + clusters;) {
            long block = ownBlock(cluster >> format.blockBits());
            ByteBuffer page = pages.pageToChange(block + offsetInBlock(cluster));
            int index = indexInPage(cluster);
            int end = (int) Math.min(perPage, index + (first + clusters - cluster));
            for (; index < end; index++, cluster++) {
                long count = format.get(page, index);
                long next = count + change;
                if (count == format.most() || next <= 0 || next > format.most()) {
                    add(cluster, change); // with all that may come of it, another page perhaps
                    cluster++;
                    break;
                }
                format.set(page, index, next);
                isAnySingleNow |= change < 0 && next == 1;
            }
        }
    }

    void add(long cluster, long change) throws IOException {
        long before = get(cluster);
        if (change > Long.MAX_VALUE - before) {
            throw new IOException(String.format("%s is damaged: the cluster at 0x%x has a refcount that "
                    + "cannot be; run “platter image check --repair all”.", name, cluster << clusterBits));
        }
        long count = before + change;
        if (count < 0) {
            throw new IOException(String.format("%s is damaged: the cluster at 0x%x is used more often "
                    + "than it is counted; run “platter image check --repair all”.", name,
                    cluster << clusterBits));
        }
        set(cluster, count);
        isAnySingleNow |= change < 0 && count == 1;
        if (count == 0 && committed(cluster) == 0) {
            pages.forget(cluster << clusterBits, 1L << clusterBits);
            allocator.give(cluster, 1);
            remember(cluster);
        }
    }

    void set(long cluster, long count) throws IOException {
        if (count > format.most()) {
            excess.put(cluster, count - format.most());
            if (excess.size() > MAX_EXCESSES) {
                throw tooOften(cluster);
            }
        } else if (!excess.isEmpty()) {
            excess.remove(cluster);
        }
        long block = ownBlock(cluster >> format.blockBits());
        long at = block + offsetInBlock(cluster);
        format.set(pages.pageToChange(at), indexInPage(cluster), Math.min(count, format.most()));
    }

    /** Fails if a cluster is used more often than this image can count. */
    void checkWidth() throws IOException {
        if (!excess.isEmpty()) {
            throw tooOften(excess.keySet().iterator().next());
        }
    }

    private IOException tooOften(long cluster) {
        return new IOException(String.format("%s counts in %d bits, so the cluster at 0x%x cannot be used "
                + "%d times; convert it to an image with wider refcounts.", name, 1 << format.order(),
                cluster << clusterBits, format.most() + excess.get(cluster)));
    }

    /** Tells all clusters that the header reaches and this update does not, once it is complete. */
    TreeMap<Long, Long> freed() throws IOException {
        TreeMap<Long, Long> freed = new TreeMap<>();
        int perPage = pages.pageSize() * 8 >> format.order();
        for (int index = own.nextSetBit(0); index >= 0; index = own.nextSetBit(index + 1)) {
            long before = index < committedEntries && !isAnew ? block(committedTable, index) : 0;
            if (before == 0) {
                continue;
            }
            long after = block(table, index);
            long first = (long) index << format.blockBits();
            for (long at = 0; at < 1L << clusterBits; at += pages.pageSize(), first += perPage) {
                ByteBuffer old = pages.page(before + at);
                ByteBuffer now = pages.page(after + at);
                if (old.equals(now)) {
                    continue;
                }
                for (int i = 0; i < perPage; i++) {
                    if (format.get(now, i) == 0 && format.get(old, i) != 0) {
                        Allocator.join(freed, first + i, first + i + 1);
                    }
                }
            }
        }
        return freed;
    }

    /** Clusters that this update wrote to and then left; some may be in use again. */
    TreeMap<Long, Long> abandoned() {
        return abandoned;
    }

    private void remember(long cluster) {
        Allocator.join(abandoned, cluster, cluster + 1);
        if (abandoned.size() > Allocator.MAX_RANGES) {
            abandoned.pollFirstEntry();
        }
    }

    private long count(long block, long cluster) throws IOException {
        return block == 0 ? 0 : format.get(pages.page(block + offsetInBlock(cluster)), indexInPage(cluster));
    }

    private long offsetInBlock(long cluster) {
        long index = cluster & (1L << format.blockBits()) - 1;
        return (index << format.order() >> 3) & -(long) pages.pageSize();
    }

    private int indexInPage(long cluster) {
        return (int) cluster & (pages.pageSize() * 8 >> format.order()) - 1;
    }

    private long block(long ofTable, long index) throws IOException {
        if (ofTable == table) {
            if (index != latestIndex) {
                latestBlock = blockInTable(table, index);
                latestIndex = index;
            }
            return latestBlock;
        }
        if (index != latestCommittedIndex) {
            latestCommittedBlock = blockInTable(ofTable, index);
            latestCommittedIndex = index;
        }
        return latestCommittedBlock;
    }

    private long blockInTable(long ofTable, long index) throws IOException {
        long block = pages.get(ofTable + index * 8) & RefcountFormat.OFFSET;
        if ((block & (1L << clusterBits) - 1) != 0 || block < 0) {
            throw new IOException(String.format("%s is damaged: refcount block %d is said to lie at 0x%x; "
                    + "run “platter image check --repair all”.", name, index, block));
        }
        return block;
    }

    /** Returns a block that only this update reaches, a copy of the old one. */
    private long ownBlock(long index) throws IOException {
        if (index < entries && own.get(ByteSize.toInt(index))) {
            return block(table, index);
        }
        growTable(index + 1);
        long before = block(table, index);
        long cluster = allocator.takeRun(1, this);
        long block = cluster << clusterBits;
        if (before == 0) {
            pages.zero(block, 1L << clusterBits);
        } else {
            pages.copy(before, block, 1L << clusterBits);
        }
        // The table first: the new block may count itself.
        pages.put(table + index * 8, block);
        latestIndex = -1;
        own.set(ByteSize.toInt(index));
        add(cluster, 1);
        if (before != 0) {
            add(before >> clusterBits, -1);
        }
        return block;
    }

    private void growTable(long needed) throws IOException {
        if (hasOwnTable && needed <= entries) {
            return;
        }
        long before = table;
        long beforeEntries = entries;
        boolean counted = entries > 0;
        long wanted = needed <= entries ? entries : Math.max(needed + needed / 2, 1);
        long clusters = ByteSize.ceil(Math.max(wanted, 1) * 8, 1L << clusterBits) >> clusterBits;
        if (clusters << clusterBits > HeaderReader.MAX_REFCOUNT_TABLE_BYTES) {
            clusters = HeaderReader.MAX_REFCOUNT_TABLE_BYTES >> clusterBits;
            if (needed > clusters << clusterBits - 3) {
                throw new IOException(name + " cannot grow beyond " + ByteSize.format(
                        entries << format.blockBits() + clusterBits) + " with clusters of "
                        + ByteSize.format(1L << clusterBits) + "; convert it to one with larger clusters.");
            }
        }
        long cluster = allocator.takeRun(clusters, this);
        table = cluster << clusterBits;
        latestIndex = -1;
        entries = clusters << clusterBits - 3;
        pages.zero(table, clusters << clusterBits);
        if (counted) {
            pages.copy(before, table, ByteSize.ceil(beforeEntries * 8, pages.pageSize()));
        }
        hasOwnTable = true;
        latestIndex = -1;
        add(cluster, clusters, 1);
        if (counted) {
            add(before >> clusterBits, beforeEntries >> clusterBits - 3, -1);
        }
    }
}
