package org.platter.filesystem.hfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A B-tree of an HFS or HFS+, read from its root to its leaves (TN1150, "B-Trees"). Each node is in its place
 * once, or there is no reading on: a tree that goes round in circles has an end.
 */
final class HfsTree {

    private static final int DESCRIPTOR = 14;
    private static final int INDEX = 0;
    private static final int HEADER = 1;
    private static final int LEAF = 0xff;
    private static final int HEADER_LENGTH = 512;
    private static final int HEADER_END = 120;
    private static final int MAP_START = 248;
    private static final int VARIABLE_KEYS = 4;
    private static final int DEEPEST = 16;

    private final HfsFork fork;
    private final HfsKeys keys;
    private final String name;
    private final HfsDamage damage;
    private final ByteBuffer header;
    private final int nodeSize;
    private final int longestKey;
    private final long count;

    /** What is done with a record. */
    @FunctionalInterface
    interface Reader {

        void read(Entry entry) throws IOException;
    }

    /**
     * A record.
     *
     * @param node the bytes of its node
     * @param place where in the file the node is
     * @param key where in the node the record's key is, behind the length of it
     * @param value where in the node what comes behind the key is
     * @param end where in the node the record ends
     */
    record Entry(ByteBuffer node, long place, int key, int value, int end) {

        int u8(int at) {
            return node.get(at) & 0xff;
        }

        int u16(int at) {
            return node.getShort(at) & 0xffff;
        }

        long u32(int at) {
            return node.getInt(at) & 0xffff_ffffL;
        }

        int length() {
            return end - value;
        }
    }

    /** The latest node of all that are as far from the leaves, and the latest key in it. */
    private static final class Level {

        private long number;
        private long next;
        private @Nullable ByteBuffer node;
        private int key;
    }

    /**
     * @param name what the file is called after “its”
     * @throws IOException if the file holds no tree
     */
    HfsTree(HfsFork fork, HfsKeys keys, String name, HfsDamage damage) throws IOException {
        this.fork = fork;
        this.keys = keys;
        this.name = name;
        this.damage = damage;
        ByteBuffer start = fork.read(0, HEADER_LENGTH);
        this.nodeSize = start.getShort(32) & 0xffff;
        if (start.get(8) != HEADER || nodeSize < HEADER_LENGTH || nodeSize > 32768
                || Integer.bitCount(nodeSize) != 1 || keys.isOfHfs() && nodeSize != HEADER_LENGTH) {
            throw damage.found("its " + name + " has no header");
        }
        this.header = fork.read(0, nodeSize);
        this.longestKey = header.getShort(34) & 0xffff;
        this.count = u32(header, 36);
        int mapEnd = header.getShort(nodeSize - 8) & 0xffff;
        if (header.getShort(10) != 3 || (header.getShort(nodeSize - 2) & 0xffff) != DESCRIPTOR
                || (header.getShort(nodeSize - 4) & 0xffff) != HEADER_END
                || (header.getShort(nodeSize - 6) & 0xffff) != MAP_START
                || mapEnd <= MAP_START || mapEnd > nodeSize - 8 || header.get(9) != 0
                || longestKey < keys.shortest() || keys.isOfHfs() && longestKey != keys.longest()) {
            throw damage.found("its " + name + " has no whole header");
        }
        if (count == 0 || count > fork.length() / nodeSize) {
            throw damage.found("its " + name + " is shorter than its header says");
        }
    }

    /** Returns whether names in it that differ in case only are different, as an HFSX may have it. */
    static boolean isBinary(HfsFork catalog) throws IOException {
        return (catalog.read(0, HEADER_LENGTH).get(51) & 0xff) == 0xbc;
    }

    /**
     * Reads all records in their order.
     *
     * @throws IOException if any node is not what and where it should be
     */
    void read(Reader reader) throws IOException {
        HfsNodeMap map = HfsNodeMap.read(fork, header, count, name, damage);
        int depth = header.getShort(14) & 0xffff;
        long root = u32(header, 16);
        if (depth > DEEPEST || depth == 0 != (root == 0)) {
            throw damage.found("its " + name + " has no whole header");
        }
        Walk walk = new Walk(map, reader);
        for (int i = 1; i <= depth; i++) {
            walk.levels[i] = new Level();
        }
        if (depth > 0) {
            walk.visit(root, depth, null);
        }
        for (int i = 1; i <= depth; i++) {
            if (walk.levels[i].next != 0) {
                throw damage.found("the nodes of its " + name + " are no chain behind node "
                        + walk.levels[i].number);
            }
        }
        if (walk.records != u32(header, 20)) {
            throw damage.found("its " + name + " has not as many records as its header says");
        }
        if (depth > 0 && (walk.first != u32(header, 24) || walk.levels[1].number != u32(header, 28))) {
            throw damage.found("the header of its " + name + " tells of other leaves than the first and "
                    + "last");
        }
        if (map.left() != 0) {
            throw damage.found("a node of its " + name + " is marked as in use and is not in it");
        }
    }

    /** One reading of all. */
    private final class Walk {

        private final HfsNodeMap map;
        private final Reader reader;
        private final Level[] levels = new Level[DEEPEST + 1];
        private long records;
        private long first;

        private Walk(HfsNodeMap map, Reader reader) {
            this.map = map;
            this.reader = reader;
        }

        /**
         * Reads a node and all below it.
         *
         * @param height 1 for a leaf
         * @param above what told of it; null for the root
         */
        private void visit(long number, int height, @Nullable Entry above) throws IOException {
            if (!map.take(number)) {
                throw node(number, "is in it twice, or marked as free");
            }
            ByteBuffer node = fork.read(number * nodeSize, nodeSize);
            if ((node.get(8) & 0xff) != (height == 1 ? LEAF : INDEX) || node.get(9) != height) {
                throw node(number, "is of another kind than its place");
            }
            Level level = levels[height];
            if (u32(node, 4) != level.number || level.number != 0 && level.next != number) {
                throw node(number, "is not in the chain of those beside it");
            }
            first = height == 1 && first == 0 ? number : first;
            level.number = number;
            level.next = u32(node, 0);
            int records = node.getShort(10) & 0xffff;
            int offsets = nodeSize - 2 * (records + 1);
            if (records == 0 || offsets < DESCRIPTOR
                    || (node.getShort(nodeSize - 2) & 0xffff) != DESCRIPTOR) {
                throw node(number, "is empty or overfull");
            }
            for (int i = 1; i <= records; i++) {
                Entry entry = entry(node, number, height, node.getShort(nodeSize - 2 * i) & 0xffff,
                        node.getShort(nodeSize - 2 * (i + 1)) & 0xffff, offsets);
                if (i == 1 && above != null && !keys.isSame(above.node(), above.key(), node, entry.key())) {
                    throw node(number, "begins with another key than the node above it says");
                }
                if (level.node != null && !keys.isBefore(level.node, level.key, node, entry.key())) {
                    throw node(number, "has its keys out of order");
                }
                level.node = node;
                level.key = entry.key();
                if (height == 1) {
                    this.records++;
                    reader.read(entry);
                } else {
                    visit(entry.u32(entry.value()), height - 1, entry);
                }
            }
        }

        private Entry entry(ByteBuffer node, long number, int height, int at, int end, int offsets)
                throws IOException {
            if (at < DESCRIPTOR || end > offsets || at + keys.lengthBytes() + keys.shortest() > end) {
                throw node(number, "has a record that is outside of it");
            }
            int key = at + keys.lengthBytes();
            int length = keys.isOfHfs() ? node.get(at) & 0xff : node.getShort(at) & 0xffff;
            boolean isFixed = height > 1 && (keys.isOfHfs() || (header.getInt(52) & VARIABLE_KEYS) == 0);
            int value = key + (isFixed ? longestKey : length);
            value += keys.isOfHfs() ? value % 2 : 0;
            if (length < keys.shortest() || length > longestKey || key + length > end
                    || !keys.isSound(node, key, length)) {
                throw node(number, "has a key that is none");
            }
            if (value + (height > 1 ? 4 : 2) > end) {
                throw node(number, "has a record that is cut short");
            }
            return new Entry(node, number * nodeSize, key, value, end);
        }

        private IOException node(long number, String how) {
            return damage.found("node " + number + " of its " + name + " " + how);
        }
    }

    private static long u32(ByteBuffer bytes, int at) {
        return bytes.getInt(at) & 0xffff_ffffL;
    }
}
