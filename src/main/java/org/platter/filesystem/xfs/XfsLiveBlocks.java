package org.platter.filesystem.xfs;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.bytes.Recent;
import org.platter.filesystem.bytes.Structure;

/**
 * The blocks in use of an XFS: all but those in the free-space B-trees, by block number, of its allocation
 * groups (XFS Algorithms and Data Structures, "AG Free Space Management"). A group whose tree has not as
 * many free blocks as its header says, or contradicts itself, counts as live altogether.
 */
final class XfsLiveBlocks implements LiveBlocks {

    private static final int HEADER_BYTES = 64;
    private static final long NONE = 0xffff_ffffL;
    private static final int DEEPEST = 8;

    private final BlockDevice slice;
    private final XfsSuperblock superblock;
    private final int blockSize;
    /** By group: whether its tree can be believed. */
    private final Map<Long, Optional<Group>> groups = new HashMap<>();
    private final Map<Long, Structure> nodes = new Recent<>(32);

    /** @param superblock one that is understood, of a file system with a clean log */
    XfsLiveBlocks(BlockDevice slice, XfsSuperblock superblock) {
        this.slice = slice;
        this.superblock = superblock;
        this.blockSize = superblock.blockSize();
    }

    /** An allocation group: its first block, its blocks, the root of the tree, and its levels. */
    private record Group(long first, long blocks, long root, int levels) {}

    /** Takes the free extents of a group, in blocks from its start. */
    private interface Extents {
        void add(long start, long end);
    }

    @Override
    public synchronized RangeSet within(ByteRange window) throws IOException {
        RangeSet.Builder free = new RangeSet.Builder();
        long groupBytes = superblock.groupBlocks() * blockSize;
        long end = Math.min(window.end(), superblock.size());
        for (long index = window.start() / groupBytes; index * groupBytes < end; index++) {
            Optional<Group> found = groups.get(index);
            if (found == null) {
                found = group(index);
                groups.put(index, found);
            }
            if (found.isPresent()) {
                Group group = found.get();
                long origin = group.first() * blockSize;
                long from = Math.max(0, window.start() - origin) / blockSize;
                long to = Math.min(group.blocks(), (end - origin + blockSize - 1) / blockSize);
                walk(group, from, to, (start, stop) -> free.add(
                        Math.max(window.start(), origin + start * blockSize),
                        Math.max(window.start(), Math.min(end, origin + stop * blockSize))));
            }
        }
        free.add(Math.max(window.start(), end), window.end());
        return free.build().complementWithin(window);
    }

    /** Returns a group whose tree is as its header says. */
    private Optional<Group> group(long index) throws IOException {
        long first = index * superblock.groupBlocks();
        Optional<Structure> header = Structure.read(slice, first * blockSize + superblock.sectorBytes(),
                HEADER_BYTES).map(Structure::bigEndian);
        long blocks = Math.min(superblock.groupBlocks(), superblock.blocks() - first);
        if (header.isEmpty() || !header.get().has(0, "XAGF") || header.get().u32(8) != index
                || header.get().u32(12) != blocks || header.get().u32(28) < 1
                || header.get().u32(28) > DEEPEST) {
            return Optional.empty();
        }
        Group group = new Group(first, blocks, header.get().u32(16), (int) header.get().u32(28));
        long[] free = new long[1];
        boolean isSound = walk(group, 0, blocks, (start, end) -> free[0] += end - start);
        return isSound && free[0] == header.get().u32(52) ? Optional.of(group) : Optional.empty();
    }

    /**
     * Tells the free extents that share a block with {@code from} to {@code to}; false at a contradiction.
     */
    private boolean walk(Group group, long from, long to, Extents extents) throws IOException {
        long block = group.root();
        for (int level = group.levels() - 1; level > 0; level--) {
            Optional<Structure> node = node(group, block, level);
            if (node.isEmpty()) {
                return false;
            }
            block = child(node.get(), from);
        }
        long last = 0;
        while (block != NONE) {
            Optional<Structure> leaf = node(group, block, 0);
            if (leaf.isEmpty()) {
                return false;
            }
            for (int i = 0; i < leaf.get().u16(6); i++) {
                long start = leaf.get().u32(header() + 8 * i);
                long end = start + leaf.get().u32(header() + 8 * i + 4);
                if (start < last || end <= start || end > group.blocks()) {
                    return false;
                }
                last = end;
                if (start >= to) {
                    return true;
                }
                if (end > from) {
                    extents.add(start, end);
                }
            }
            if (leaf.get().u16(6) == 0 && group.levels() > 1) {
                return false;
            }
            block = leaf.get().u32(12);
        }
        return true;
    }

    /** Returns the last child whose first extent begins at or before a block, else the first. */
    private long child(Structure node, long block) {
        int most = (blockSize - header()) / 12;
        int at = 0;
        while (at + 1 < node.u16(6) && node.u32(header() + 8 * (at + 1)) <= block) {
            at++;
        }
        return node.u32(header() + 8 * most + 4 * at);
    }

    private Optional<Structure> node(Group group, long block, int level) throws IOException {
        long index = group.first() + block;
        Structure node = nodes.get(index);
        if (node == null) {
            if (block >= group.blocks()) {
                return Optional.empty();
            }
            node = Structure.read(slice, index * blockSize, blockSize).orElseThrow().bigEndian();
            nodes.put(index, node);
        }
        int most = (blockSize - header()) / (level == 0 ? 8 : 12);
        boolean isSound = node.has(0, superblock.version() == 5 ? "AB3B" : "ABTB") && node.u16(4) == level
                && node.u16(6) <= most && (level == 0 || node.u16(6) > 0);
        return isSound ? Optional.of(node) : Optional.empty();
    }

    /** Bytes before the records of a tree block; version 5 has a checksum and more. */
    private int header() {
        return superblock.version() == 5 ? 56 : 16;
    }
}
