package org.platter.filesystem.btrfs;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Recent;
import org.platter.filesystem.bytes.Structure;

/** Reads the B-trees of a Btrfs (Btrfs on-disk format, "Nodes"), trusting no node that contradicts itself. */
final class BtrfsTree {

    private static final int HEADER = 101;
    private static final int ITEM = 25;
    private static final int POINTER = 33;
    private static final int DEEPEST = 8;

    private final BlockDevice slice;
    private final BtrfsSuperblock superblock;
    private final Places places;
    private final byte[] owner;
    private final Map<Long, Structure> nodes = new Recent<>(64);

    /** Tells where a logical address lies on the device. */
    @FunctionalInterface
    interface Places {
        Optional<Long> of(long logical, int length);
    }

    /** Takes an item; false ends the walk. */
    @FunctionalInterface
    interface Visitor {
        boolean visit(Key key, Structure item) throws IOException;
    }

    /** What items are sorted by; the numbers are unsigned. */
    record Key(long object, int type, long offset) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int order = Long.compareUnsigned(object, other.object);
            order = order != 0 ? order : Integer.compare(type, other.type);
            return order != 0 ? order : Long.compareUnsigned(offset, other.offset);
        }
    }

    BtrfsTree(BlockDevice slice, BtrfsSuperblock superblock, Places places) {
        this.slice = slice;
        this.superblock = superblock;
        this.places = places;
        this.owner = superblock.metadataUuid();
    }

    /**
     * Shows a tree's items from a key on, in order. Returns false where a node contradicts itself, a part
     * having been shown perhaps.
     *
     * @param root the logical address of its root, on level {@code level}
     */
    boolean walk(long root, int level, Key from, Visitor visitor) throws IOException {
        return level < DEEPEST && below(root, level, from, new Key(0, 0, 0), visitor) != Outcome.DAMAGED;
    }

    private enum Outcome { MORE, ENOUGH, DAMAGED }

    private Outcome below(long logical, int level, Key from, Key least, Visitor visitor) throws IOException {
        Optional<Structure> found = node(logical, level);
        if (found.isEmpty()) {
            return Outcome.DAMAGED;
        }
        Structure node = found.get();
        int count = (int) node.u32(96);
        Key last = least;
        for (int i = 0; i < count; i++) {
            int at = HEADER + i * (level == 0 ? ITEM : POINTER);
            Key key = key(node, at);
            if (key.compareTo(last) < 0) {
                return Outcome.DAMAGED;
            }
            last = key;
            boolean isBefore = level == 0 ? key.compareTo(from) < 0
                    : i + 1 < count && key(node, at + POINTER).compareTo(from) <= 0;
            if (!isBefore) {
                Outcome outcome = level > 0 ? below(node.i64(at + 17), level - 1, from, key, visitor)
                        : visit(node, at, key, visitor);
                if (outcome != Outcome.MORE) {
                    return outcome;
                }
            }
        }
        return Outcome.MORE;
    }

    private static Outcome visit(Structure leaf, int at, Key key, Visitor visitor) throws IOException {
        long start = HEADER + leaf.u32(at + 17);
        long length = leaf.u32(at + 21);
        if (start + length > leaf.length()) {
            return Outcome.DAMAGED;
        }
        Structure item = Structure.of(leaf.bytes((int) start, (int) length));
        return visitor.visit(key, item) ? Outcome.MORE : Outcome.ENOUGH;
    }

    static Key key(Structure bytes, int at) {
        return new Key(bytes.i64(at), bytes.u8(at + 8), bytes.i64(at + 9));
    }

    private Optional<Structure> node(long logical, int level) throws IOException {
        Structure node = nodes.get(logical);
        if (node == null) {
            Optional<Long> place = places.of(logical, superblock.nodeSize());
            Optional<Structure> read = place.isEmpty() ? Optional.empty()
                    : Structure.read(slice, place.get(), superblock.nodeSize());
            if (read.isEmpty() || !isSound(read.get(), logical)) {
                return Optional.empty();
            }
            node = read.get();
            nodes.put(logical, node);
        }
        int each = level == 0 ? ITEM : POINTER;
        return node.u8(100) == level && node.u32(96) <= (node.length() - HEADER) / each
                && (level == 0 || node.u32(96) > 0) ? Optional.of(node) : Optional.empty();
    }

    private boolean isSound(Structure node, long logical) {
        return node.i64(48) == logical && Arrays.equals(node.bytes(32, 16), owner)
                && Long.compareUnsigned(node.i64(80), superblock.generation()) <= 0
                && (!superblock.checksums() || BtrfsSuperblock.crc(node) == node.u32(0));
    }
}
