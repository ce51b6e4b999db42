package org.platter.table;

import java.io.IOException;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.layout.Layout;
import org.platter.layout.Table;
import org.platter.layout.TableType;

/** Reads and writes the partition table of a disk, of whatever kind it is. */
public final class PartitionTables {

    private PartitionTables() {}

    /**
     * Returns what the table of {@code disk} says, with what is wrong with it. A disk without a table has one
     * partition that spans it, or none where its first MiB is zeros. An unnamed GPT partition has no name (not an
     * empty one). Time and memory are bounded whatever the disk holds.
     *
     * @throws IOException if the disk cannot be read; never because of what it holds
     */
    public static Layout read(BlockDevice disk) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes {@code after}, which has no problems, in the place of {@code before}, which was read from this disk.
     * Nothing inside of a partition of {@code after} is touched. Flushes between the copies of a GPT, and at the end.
     *
     * @throws IOException if the disk cannot be read or written, or is smaller than {@code after}
     * @throws IllegalArgumentException if the table cannot express {@code after}
     */
    public static void write(BlockDevice disk, Layout before, Layout after) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Returns the bytes in which the structures of the table lie, and the room that GPT reserves for them. */
    public static RangeSet regions(Layout layout) {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns the layout as it is once its table has been written anew; itself if nothing is wrong.
     *
     * @throws IllegalArgumentException if one of its problems cannot be repaired
     */
    public static Layout repaired(Layout damaged) {
        throw new UnsupportedOperationException();
    }

    /** Returns a new table without partitions for a disk of {@code diskSize} bytes, with an id of its own. */
    public static Table empty(TableType type, long diskSize, int sectorSize) {
        throw new UnsupportedOperationException();
    }

    /** Returns the table of {@code layout} as it is when its disk, smaller or larger, has {@code newDiskSize} bytes. */
    public static Table grown(Layout layout, long newDiskSize) {
        throw new UnsupportedOperationException();
    }
}
