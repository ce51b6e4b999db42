package org.platter.image.qcow2;

import java.io.IOException;
import org.platter.base.ByteSize;

/**
 * The L1 table as an update is going to have it (specification, "Cluster mapping"): the one that the header
 * reaches until its first change, then one in clusters of the update's own.
 */
final class L1Table {

    private final Geometry geometry;
    private final Pages pages;
    private final Refcounts refcounts;
    private final Allocator allocator;
    private final String name;
    private final Mapping committed;

    private Mapping pending;
    /** Entries that the clusters of the own table have room for. */
    private long capacity;
    private boolean isOwn;

    L1Table(Qcow2Header header, Geometry geometry, Pages pages, Refcounts refcounts, Allocator allocator,
            String name) {
        this.geometry = geometry;
        this.pages = pages;
        this.refcounts = refcounts;
        this.allocator = allocator;
        this.name = name;
        this.committed = mapping(header.l1Offset(), header.l1Entries());
        this.pending = committed;
        this.capacity = header.l1Entries();
    }

    /** Returns the mapping through an L1 table of the image. */
    Mapping mapping(long l1Offset, long l1Entries) {
        return new Mapping(geometry, pages, l1Offset, l1Entries, name);
    }

    /** Returns what the guest is going to see. */
    Mapping pending() {
        return pending;
    }

    /** Returns what the header reaches. */
    Mapping committed() {
        return committed;
    }

    /** Returns the number of entries that the table is going to have. */
    long entries() {
        return pending.l1Entries();
    }

    /** Makes the table longer, with entries of 0, or shorter; it takes up no more clusters than it needs. */
    void resize(long entries) throws IOException {
        restart(entries);
        long kept = clusters(entries);
        long clusters = clusters(capacity);
        refcounts.add((pending.l1Offset() >> geometry.clusterBits()) + kept, clusters - kept, -1);
        capacity = kept << geometry.clusterBits() - 3;
    }

    /** Makes the table longer, with entries of 0, or shorter; its clusters stay, to be filled again. */
    void restart(long entries) throws IOException {
        own(entries);
        pending = mapping(pending.l1Offset(), entries);
    }

    /** Replaces an entry, flags included. */
    void set(long index, long entry) throws IOException {
        own(pending.l1Entries());
        pages.put(pending.l1Offset() + index * 8, entry);
    }

    /** Gives back the clusters of an L1 table of the image. */
    void leave(long entries, long offset) throws IOException {
        refcounts.add(offset >> geometry.clusterBits(), clusters(entries), -1);
    }

    private void own(long entries) throws IOException {
        if (isOwn && entries <= capacity) {
            for (long index = pending.l1Entries(); index < entries; index++) {
                pages.put(pending.l1Offset() + index * 8, 0);
            }
            return;
        }
        long clusters = clusters(entries);
        long cluster = clusters == 0 ? 0 : allocator.takeRun(clusters, refcounts);
        long offset = cluster << geometry.clusterBits();
        pages.zero(offset, clusters << geometry.clusterBits());
        long kept = Math.min(entries, pending.l1Entries());
        if (kept > 0) {
            pages.copy(pending.l1Offset(), offset, ByteSize.ceil(kept * 8, pages.pageSize()));
        }
        refcounts.add(cluster, clusters, 1);
        leave(isOwn ? capacity : committed.l1Entries(), pending.l1Offset());
        isOwn = true;
        capacity = clusters << geometry.clusterBits() - 3;
        pending = mapping(offset, entries);
        for (long index = kept; index < ByteSize.ceil(kept, pages.pageSize() / 8); index++) {
            pages.put(offset + index * 8, 0);
        }
    }

    private long clusters(long entries) {
        return ByteSize.ceil(entries * 8, geometry.clusterSize()) >> geometry.clusterBits();
    }
}
