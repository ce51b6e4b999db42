package org.platter.transfer;

import java.io.IOException;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;

/**
 * How large the file of a new image would be, in bytes.
 *
 * @param required with the data that there is
 * @param fullyAllocated once every byte of the disk has been written
 */
public record Measurement(long required, long fullyAllocated) {

    /** How a format keeps its blocks, as far as it costs room. */
    private record Shape(String format, long block, long perBlock, long header) {}

    private static final int TABLE_ENTRY = 8; // of the L1 and the refcount table

    /**
     * Blocks as QEMU makes them by default; what a block costs beside its bytes, and what there always is.
     */
    private static final Shape[] SHAPES = {
        new Shape("qcow", 4 << 10, 8, 48 << 10), new Shape("qed", 64 << 10, 8, 320 << 10),
        new Shape("vdi", 1 << 20, 4, 1 << 20), new Shape("vpc", 2 << 20, 516, 2560),
        new Shape("vmdk", 64 << 10, 8, 64 << 10), new Shape("vhdx", 8 << 20, 8, 4 << 20),
        new Shape("parallels", 1 << 20, 4, 129 << 20), // QEMU allocates 128 MiB in advance
    };

    /** A raw image is as large as the disk. */
    public static Measurement raw(long size) {
        return new Measurement(size, size);
    }

    /**
     * A qcow2 image, as {@code qemu-img measure} has it: the tables are counted for the whole disk.
     *
     * @param size bytes of the disk
     * @param data bytes of it in clusters that hold data, see {@link #touched}
     */
    public static Measurement qcow2(long size, long data, int clusterSize, int refcountBits,
            boolean extendedL2) {
        long disk = ByteSize.ceil(size, clusterSize);
        int entry = extendedL2 ? 16 : 8;
        long mappings = ByteSize.ceil(disk / clusterSize, clusterSize / entry);
        long tables = ByteSize.ceil(mappings * entry / clusterSize, clusterSize / TABLE_ENTRY);
        long meta = clusterSize + mappings * entry + tables * TABLE_ENTRY;
        long all = Math.addExact(Math.addExact(meta, disk),
                refcounts((meta + disk) / clusterSize, clusterSize, refcountBits));
        return new Measurement(all - disk + data, all);
    }

    /** qcow2 spec, "Refcounts": the blocks and their table count themselves, too. */
    private static long refcounts(long clusters, int clusterSize, int refcountBits) {
        long perBlock = clusterSize * 8L / refcountBits;
        long blocks = 0;
        long table = 0;
        for (long last = -1, all = 0; all != last;) {
            last = all;
            blocks = divideUp(clusters + table + blocks, perBlock);
            table = divideUp(blocks, clusterSize / TABLE_ENTRY);
            all = clusters + blocks + table;
        }
        return (blocks + table) * clusterSize;
    }

    /**
     * An image in another format as QEMU makes it without options; an estimate. Nothing where it is not
     * known.
     */
    public static Optional<Measurement> estimate(String format, long size, Optional<BlockDevice> source)
            throws IOException {
        for (Shape shape : SHAPES) {
            if (shape.format.equals(format)) {
                long blocks = divideUp(size, shape.block);
                long always = shape.header + blocks * shape.perBlock;
                long data = source.isPresent() ? touched(source.get(), shape.block) : 0;
                return Optional.of(new Measurement(always + data, always + blocks * shape.block));
            }
        }
        return Optional.empty();
    }

    /** Returns the bytes of all blocks of a disk that hold anything but zeros; nothing is read but maps. */
    public static long touched(BlockDevice disk, long block) throws IOException {
        long[] counted = {0, 0};
        Walk.over(disk.size(), disk::nextData, window -> {
            int ranges = 0;
            for (ByteRange range : disk.data(window)) {
                long start = Math.max(counted[1], ByteSize.floor(range.start(), block));
                long end = ByteSize.ceil(range.end(), block);
                counted[0] += Math.max(0, end - start);
                counted[1] = Math.max(counted[1], end);
                ranges++;
            }
            return ranges;
        });
        return counted[0];
    }

    private static long divideUp(long value, long unit) {
        return (value + unit - 1) / unit;
    }
}
