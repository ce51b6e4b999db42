package org.platter.filesystem.hfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.ThreadLocalRandom;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;

/**
 * Makes an empty HFS+ as newfs_hfs does: without a journal, names of either case being the same, its files in
 * one piece each at its beginning. Structures are those of TN1150.
 */
final class HfsPlusWriter {

    private static final int NODE = 4096;
    private static final int LARGE_NODE = 8192;
    /** From here on newfs_hfs makes larger nodes, and tells sizes by a table. */
    private static final long LARGE = ByteSize.GIB;
    /** MiB of the trees' files, from 1 GiB on, each time for twice as much. */
    private static final int[] CATALOG_MIB = {4, 6, 8, 11, 32, 49, 74, 111, 169, 256, 294, 338, 388, 446};
    private static final int[] OVERFLOW_MIB = {4, 4, 4, 5, 5, 6, 7, 8, 9, 11, 14, 16, 20, 25};
    private static final int[] ATTRIBUTES_MIB = {4, 6, 8, 11, 64, 84, 111, 147, 194, 256, 294, 338, 388, 446};
    private static final long FROM_1904_TO_1970 = 2_082_844_800L;
    private static final int UNUSED_NODES_ARE_ZERO = 0x8000_0000;
    private static final int BIG_KEYS = 2;
    private static final int VARIABLE_KEYS = 4;
    private static final int OTHERS_CLUMP = 65536;
    private static final int FIRST_FREE_ID = 16;

    private final BlockDevice slice;
    private final long blockSize;
    private final long count;
    private final ByteBuffer header = ByteBuffer.allocate(HfsPlusVolume.HEADER_LENGTH);
    private final int now = (int) (Instant.now().getEpochSecond() + FROM_1904_TO_1970);
    private long next;

    private HfsPlusWriter(BlockDevice slice, long blockSize) {
        this.slice = slice;
        this.blockSize = blockSize;
        this.count = slice.size() / blockSize;
    }

    /** Makes one in a slice of zeros. */
    static void create(BlockDevice slice, String label) throws IOException {
        long blockSize = 4096;
        while (slice.size() / blockSize > 0xffff_ffffL) {
            blockSize *= 2;
        }
        create(slice, label, blockSize);
    }

    static void create(BlockDevice slice, String label, long blockSize) throws IOException {
        new HfsPlusWriter(slice, blockSize).create(label);
    }

    private void create(String label) throws IOException {
        boolean isLarge = slice.size() >= LARGE;
        next = HfsPlusVolume.headBlocks(blockSize);
        long bitmap = file(HfsPlusVolume.ALLOCATION, ByteSize.ceil((count + 7) / 8, blockSize));
        long overflowLength = clump(OVERFLOW_MIB, NODE);
        long overflow = file(HfsPlusVolume.OVERFLOW, overflowLength);
        slice.write(overflow, tree(NODE, overflowLength, 0, 10, BIG_KEYS));
        long attributesLength = clump(ATTRIBUTES_MIB, LARGE_NODE);
        long attributes = file(HfsPlusVolume.EXTENDED_ATTRIBUTES, attributesLength);
        slice.write(attributes, tree(LARGE_NODE, attributesLength, 0, 266, BIG_KEYS | VARIABLE_KEYS));
        int node = isLarge ? LARGE_NODE : NODE;
        long catalogLength = clump(CATALOG_MIB, node);
        long catalog = file(HfsPlusVolume.CATALOG, catalogLength);
        slice.write(catalog, tree(node, catalogLength, 2, 516, BIG_KEYS | VARIABLE_KEYS));
        slice.write(catalog + node, root(node, label.getBytes(StandardCharsets.UTF_16BE)));

        long tail = HfsPlusVolume.tailBlocks(blockSize);
        RangeSet used = RangeSet.of(new ByteRange(0, next), new ByteRange(count - tail, count));
        slice.write(bitmap, ByteBuffer.wrap(HfsExtents.bits(used, 0, (int) (next / 8 + 1))));
        long last = (count - tail) / 8;
        slice.write(bitmap + last, ByteBuffer.wrap(HfsExtents.bits(used, last * 8,
                (int) ((count - 1) / 8 - last + 1))));
        writeHeaders(count - used.length());
    }

    private void writeHeaders(long free) throws IOException {
        long offset = ZoneId.systemDefault().getRules().getOffset(Instant.now()).getTotalSeconds();
        header.put(0, "H+".getBytes(StandardCharsets.US_ASCII)).putShort(2, (short) 4)
                .putInt(4, UNUSED_NODES_ARE_ZERO | HfsPlusVolume.UNMOUNTED)
                .put(8, "10.0".getBytes(StandardCharsets.US_ASCII))
                .putInt(16, (int) (now + offset)) // the only one in local time
                .putInt(20, now).putInt(28, now)
                .putInt(HfsPlusVolume.BLOCK_SIZE, (int) blockSize).putInt(HfsPlusVolume.COUNT, (int) count)
                .putInt(HfsPlusVolume.FREE, (int) free).putInt(HfsPlusVolume.NEXT_ALLOCATION, (int) next)
                .putInt(56, OTHERS_CLUMP).putInt(60, OTHERS_CLUMP).putInt(64, FIRST_FREE_ID)
                .putLong(72, 1) // names so far are Roman
                .putLong(104, ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
        slice.write(HfsPlusVolume.HEADER, header.duplicate());
        slice.write(HfsPlusVolume.secondHeader(slice.size()), header);
    }

    /** Returns where the next file begins, having noted it. */
    private long file(int fork, long length) {
        long blocks = length / blockSize;
        header.putLong(fork, length).putInt(fork + 8, (int) length).putInt(fork + 12, (int) blocks)
                .putInt(fork + 16, (int) next).putInt(fork + 20, (int) blocks);
        next += blocks;
        return (next - blocks) * blockSize;
    }

    /** Returns 0.8 percent of a small volume, or what the table tells, in whole nodes and blocks. */
    private long clump(int[] mebibytes, int node) {
        long size = Math.max(slice.size() / 128, 8L * node);
        if (slice.size() >= LARGE) {
            int row = 63 - Long.numberOfLeadingZeros(slice.size() / LARGE);
            size = mebibytes[Math.min(row, mebibytes.length - 1)] * ByteSize.MIB;
        }
        long unit = Math.max(node, blockSize);
        return Math.max(unit, size / unit * unit);
    }

    /** Returns the first node of a tree that has at most one more; one map record has bits for all. */
    private static ByteBuffer tree(int node, long length, int records, int maximumKey, int attributes) {
        int used = records > 0 ? 2 : 1;
        int leaf = used - 1;
        return ByteBuffer.allocate(node).put(8, (byte) 1).putShort(10, (short) 3)
                .putShort(14, (short) leaf).putInt(16, leaf).putInt(20, records).putInt(24, leaf)
                .putInt(28, leaf).putShort(32, (short) node).putShort(34, (short) maximumKey)
                .putInt(36, (int) (length / node)).putInt(40, (int) (length / node) - used)
                .putInt(46, (int) length).put(51, (byte) (records > 0 ? 0xcf : 0)).putInt(52, attributes)
                .put(248, (byte) (0xff00 >> used))
                .putShort(node - 2, (short) 14).putShort(node - 4, (short) 120)
                .putShort(node - 6, (short) 248).putShort(node - 8, (short) (node - 8));
    }

    /** Returns the leaf with the root folder and its thread. */
    private ByteBuffer root(int node, byte[] name) {
        ByteBuffer leaf = ByteBuffer.allocate(node).put(8, (byte) -1).put(9, (byte) 1)
                .putShort(10, (short) 2);
        int folder = 14 + 8 + name.length;
        leaf.putShort(14, (short) (6 + name.length)).putInt(16, 1).putShort(20, (short) (name.length / 2))
                .put(22, name)
                .putShort(folder, (short) 1).putInt(folder + 8, 2)
                .putInt(folder + 12, now).putInt(folder + 16, now).putInt(folder + 20, now)
                .putInt(folder + 24, now).putShort(folder + 42, (short) 040755);
        int key = folder + 88;
        int thread = key + 8;
        int free = thread + 10 + name.length;
        return leaf.putShort(key, (short) 6).putInt(key + 2, 2)
                .putShort(thread, (short) 3).putInt(thread + 4, 1)
                .putShort(thread + 8, (short) (name.length / 2)).put(thread + 10, name)
                .putShort(node - 2, (short) 14).putShort(node - 4, (short) key)
                .putShort(node - 6, (short) free);
    }
}
