package org.platter.filesystem.fat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.bytes.Pages;

/**
 * The bytes in use of a FAT file system: everything before the first cluster, and the clusters that any copy
 * of the FAT has an entry for. Clusters that are marked bad hold nothing.
 */
final class FatLiveBlocks implements LiveBlocks {

    /** Clusters that are looked at together. */
    private static final int PIECE = 1 << 14;

    private final FatBootSector boot;
    private final List<FatTable> tables = new ArrayList<>();

    /** @param boot one without problems */
    FatLiveBlocks(BlockDevice slice, FatBootSector boot) {
        this.boot = boot;
        Pages pages = new Pages(slice, boot.tables());
        for (int i = 0; i < boot.fats(); i++) {
            long sector = boot.reserved() + i * boot.fatSectors();
            tables.add(new FatTable(pages, boot.width(), sector * boot.sectorBytes()));
        }
    }

    @Override
    public synchronized RangeSet within(ByteRange window) throws IOException {
        RangeSet.Builder live = new RangeSet.Builder();
        long data = boot.dataStart() * boot.sectorBytes();
        long cluster = boot.clusterBytes();
        live.add(window.start(), Math.min(window.end(), data));
        long index = Math.max(0, window.start() - data) / cluster;
        while (index < boot.clusters() && data + index * cluster < window.end()) {
            BitSet used = used(index);
            for (int from = used.nextSetBit(0); from >= 0;) {
                int to = used.nextClearBit(from);
                live.add(Math.max(window.start(), data + (index + from) * cluster),
                        Math.min(window.end(), data + (index + to) * cluster));
                from = used.nextSetBit(to);
            }
            index += PIECE;
        }
        return live.build();
    }

    /** Returns how many clusters are in use. */
    synchronized long usedClusters() throws IOException {
        long used = 0;
        for (long index = 0; index < boot.clusters(); index += PIECE) {
            used += used(index).cardinality();
        }
        return used;
    }

    /** Returns which clusters of a piece are in use; one table after the other, as they lie. */
    private BitSet used(long first) throws IOException {
        int count = (int) Math.min(PIECE, boot.clusters() - first);
        BitSet used = new BitSet(count);
        for (FatTable table : tables) {
            for (int i = 0; i < count; i++) {
                int entry = table.get(first + i + 2);
                if (entry != 0 && !table.isBad(entry)) {
                    used.set(i);
                }
            }
        }
        return used;
    }
}
