package org.platter.filesystem.hfs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The bits of a B-tree that tell which nodes are in use (TN1150, "Map Record"); each is taken away once its
 * node was seen.
 */
final class HfsNodeMap {

    /** A catalog of so many nodes is more than 100 GiB long. */
    private static final long MAX_NODES = 1L << 28;
    private static final int MAP = 2;
    private static final int DESCRIPTOR = 14;

    private final byte[] bits;
    private final long count;
    private long left;

    private HfsNodeMap(byte[] bits, long count) {
        this.bits = bits;
        this.count = count;
        for (byte eight : bits) {
            left += Integer.bitCount(eight & 0xff);
        }
    }

    /**
     * Reads all of it, and takes the nodes away that it is in.
     *
     * @param header the first node, whose third record it begins with
     * @param name of the tree
     */
    static HfsNodeMap read(HfsFork fork, ByteBuffer header, long count, String name, HfsDamage damage)
            throws IOException {
        int nodeSize = header.limit();
        if (count > MAX_NODES) {
            throw damage.refused("a tree of this " + damage.name() + " is larger than Platter can check");
        }
        ByteArrayOutputStream bits = new ByteArrayOutputStream();
        add(bits, header, header.getShort(nodeSize - 6) & 0xffff, header.getShort(nodeSize - 8) & 0xffff);
        List<Long> nodes = new ArrayList<>(List.of(0L));
        for (long next = u32(header, 0); next != 0;) {
            if (next >= count || bits.size() > count / 8 + nodeSize) {
                throw damage.found("the node map of its " + name + " has no end");
            }
            ByteBuffer node = fork.read(next * nodeSize, nodeSize);
            int start = node.getShort(nodeSize - 2) & 0xffff;
            int end = node.getShort(nodeSize - 4) & 0xffff;
            if (node.get(8) != MAP || start != DESCRIPTOR || end <= start || end > nodeSize - 4) {
                throw damage.found("node " + next + " of its " + name + " is no part of the node map");
            }
            add(bits, node, start, end);
            nodes.add(next);
            next = u32(node, 0);
        }
        if (bits.size() * 8L < count) {
            throw damage.found("the node map of its " + name + " is too short");
        }
        HfsNodeMap map = new HfsNodeMap(bits.toByteArray(), count);
        if (map.left != count - u32(header, 40)) {
            throw damage.found("the node map of its " + name + " has not as many nodes in use as its header "
                    + "says");
        }
        for (long node : nodes) {
            if (!map.take(node)) {
                throw damage.found("a node of the node map of its " + name + " is marked as free");
            }
        }
        return map;
    }

    private static void add(ByteArrayOutputStream bits, ByteBuffer node, int start, int end) {
        bits.write(node.array(), start, end - start);
    }

    private static long u32(ByteBuffer node, int at) {
        return node.getInt(at) & 0xffff_ffffL;
    }

    private boolean isUsed(long node) {
        return (bits[(int) (node / 8)] & 0x80 >> node % 8) != 0;
    }

    /** Returns false where the node is free or none, or was taken before. */
    boolean take(long node) {
        if (node >= count || !isUsed(node)) {
            return false;
        }
        bits[(int) (node / 8)] &= (byte) ~(0x80 >> node % 8);
        left--;
        return true;
    }

    /** Returns how many nodes in use were not taken. */
    long left() {
        return left;
    }
}
