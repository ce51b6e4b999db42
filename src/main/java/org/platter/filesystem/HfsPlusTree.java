package org.platter.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.platter.block.BlockDevice;

/** The records in the leaves of a B-tree of an HFS+, in their order (TN1150, "B-Trees"). */
final class HfsPlusTree {

    private static final int HEADER_LENGTH = 512;
    private static final int DESCRIPTOR = 14;
    private static final int LEAF = 0xff;

    private final BlockDevice slice;
    private final HfsPlusFork fork;
    private final int nodeSize;
    private final long first;
    private final long records;

    /** What is done with a record. */
    @FunctionalInterface
    interface Reader {

        void read(Entry entry) throws IOException;
    }

    /**
     * A record.
     *
     * @param node the bytes of its leaf
     * @param place where in the file the leaf is
     * @param key where in the leaf the record's key is, behind the length of it
     * @param value where in the leaf what comes behind the key is
     * @param end where in the leaf the record ends
     */
    record Entry(ByteBuffer node, long place, int key, int value, int end) {

        int u16(int at) {
            return node.getShort(at) & 0xffff;
        }

        long u32(int at) {
            return node.getInt(at) & 0xffff_ffffL;
        }

        int keyLength() {
            return value - key;
        }

        int length() {
            return end - value;
        }
    }

    /** @throws IOException if the file holds no tree */
    HfsPlusTree(BlockDevice slice, HfsPlusFork fork) throws IOException {
        this.slice = slice;
        this.fork = fork;
        ByteBuffer header = fork.read(0, HEADER_LENGTH);
        this.nodeSize = header.getShort(32) & 0xffff;
        if (header.get(8) != 1 || nodeSize < 512 || nodeSize > 32768 || Integer.bitCount(nodeSize) != 1) {
            throw HfsPlusVolume.damaged(slice, "a tree has no header");
        }
        this.first = header.getInt(24) & 0xffff_ffffL;
        this.records = header.getInt(20) & 0xffff_ffffL;
    }

    /**
     * Reads all records.
     *
     * @throws IOException if its leaves are no chain, or hold other than the header says
     */
    void read(Reader reader) throws IOException {
        long found = 0;
        long before = 0;
        for (long number = first; number != 0; ) {
            ByteBuffer node = fork.read(number * nodeSize, nodeSize);
            // each tells of the one before it, and only the first of none: no leaf comes twice
            if ((node.get(8) & 0xff) != LEAF || (node.getInt(4) & 0xffff_ffffL) != before) {
                throw HfsPlusVolume.damaged(slice, "a tree's leaves are no chain");
            }
            found += read(node, number * nodeSize, reader);
            before = number;
            number = node.getInt(0) & 0xffff_ffffL;
        }
        if (found != records) {
            throw HfsPlusVolume.damaged(slice, "a tree has not as many records as it says");
        }
    }

    /** Reads the records of a leaf; their offsets are at its end, and one more of what is free. */
    private int read(ByteBuffer node, long place, Reader reader) throws IOException {
        int count = node.getShort(10) & 0xffff;
        int offsets = nodeSize - 2 * (count + 1);
        if (offsets < DESCRIPTOR) {
            throw HfsPlusVolume.damaged(slice, "a tree's leaf is overfull");
        }
        int at = node.getShort(nodeSize - 2) & 0xffff;
        for (int i = 1; i <= count; i++) {
            int end = node.getShort(nodeSize - 2 * (i + 1)) & 0xffff;
            if (at < DESCRIPTOR || end > offsets || at + 2 > end) {
                throw HfsPlusVolume.damaged(slice, "a tree's record is outside of its leaf");
            }
            int value = at + 2 + (node.getShort(at) & 0xffff);
            if (value + 2 > end) {
                throw HfsPlusVolume.damaged(slice, "a tree's record is cut short");
            }
            reader.read(new Entry(node, place, at + 2, value, end));
            at = end;
        }
        return count;
    }
}
