package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.platter.image.Span;

/**
 * Where the bytes of one disk lie: the active one of an image, or that of a snapshot. It keeps nothing of its
 * own, so that it shows what the pages show.
 */
final class Mapping {

    /**
     * Bytes of the guest's disk that are kept in one way, one after the other.
     *
     * @param start on the guest's disk
     * @param hostOffset of data, the place of the byte at {@code start}
     * @param entry the L2 entry, where it is one compressed cluster, from whose start on it is seen
     */
    record Run(Span.Kind kind, long start, long end, long hostOffset, long entry) {}

    private final Geometry geometry;
    private final Pages pages;
    private final long l1Offset;
    private final long l1Entries;
    private final String name;

    Mapping(Geometry geometry, Pages pages, long l1Offset, long l1Entries, String name) {
        this.geometry = geometry;
        this.pages = pages;
        this.l1Offset = l1Offset;
        this.l1Entries = l1Entries;
        this.name = name;
    }

    long l1Offset() {
        return l1Offset;
    }

    long l1Entries() {
        return l1Entries;
    }

    /** Returns the L1 entry as it is; 0 behind the table. */
    long l1Entry(long index) throws IOException {
        return index < l1Entries ? pages.get(l1Offset + index * 8) : 0;
    }

    /**
     * Returns where the L2 table of an L1 entry begins, 0 for none.
     *
     * @throws IOException one sentence, if the entry is damaged
     */
    long tableOffset(long l1Index) throws IOException {
        long entry = l1Entry(l1Index);
        if (geometry.l1Problem(entry).isPresent()) {
            throw new IOException(String.format("%s is damaged: entry %d of an L1 table (0x%x) %s.", name,
                    l1Index, entry, geometry.l1Problem(entry).get()));
        }
        return Geometry.offset(entry);
    }

    /** Returns the first word of the L2 entry as it is; 0 where there is no table. */
    long entry(long guestOffset) throws IOException {
        long table = tableOffset(geometry.l1Index(guestOffset));
        return table == 0 ? 0
                : pages.get(table + (long) geometry.l2Index(guestOffset) * geometry.entrySize());
    }

    /** Returns the second word of an extended L2 entry; 0 where there is no table or no second word. */
    long bitmap(long guestOffset) throws IOException {
        long table = geometry.extended() ? tableOffset(geometry.l1Index(guestOffset)) : 0;
        return table == 0 ? 0 : pages.get(table + geometry.l2Index(guestOffset) * 16L + 8);
    }

    /**
     * Returns the run from {@code guestOffset} on, which ends at {@code limit} at the latest. It is as long
     * as it can be within one L2 table, and longer where there are no tables.
     *
     * @throws IOException one sentence, if a table is damaged or not in the file
     */
    Run run(long guestOffset, long limit) throws IOException {
        long index = geometry.l1Index(guestOffset);
        long table = tableOffset(index);
        if (table == 0) {
            long last = geometry.l1Index(limit - 1);
            do {
                index++;
            } while (index <= last && l1Entry(index) == 0);
            long end = index > last ? limit : Math.min(limit, index << geometry.tableBits());
            return new Run(Span.Kind.UNALLOCATED, guestOffset, end, 0, 0);
        }
        long end = Math.min(limit, (guestOffset | (1L << geometry.tableBits()) - 1) + 1);
        return geometry.extended() ? subclusterRun(table, guestOffset, end)
                : clusterRun(table, guestOffset, end);
    }

    private Run clusterRun(long table, long start, long end) throws IOException {
        long cluster = start & -geometry.clusterSize();
        long entryOffset = table + geometry.l2Index(start) * 8L;
        ByteBuffer page = pages.page(entryOffset);
        long first = page.getLong(pages.index(entryOffset));
        Span.Kind kind = kind(first, 0, cluster);
        long hostOffset = Geometry.offset(first);
        long at = cluster + geometry.clusterSize();
        if (kind == Span.Kind.COMPRESSED) {
            return new Run(kind, start, Math.min(end, at), 0, first);
        }
        while (at < end) {
            entryOffset += 8;
            if (pages.index(entryOffset) == 0 || pages.index(entryOffset) + 8 > page.limit()) {
                page = pages.page(entryOffset); // the next one, or the news that the file ends here
            }
            long entry = page.getLong(pages.index(entryOffset));
            // Compared as it is first: the entry of the next cluster of the same run needs no closer look.
            if (kind == Span.Kind.DATA
                    ? Geometry.offset(entry) != hostOffset + (at - cluster) || kind(entry, 0, at) != kind
                    : entry != first && kind(entry, 0, at) != kind) {
                break;
            }
            at += geometry.clusterSize();
        }
        return new Run(kind, start, Math.min(end, at), hostOffset + (start - cluster), 0);
    }

    private Run subclusterRun(long table, long start, long end) throws IOException {
        Run run = null;
        for (long at = start; at < end;) {
            long cluster = at & -geometry.clusterSize();
            long entryOffset = table + geometry.l2Index(at) * 16L;
            long entry = pages.get(entryOffset);
            long bitmap = pages.get(entryOffset + 8);
            Span.Kind kind = kind(entry, bitmap, cluster);
            long stop = cluster + geometry.clusterSize();
            if (kind != Span.Kind.COMPRESSED) {
                int subcluster = (int) ((at - cluster) / geometry.subclusterSize());
                int state = state(bitmap, subcluster);
                kind = state == 2 ? Span.Kind.ZERO : state == 1 ? Span.Kind.DATA : Span.Kind.UNALLOCATED;
                int next = subcluster + 1;
                while (next < Geometry.SUBCLUSTERS && state(bitmap, next) == state) {
                    next++;
                }
                stop = cluster + next * geometry.subclusterSize();
            }
            long hostOffset = kind == Span.Kind.DATA ? Geometry.offset(entry) + (at - cluster) : 0;
            stop = Math.min(stop, end);
            if (run == null) {
                run = new Run(kind, at, stop, hostOffset, kind == Span.Kind.COMPRESSED ? entry : 0);
            } else if (kind == run.kind && kind != Span.Kind.COMPRESSED
                    && (kind != Span.Kind.DATA || hostOffset == run.hostOffset + (at - run.start))) {
                run = new Run(kind, run.start, stop, run.hostOffset, 0);
            } else {
                return run;
            }
            at = stop;
        }
        return run;
    }

    /** Bit 0: data, bit 1: zero. */
    private static int state(long bitmap, int subcluster) {
        return (int) (bitmap >>> subcluster & 1 | (bitmap >>> subcluster + 32 & 1) << 1);
    }

    private Span.Kind kind(long entry, long bitmap, long guestOffset) throws IOException {
        if (geometry.l2Problem(entry, bitmap).isPresent()) {
            throw new IOException(String.format("%s is damaged: the entry of the cluster at 0x%x (0x%x) %s.",
                    name, guestOffset, entry, geometry.l2Problem(entry, bitmap).get()));
        }
        Geometry.Kind kind = geometry.kind(entry);
        if (kind == Geometry.Kind.DATA && geometry.dataFile() && Geometry.offset(entry) != guestOffset) {
            throw new IOException(String.format("%s is damaged: the cluster at 0x%x is said to lie at 0x%x "
                    + "of the data file, and only the same place can be.", name, guestOffset,
                    Geometry.offset(entry)));
        }
        return switch (kind) {
            case UNALLOCATED -> Span.Kind.UNALLOCATED;
            case ZERO, ZERO_ALLOCATED -> Span.Kind.ZERO;
            case DATA -> Span.Kind.DATA;
            case COMPRESSED -> Span.Kind.COMPRESSED;
        };
    }
}
