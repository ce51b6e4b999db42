package org.platter.filesystem.fat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.platter.block.BlockDevice;

/** All directories of a FAT file system, from the root down. */
final class FatDirectories {

    private static final int ENTRY = 32;
    private static final int ATTRIBUTE_DIRECTORY = 0x10;
    private static final int ATTRIBUTE_LABEL = 0x8;

    private final BlockDevice slice;
    private final FatBootSector boot;
    private final FatTable table;
    private final long dataStart;
    private final long clusters;
    private int[] waiting = new int[64];
    private int count;
    private long visited;

    /**
     * @param boot tells what a resize does not change
     * @param dataStart the sector of the first cluster
     */
    FatDirectories(BlockDevice slice, FatBootSector boot, FatTable table, long dataStart, long clusters) {
        this.slice = slice;
        this.boot = boot;
        this.table = table;
        this.dataStart = dataStart;
        this.clusters = clusters;
    }

    /**
     * Renumbers the first clusters in all entries.
     *
     * @param root the root directory's cluster in FAT32; it and the table have the new numbers already
     */
    void renumber(long root, FatRenumbering numbers) throws IOException {
        if (boot.isFat32()) {
            push(root);
        } else {
            int length = boot.rootSectors() * boot.sectorBytes();
            renumber(dataStart * boot.sectorBytes() - length, length, numbers);
        }
        while (count > 0) {
            long cluster = waiting[--count];
            boolean more = true;
            while (more && cluster >= 2 && cluster < clusters + 2) {
                if (++visited > clusters) {
                    throw new IOException(slice.description() + ": its directories form a circle");
                }
                long sector = dataStart + (cluster - 2) * boot.clusterSectors();
                more = renumber(sector * boot.sectorBytes(), boot.clusterBytes(), numbers);
                int entry = table.get(cluster);
                more &= table.isNext(entry);
                cluster = entry;
            }
        }
    }

    /** Renumbers the entries of one piece; returns whether the directory goes on after it. */
    private boolean renumber(long start, int length, FatRenumbering numbers) throws IOException {
        ByteBuffer entries = slice.read(start, length).order(ByteOrder.LITTLE_ENDIAN);
        boolean isChanged = false;
        boolean isLast = false;
        for (int at = 0; at < length && !isLast; at += ENTRY) {
            int name = entries.get(at) & 0xff;
            int attributes = entries.get(at + 0xb);
            isLast = name == 0;
            if (isLast || name == 0xe5 || (attributes & ATTRIBUTE_LABEL) != 0) {
                continue;
            }
            long old = entries.getShort(at + 0x1a) & 0xffff
                    | (boot.isFat32() ? (entries.getShort(at + 0x14) & 0xffffL) << 16 : 0);
            long renumbered = numbers.renumbered(old);
            if (renumbered != old) {
                entries.putShort(at + 0x1a, (short) renumbered);
                if (boot.isFat32()) {
                    entries.putShort(at + 0x14, (short) (renumbered >> 16));
                }
                isChanged = true;
            }
            if ((attributes & ATTRIBUTE_DIRECTORY) != 0 && name != '.') {
                push(renumbered);
            }
        }
        if (isChanged) {
            slice.write(start, entries.rewind());
        }
        return !isLast;
    }

    private void push(long cluster) {
        if (count == waiting.length) {
            waiting = Arrays.copyOf(waiting, 2 * count);
        }
        waiting[count++] = (int) cluster;
    }
}
