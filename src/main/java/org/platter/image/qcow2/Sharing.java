package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Finds out whether a disk uses a cluster of the file in more than one place, which a copy of a partition
 * leaves behind and QEMU never does. A caller that gives up one of the places cannot tell which other one has
 * the cluster alone from now on.
 */
final class Sharing {

    /** Clusters of the file that are looked at together, a bit each. */
    private static final long WINDOW = 1L << 26;

    private final Mapping mapping;
    private final Geometry geometry;
    private final Pages pages;
    private final BitSet seen = new BitSet();
    private long first;
    private long highest;

    Sharing(Mapping mapping, Geometry geometry, Pages pages) {
        this.mapping = mapping;
        this.geometry = geometry;
        this.pages = pages;
    }

    boolean isAny() throws IOException {
        do {
            seen.clear();
            for (long index = 0; index < mapping.l1Entries(); index++) {
                long table = mapping.tableOffset(index);
                if (table != 0 && (!Geometry.isCopied(mapping.l1Entry(index)) && isSeen(table)
                        || isAnyIn(table))) {
                    return true;
                }
            }
            first += WINDOW;
        } while (first <= highest);
        return false;
    }

    private boolean isAnyIn(long table) throws IOException {
        for (long at = table; at < table + geometry.clusterSize(); at += pages.pageSize()) {
            ByteBuffer page = pages.page(at);
            for (int i = 0; i + 8 <= page.limit(); i += geometry.entrySize()) {
                long entry = page.getLong(i);
                // An entry that is alone says so by its flag; compressed clusters never do, and are never
                // exclusive.
                if ((entry & (Geometry.COPIED | Geometry.COMPRESSED)) == 0 && Geometry.offset(entry) != 0
                        && isSeen(Geometry.offset(entry))) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isSeen(long hostOffset) {
        long cluster = hostOffset >> geometry.clusterBits();
        highest = Math.max(highest, cluster);
        if (cluster < first || cluster >= first + WINDOW) {
            return false;
        }
        int bit = (int) (cluster - first);
        boolean before = seen.get(bit);
        seen.set(bit);
        return before;
    }
}
