package org.platter.filesystem.other;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.platter.block.BlockDevice;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.bytes.BitmapLiveBlocks;
import org.platter.filesystem.bytes.Structure;

/**
 * The block allocation map of a JFS: the file of an inode at a fixed place, in whose pages come the number of
 * blocks, then trees of free ones, and for each 8192 blocks a page with their bits (Linux, fs/jfs/jfs_dmap.h,
 * jfs_filsys.h, jfs_xtree.h).
 */
final class JfsMap {

    private static final int PAGE = 4096;
    /** The third of the inodes of 512 bytes in the aggregate's first table. */
    private static final long INODE = 0xb000 + 2 * 512;
    private static final int TREE = 224;
    private static final int LEAF = 0x02;
    private static final int FIRST_EXTENT = 2;
    private static final int MAX_EXTENTS = 18;
    /** Bits of the numbers of blocks that a page, the tree above it, and the one above that tell of. */
    private static final int[] LEVELS = {13, 23, 33};
    private static final int MAP_BYTES = 1024;
    /** Where in a page the map is that a crash leaves true. */
    private static final int PERSISTENT = 3072;

    /** A piece of the file, in bytes. */
    private record Extent(long offset, long place, long length) {}

    private final BlockDevice slice;
    private final long block;
    private final List<Extent> extents;
    private final long count;
    private final long free;

    private JfsMap(BlockDevice slice, long block, List<Extent> extents, long count, long free) {
        this.slice = slice;
        this.block = block;
        this.extents = extents;
        this.count = count;
        this.free = free;
    }

    /** Returns nothing where the inode's tree has more than one level, or makes no sense. */
    static Optional<JfsMap> of(BlockDevice slice, Structure superblock) throws IOException {
        long block = superblock.u32(16);
        Optional<Structure> inode = Structure.read(slice, INODE, 512);
        int next = inode.isEmpty() ? 0 : inode.get().u16(TREE + 18);
        if (next <= FIRST_EXTENT || next > MAX_EXTENTS || (inode.get().u8(TREE + 16) & LEAF) == 0) {
            return Optional.empty();
        }
        List<Extent> extents = new ArrayList<>();
        for (int at = TREE + FIRST_EXTENT * 16; at < TREE + next * 16; at += 16) {
            long length = (inode.get().u32(at + 8) & 0xff_ffff) * block;
            extents.add(new Extent(((long) inode.get().u8(at + 3) << 32 | inode.get().u32(at + 4)) * block,
                    ((inode.get().u32(at + 8) >>> 24) << 32 | inode.get().u32(at + 12)) * block, length));
        }
        JfsMap tables = new JfsMap(slice, block, List.copyOf(extents), 0, 0);
        Optional<Structure> head = tables.page(0);
        if (head.isEmpty() || head.get().i64(0) <= 0 || head.get().i64(0) > slice.size() / block
                || head.get().i64(8) < 0 || head.get().i64(8) > head.get().i64(0)) {
            return Optional.empty();
        }
        return Optional.of(new JfsMap(slice, block, tables.extents, head.get().i64(0),
                head.get().i64(8) * block));
    }

    /** Returns the free bytes. */
    long free() {
        return free;
    }

    /** @param end where the file system ends, the log behind the blocks included */
    Optional<LiveBlocks> liveBlocks(long end) throws IOException {
        return BitmapLiveBlocks.of(new BitmapLiveBlocks.Blocks(0, block, count, end), free / block,
                (from, length) -> {
                    ByteBuffer bits = ByteBuffer.allocate(length);
                    for (long at = from; bits.hasRemaining();) {
                        int inPage = (int) (at % MAP_BYTES);
                        int part = Math.min(bits.remaining(), MAP_BYTES - inPage);
                        bits.put(map(at / MAP_BYTES), inPage, part);
                        at += part;
                    }
                    return bits.array();
                });
    }

    /**
     * Returns the bits of 8192 blocks; they are in words, of which the highest bit comes first. All bits are
     * set if their page is damaged, which contradicts the number of free blocks.
     */
    private byte[] map(long index) throws IOException {
        long first = index << LEVELS[0];
        long number = 1L + LEVELS.length;
        for (int level : LEVELS) {
            number += first >>> level;
        }
        Optional<Structure> page = page(number).filter(found -> found.i64(8) == first);
        if (page.isEmpty()) {
            byte[] used = new byte[MAP_BYTES];
            Arrays.fill(used, (byte) 0xff);
            return used;
        }
        ByteBuffer words = ByteBuffer.wrap(page.get().bytes(PERSISTENT, MAP_BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < MAP_BYTES; at += 4) {
            words.putInt(at, Integer.reverse(words.getInt(at)));
        }
        return words.array();
    }

    private Optional<Structure> page(long number) throws IOException {
        long offset = number * PAGE;
        for (Extent extent : extents) {
            if (offset >= extent.offset() && offset + PAGE <= extent.offset() + extent.length()) {
                return Structure.read(slice, extent.place() + offset - extent.offset(), PAGE);
            }
        }
        return Optional.empty();
    }
}
