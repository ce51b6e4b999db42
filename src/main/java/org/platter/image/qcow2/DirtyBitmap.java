package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.image.capability.BitmapStore;
import org.platter.image.capability.Shown;

/**
 * One bitmap as an update is going to have it (specification, "Bitmap table" and "Bitmap data"). A table or a
 * cluster of bits that the header reaches is copied before its first change.
 */
final class DirtyBitmap {

    /** An entry without an offset says by this bit that all bits of its cluster are set. */
    private static final long ALL_ONES = 1;

    private final BitmapEntry entry;
    private final Geometry geometry;
    private final Pages pages;
    private final Refcounts refcounts;
    private final Allocator allocator;
    private final long bitsPerCluster;
    private long table;
    private int entries;
    private int flags;
    private long size;

    /** @param size bytes of the disk */
    DirtyBitmap(BitmapEntry entry, long size, Geometry geometry, Pages pages, Refcounts refcounts,
            Allocator allocator) {
        this.entry = entry;
        this.size = size;
        this.geometry = geometry;
        this.pages = pages;
        this.refcounts = refcounts;
        this.allocator = allocator;
        this.bitsPerCluster = geometry.clusterSize() * 8;
        this.table = entry.tableOffset();
        this.entries = entry.tableEntries();
        this.flags = entry.flags();
    }

    /** Returns a new bitmap without a bit set. */
    static DirtyBitmap create(byte[] name, int granularityBits, long size, Geometry geometry, Pages pages,
            Refcounts refcounts, Allocator allocator) throws IOException {
        DirtyBitmap bitmap = new DirtyBitmap(new BitmapEntry(0, 0, BitmapEntry.AUTO,
                BitmapEntry.DIRTY_TRACKING, granularityBits, name, new byte[0]), size, geometry, pages,
                refcounts, allocator);
        bitmap.moveTable(ByteSize.toInt(BitmapEntry.tableEntries(size, granularityBits,
                (int) geometry.clusterSize())));
        return bitmap;
    }

    String name() {
        return entry.nameText();
    }

    /** Returns the entry of the directory as it is to be. */
    BitmapEntry entry() {
        return entry.with(table, entries, flags);
    }

    boolean isUsable() {
        return entry().isUsable(size, (int) geometry.clusterSize());
    }

    void setEnabled(boolean enabled) {
        flags = enabled ? flags | BitmapEntry.AUTO : flags & ~BitmapEntry.AUTO;
    }

    /** Lets nobody believe the bits any more. */
    void spoil() {
        flags |= BitmapEntry.IN_USE;
    }

    /** Sets the bits of a range of the disk; returns whether one was not set before. */
    boolean mark(ByteRange range) throws IOException {
        long end = BitmapEntry.bits(Math.min(range.end(), size), entry.granularityBits());
        boolean changed = false;
        for (long bit = range.start() >> entry.granularityBits(); bit < end;) {
            long index = bit / bitsPerCluster;
            long stop = Math.min(end, (index + 1) * bitsPerCluster);
            long bits = Math.min(BitmapEntry.bits(size, entry.granularityBits()) - index * bitsPerCluster,
                    bitsPerCluster);
            changed |= bit % bitsPerCluster == 0 && stop - bit == bits ? fill(index)
                    : setBits(index, bit % bitsPerCluster, stop - index * bitsPerCluster);
            bit = stop;
        }
        return changed;
    }

    /** Returns how many clusters are new where these parts change of a disk of {@code newSize} bytes. */
    long clustersFor(RangeSet changed, long newSize) throws IOException {
        int wanted = ByteSize.toInt(BitmapEntry.tableEntries(newSize, entry.granularityBits(),
                (int) geometry.clusterSize()));
        boolean isTableNew = wanted != entries;
        long last = BitmapEntry.bits(Math.min(size, newSize), entry.granularityBits());
        long cut = newSize != size && last % bitsPerCluster > 0 && tableEntry(last / bitsPerCluster) != 0
                ? last / bitsPerCluster : -1; // resize() copies it
        long clusters = cut < 0 ? 0 : 1;
        long counted = -1;
        long all = BitmapEntry.bits(newSize, entry.granularityBits());
        for (ByteRange range : changed) {
            long end = BitmapEntry.bits(Math.min(range.end(), newSize), entry.granularityBits());
            for (long bit = range.start() >> entry.granularityBits(); bit < end;) {
                long index = bit / bitsPerCluster;
                long first = index * bitsPerCluster;
                long stop = Math.min(end, first + bitsPerCluster);
                boolean isWhole = bit == first && stop == Math.min(all, first + bitsPerCluster);
                long before = index < entries ? tableEntry(index) : 0;
                if (before != ALL_ONES
                        && (isWhole || before == 0 || !isSet(before, bit - first, stop - first))) {
                    isTableNew = true;
                    clusters += isWhole || counted == index || cut == index ? 0 : 1;
                    counted = index;
                }
                bit = stop;
            }
        }
        return clusters + (isTableNew ? tableClusters(wanted) : 0);
    }

    private boolean fill(long index) throws IOException {
        long before = tableEntry(index);
        if (before == ALL_ONES) {
            return false;
        }
        putEntry(index, ALL_ONES);
        leave(before);
        return true;
    }

    private boolean setBits(long index, long from, long to) throws IOException {
        long before = tableEntry(index);
        if (before == ALL_ONES || before != 0 && isSet(before, from, to)) {
            return false;
        }
        long cluster = ownCluster(index, before);
        change(cluster, from, to, true);
        return true;
    }

    private boolean isSet(long cluster, long from, long to) throws IOException {
        for (long bit = from; bit < to;) {
            ByteBuffer page = pages.page(cluster + (bit >> 3) & -8L);
            int at = pages.index(cluster + (bit >> 3));
            if (bit % 8 == 0 && to - bit >= 8) {
                if (page.get(at) != -1) {
                    return false;
                }
                bit += 8;
            } else if ((page.get(at) >> (bit & 7) & 1) == 0) {
                return false;
            } else {
                bit++;
            }
        }
        return true;
    }

    private void change(long cluster, long from, long to, boolean set) throws IOException {
        for (long bit = from; bit < to;) {
            ByteBuffer page = pages.pageToChange(cluster + (bit >> 3));
            int at = pages.index(cluster + (bit >> 3));
            if (bit % 8 == 0 && to - bit >= 8) {
                page.put(at, (byte) (set ? -1 : 0));
                bit += 8;
            } else {
                int mask = 1 << (bit & 7);
                page.put(at, (byte) (set ? page.get(at) | mask : page.get(at) & ~mask));
                bit++;
            }
        }
    }

    /** Returns a cluster for the bits of a table entry that only this update reaches, with the same bits. */
    private long ownCluster(long index, long before) throws IOException {
        if (before != ALL_ONES && before != 0 && isOwn(before)) {
            return before;
        }
        long taken = allocator.takeRun(1, refcounts);
        long cluster = taken << geometry.clusterBits();
        if (before == 0 || before == ALL_ONES) {
            pages.zero(cluster, geometry.clusterSize());
        } else {
            pages.copy(before, cluster, geometry.clusterSize());
        }
        refcounts.add(taken, 1);
        putEntry(index, cluster);
        if (before == ALL_ONES) {
            change(cluster, 0, bitsPerCluster, true);
        } else {
            leave(before);
        }
        return cluster;
    }

    private boolean isOwn(long hostOffset) throws IOException {
        return refcounts.committed(hostOffset >> geometry.clusterBits()) == 0;
    }

    private long tableEntry(long index) throws IOException {
        return pages.get(table + index * 8);
    }

    private void putEntry(long index, long value) throws IOException {
        if (!isOwn(table)) {
            moveTable(entries);
        }
        pages.put(table + index * 8, value);
    }

    /** Gives back the cluster of a table entry, where there is one. */
    private void leave(long tableEntry) throws IOException {
        if (Geometry.offset(tableEntry) != 0) {
            refcounts.add(Geometry.offset(tableEntry) >> geometry.clusterBits(), -1);
        }
    }

    /** Copies the table to a new place, where it has {@code wanted} entries. */
    private void moveTable(int wanted) throws IOException {
        long clusters = tableClusters(wanted);
        long taken = allocator.takeRun(clusters, refcounts);
        long place = taken << geometry.clusterBits();
        pages.zero(place, clusters << geometry.clusterBits());
        refcounts.add(taken, clusters, 1);
        for (long index = 0; index < Math.min(entries, wanted); index++) {
            long value = tableEntry(index);
            if (value != 0) {
                pages.put(place + index * 8, value);
            }
        }
        leaveTable();
        table = place;
        entries = wanted;
    }

    private void leaveTable() throws IOException {
        if (entries > 0) {
            refcounts.add(table >> geometry.clusterBits(), tableClusters(entries), -1);
        }
    }

    private long tableClusters(int ofEntries) {
        return ByteSize.ceil(ofEntries * 8L, geometry.clusterSize()) >> geometry.clusterBits();
    }

    /** Clears all bits. */
    void clear() throws IOException {
        for (long index = 0; index < entries; index++) {
            long before = tableEntry(index);
            if (before != 0) {
                putEntry(index, 0);
                leave(before);
            }
        }
    }

    /** Gives back all that the bitmap uses. */
    void leave() throws IOException {
        for (long index = 0; index < entries; index++) {
            leave(tableEntry(index));
        }
        leaveTable();
    }

    /** Makes the bitmap one of a disk of another size; bits that come to it are not set (as QEMU has it). */
    void resize(long newSize) throws IOException {
        int wanted = ByteSize.toInt(BitmapEntry.tableEntries(newSize, entry.granularityBits(),
                (int) geometry.clusterSize()));
        long bits = BitmapEntry.bits(Math.min(size, newSize), entry.granularityBits());
        for (long index = wanted; index < entries; index++) {
            leave(tableEntry(index));
        }
        long rest = bits % bitsPerCluster;
        long last = bits / bitsPerCluster;
        if (rest > 0 && tableEntry(last) != 0) {
            change(ownCluster(last, tableEntry(last)), rest, bitsPerCluster, false);
        }
        if (wanted != entries) {
            moveTable(wanted);
        }
        size = newSize;
    }

    /**
     * Tells which ranges of the disk have their bits set, in ascending order.
     *
     * @throws IOException if the table is not in the file, or cannot be one
     */
    void forEachSet(BitmapStore.Sink sink) throws IOException {
        long bits = BitmapEntry.bits(size, entry.granularityBits());
        long start = -1;
        for (long bit = 0; bit < bits;) {
            long value = checkedEntry(bit / bitsPerCluster);
            long known = bitsPerCluster; // bits that are alike
            boolean set = value == ALL_ONES;
            if (value > ALL_ONES) {
                long word = pages.get(value + (bit % bitsPerCluster >> 3 & -8));
                known = bit % 64 == 0 && (word == 0 || word == -1) ? 64 : 1;
                set = (word >> 56 - (bit & 56) + (bit & 7) & 1) != 0;
            }
            if (set && start < 0) {
                start = bit;
            } else if (!set && start >= 0) {
                sink.accept(bytes(start, bit));
                start = -1;
            }
            bit = Math.min(bits, bit + known);
        }
        if (start >= 0) {
            sink.accept(bytes(start, bits));
        }
    }

    private long checkedEntry(long index) throws IOException {
        long value = tableEntry(index);
        if (value != ALL_ONES && (Geometry.offset(value) != value || value % geometry.clusterSize() != 0)) {
            throw new IOException(String.format("An entry of bitmap “%s” (0x%x) cannot be.",
                    Shown.of(name()), value));
        }
        return value;
    }

    private ByteRange bytes(long fromBit, long toBit) {
        return new ByteRange(fromBit << entry.granularityBits(),
                Math.min(size, toBit << entry.granularityBits()));
    }
}
