package org.platter.filesystem.ext;

import java.io.IOException;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.bytes.Recent;
import org.platter.filesystem.bytes.Structure;

/**
 * The blocks in use of an ext file system, by its block bitmaps (ext4 disk layout, "Block Group Descriptors",
 * "Block and Inode Bitmaps"). A group whose bitmap does not have as many free clusters as its descriptor
 * says, or lies where it cannot, counts as live altogether.
 */
final class ExtLiveBlocks implements LiveBlocks {

    private static final int BLOCK_UNINIT = 0x2;
    /** Before the superblock there may be a boot loader; it belongs to no group where blocks are 1 KiB. */
    private static final int BOOT_AND_SUPERBLOCK = ExtSuperblock.OFFSET + ExtSuperblock.LENGTH;
    /** How many groups of a flex group are looked through for tables in a group without bitmap. */
    private static final int FLEX_GROUPS_SEARCHED = 1024;

    private final BlockDevice slice;
    private final ExtSuperblock superblock;
    private final int blockSize;
    /** Clusters in use by group, and blocks of descriptors: each at most 64 KiB. */
    private final Map<Long, BitSet> groups = new Recent<>(16);
    private final Map<Long, Optional<Structure>> descriptors = new Recent<>(8);

    /** @param superblock one that is consistent and clean */
    ExtLiveBlocks(BlockDevice slice, ExtSuperblock superblock) {
        this.slice = slice;
        this.superblock = superblock;
        this.blockSize = superblock.blockSize();
    }

    @Override
    public synchronized RangeSet within(ByteRange window) throws IOException {
        RangeSet.Builder live = new RangeSet.Builder();
        add(live, window, 0, BOOT_AND_SUPERBLOCK);
        long groupBytes = superblock.blocksPerGroup() * blockSize;
        long origin = superblock.firstDataBlock() * blockSize;
        long end = Math.min(window.end(), superblock.size());
        long first = Math.max(0, window.start() - origin) / groupBytes;
        for (long group = first; origin + group * groupBytes < end; group++) {
            addGroup(live, new ByteRange(Math.min(window.start(), end), end), group);
        }
        return live.build();
    }

    private void addGroup(RangeSet.Builder live, ByteRange window, long group) throws IOException {
        long start = (superblock.firstDataBlock() + group * superblock.blocksPerGroup()) * blockSize;
        long clusterBytes = (long) superblock.blocksPerCluster() * blockSize;
        BitSet used = groups.get(group);
        if (used == null) {
            used = usedClusters(group);
            groups.put(group, used);
        }
        int from = (int) Math.max(0, (window.start() - start) / clusterBytes);
        while ((from = used.nextSetBit(from)) >= 0 && start + from * clusterBytes < window.end()) {
            int to = used.nextClearBit(from);
            add(live, window, start + from * clusterBytes, start + to * clusterBytes);
            from = to;
        }
    }

    private static void add(RangeSet.Builder live, ByteRange window, long start, long end) {
        live.add(Math.max(start, window.start()), Math.min(end, window.end()));
    }

    private BitSet usedClusters(long group) throws IOException {
        int clusters = clusters(group);
        Optional<Descriptor> descriptor = descriptor(group);
        BitSet used = new BitSet(clusters);
        if (descriptor.isPresent()) {
            if (superblock.hasDescriptorFlags() && (descriptor.get().flags() & BLOCK_UNINIT) != 0) {
                markTables(used, group);
            } else {
                used = readBitmap(descriptor.get().blockBitmap());
            }
            used.clear(clusters, Math.max(clusters, used.length()));
        }
        if (descriptor.isEmpty() || clusters - used.cardinality() != descriptor.get().freeClusters()) {
            used.set(0, clusters);
        }
        return used;
    }

    private int clusters(long group) {
        long first = superblock.firstDataBlock() + group * superblock.blocksPerGroup();
        long blocks = Math.min(superblock.blocksPerGroup(), superblock.blocks() - first);
        return (int) ((blocks + superblock.blocksPerCluster() - 1) / superblock.blocksPerCluster());
    }

    private BitSet readBitmap(long block) throws IOException {
        if (block <= 0 || block >= superblock.blocks()) {
            return new BitSet();
        }
        return Structure.read(slice, block * blockSize, blockSize)
                .map(bitmap -> BitSet.valueOf(bitmap.bytes(0, blockSize)))
                .orElseGet(BitSet::new);
    }

    /**
     * Marks what a group without bitmap holds: copies of superblock and descriptors, and the tables in it.
     */
    private void markTables(BitSet used, long group) throws IOException {
        long first = superblock.firstDataBlock() + group * superblock.blocksPerGroup();
        mark(used, group, first, backupBlocks(group));
        long flex = superblock.groupsPerFlexGroup();
        long searched = Math.min(flex, FLEX_GROUPS_SEARCHED);
        long from = flex > searched ? group : group - group % flex;
        for (long other = from; other < Math.min(from + searched, superblock.groups()); other++) {
            Optional<Descriptor> tables = descriptor(other);
            if (tables.isPresent()) {
                mark(used, group, tables.get().blockBitmap(), 1);
                mark(used, group, tables.get().inodeBitmap(), 1);
                mark(used, group, tables.get().inodeTable(), superblock.inodeTableBlocks());
            }
        }
    }

    private void mark(BitSet used, long group, long block, long count) {
        if (block < 0 || block >= superblock.blocks()) {
            return;
        }
        long first = superblock.firstDataBlock() + group * superblock.blocksPerGroup();
        long start = Math.max(block, first) - first;
        long end = Math.min(block + count, first + superblock.blocksPerGroup()) - first;
        if (start < end) {
            int ratio = superblock.blocksPerCluster();
            used.set((int) (start / ratio), (int) ((end + ratio - 1) / ratio));
        }
    }

    /** Blocks at the start of a group for copies of superblock and descriptors (libext2fs, alloc_sb.c). */
    private long backupBlocks(long group) {
        long backup = superblock.hasBackup(group) ? 1 : 0;
        int perMetaGroup = superblock.descriptorsPerBlock();
        if (superblock.hasMetaGroups() && group / perMetaGroup >= superblock.firstMetaGroup()) {
            long inMetaGroup = group % perMetaGroup;
            return backup + (inMetaGroup <= 1 || inMetaGroup == perMetaGroup - 1 ? 1 : 0);
        }
        long row = superblock.hasMetaGroups()
                ? superblock.firstMetaGroup()
                : superblock.descriptorBlocks() + superblock.reservedDescriptorBlocks();
        return backup * (1 + row);
    }

    private Optional<Descriptor> descriptor(long group) throws IOException {
        long index = group / superblock.descriptorsPerBlock();
        Optional<Structure> block = descriptors.get(index);
        if (block == null) {
            block = Structure.read(slice, descriptorBlock(index) * blockSize, blockSize);
            descriptors.put(index, block);
        }
        int at = (int) (group % superblock.descriptorsPerBlock()) * superblock.descriptorSize();
        return block.map(bytes -> Descriptor.of(bytes, at, superblock.is64Bit()));
    }

    /** Returns where the primary copy of a block of descriptors lies (libext2fs, openfs.c). */
    private long descriptorBlock(long index) {
        if (!superblock.hasMetaGroups() || index < superblock.firstMetaGroup()) {
            return ExtSuperblock.OFFSET / blockSize + 1 + index;
        }
        long group = index * superblock.descriptorsPerBlock();
        long first = superblock.firstDataBlock() + group * superblock.blocksPerGroup();
        return first + (superblock.hasBackup(group) ? 1 : 0);
    }

    /** A block group descriptor; places in blocks. */
    private record Descriptor(long blockBitmap, long inodeBitmap, long inodeTable, long freeClusters,
            int flags) {

        static Descriptor of(Structure block, int at, boolean is64Bit) {
            return new Descriptor(
                    block.u32(at) | (is64Bit ? block.u32(at + 0x20) << 32 : 0),
                    block.u32(at + 0x4) | (is64Bit ? block.u32(at + 0x24) << 32 : 0),
                    block.u32(at + 0x8) | (is64Bit ? block.u32(at + 0x28) << 32 : 0),
                    block.u16(at + 0xc) | (is64Bit ? (long) block.u16(at + 0x2c) << 16 : 0),
                    block.u16(at + 0x12));
        }
    }
}
