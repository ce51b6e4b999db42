package org.platter.filesystem;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;

/**
 * The bytes in use of a FAT file system: everything before the first cluster, and the clusters that any copy of the
 * FAT has an entry for. Clusters marked bad hold nothing.
 */
final class FatLiveBlocks implements LiveBlocks {

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
        int cluster = boot.clusterBytes();
        live.add(window.start(), Math.min(window.end(), data));
        long first = Math.max(0, window.start() - data) / cluster;
        for (long index = first; index < boot.clusters() && data + index * cluster < window.end(); index++) {
            if (isUsed(index + 2)) {
                long start = data + index * cluster;
                live.add(Math.max(window.start(), start), Math.min(window.end(), start + cluster));
            }
        }
        return live.build();
    }

    /** Returns how many clusters are in use. */
    synchronized long usedClusters() throws IOException {
        long used = 0;
        for (long index = 0; index < boot.clusters(); index++) {
            used += isUsed(index + 2) ? 1 : 0;
        }
        return used;
    }

    private boolean isUsed(long cluster) throws IOException {
        for (FatTable table : tables) {
            int entry = table.get(cluster);
            if (entry != 0 && !table.isBad(entry)) {
                return true;
            }
        }
        return false;
    }
}
