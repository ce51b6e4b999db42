package org.platter.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;

/**
 * Shrinks HFS to the sector, keeping the size of its allocation blocks.
 *
 * <p>Nothing moves unless every block that the volume bitmap has in use belongs to one file. Structures are
 * those of Inside Macintosh, Files, 2-56 to 2-72.
 */
final class HfsShrink {

    private static final int BLOCK = 512;
    private static final int MASTER = 1024;
    private static final int BITMAP_START = 14;
    private static final int NEXT_SEARCH = 16;
    private static final int COUNT = 18;
    private static final int FREE = 34;
    private static final int OVERFLOW_EXTENTS = 134;
    private static final int CATALOG_EXTENTS = 150;
    private static final long CATALOG = 4;
    private static final long BAD_BLOCKS = 5;
    private static final int FILE = 2;
    private static final int FILE_LENGTH = 102;
    private static final int LEAF = 0xff;
    /** The copy of the master directory block, and a block that Apple kept for itself. */
    private static final int TAIL = 2 * BLOCK;

    private final BlockDevice slice;
    private final ByteBuffer master;
    private final long origin;
    private final long blockSize;
    private final int count;
    private final HfsExtents extents = new HfsExtents();
    private long blocks;
    private RangeSet used = RangeSet.EMPTY;

    /** What is done with the place of a leaf, and its bytes. */
    @FunctionalInterface
    private interface Leaf {

        void read(long place, ByteBuffer node) throws IOException;
    }

    /** @throws IOException if there is none, or it cannot be read */
    HfsShrink(BlockDevice slice) throws IOException {
        this.slice = slice;
        this.master = slice.read(MASTER, BLOCK);
        this.origin = u16(master, 28) * (long) BLOCK;
        this.blockSize = master.getInt(20) & 0xffff_ffffL;
        this.count = u16(master, COUNT);
    }

    /**
     * Makes it as long as {@code bytes} allow. Writes in any order: only for a device whose changes can be
     * thrown away together.
     *
     * @throws IOException if its files do not fit, or its structures contradict themselves
     */
    void shrink(long bytes) throws IOException {
        long end = bytes / BLOCK * BLOCK - TAIL;
        int kept = (int) Math.min(count, Math.max(0, end - origin) / blockSize);
        readExtents();
        if (used.length() > kept) {
            throw new IOException(slice.description() + ": the files of this HFS do not fit into "
                    + ByteSize.format(bytes) + "; it cannot be shorter than "
                    + ByteSize.format(origin + used.length() * blockSize + TAIL));
        }
        RangeSet now = extents.place(used, new ByteRange(0, kept));
        extents.point();
        extents.move(slice, origin, blockSize);
        slice.write(u16(master, BITMAP_START) * (long) BLOCK,
                ByteBuffer.wrap(HfsExtents.bits(now, 0, (count + 7) / 8)));
        ByteBuffer changed = slice.read(MASTER, BLOCK); // with the extents of its own
        changed.putShort(NEXT_SEARCH, (short) 0).putShort(COUNT, (short) kept)
                .putShort(FREE, (short) (kept - used.length()));
        slice.write(MASTER, changed.duplicate());
        slice.write(end, changed);
    }

    /** Finds the extents of all files, and that they are what the bitmap has in use. */
    private void readExtents() throws IOException {
        List<HfsExtents.Extent> overflow = extents(master, OVERFLOW_EXTENTS, MASTER);
        List<HfsExtents.Extent> catalog = extents(master, CATALOG_EXTENTS, MASTER);
        leaves(overflow, (place, node) -> {
            for (int record : records(node, 8 + 12)) {
                long file = node.getInt(record + 2) & 0xffff_ffffL;
                if (file == BAD_BLOCKS) {
                    throw new IOException(slice.description() + ": this HFS has a list of bad blocks, which "
                            + "cannot move; format it anew in the new size");
                }
                List<HfsExtents.Extent> more = extents(node, record + 8, place);
                if (file == CATALOG) {
                    catalog.addAll(more); // the keys are in the order of the file's blocks
                }
            }
        });
        leaves(catalog, (place, node) -> {
            for (int record : records(node, 8)) {
                int file = record + (node.get(record) & 0xff) + 2 & ~1; // behind its key, at an even place
                if (file >= BLOCK || node.get(file) != FILE) {
                    continue;
                }
                if (file > BLOCK - FILE_LENGTH) {
                    throw damaged("a file's record is cut short");
                }
                fork(node, file + 24, file + 74, place);
                fork(node, file + 34, file + 86, place);
            }
        });
        used = extents.used().orElseThrow(() -> damaged("two files have the same blocks"));
        byte[] bitmap = slice.read(u16(master, BITMAP_START) * (long) BLOCK, (count + 7) / 8).array();
        BitSet marked = BitSet.valueOf(BitmapLiveBlocks.highestFirst(bitmap));
        marked.clear(count, Math.max(count, marked.length()));
        BitSet expected = BitSet.valueOf(BitmapLiveBlocks.highestFirst(
                HfsExtents.bits(used, 0, (count + 7) / 8)));
        if (!expected.equals(marked) || count - used.length() != u16(master, FREE)) {
            throw damaged("its bitmap is not that of its files");
        }
    }

    /** Reads three extents of a fork, and the block that old systems take for its first (2-71). */
    private void fork(ByteBuffer node, int first, int at, long place) throws IOException {
        boolean isToldTwice = u16(node, at + 2) > 0 && u16(node, first) == u16(node, at);
        extents(node, at, place, isToldTwice ? place + first : place + at);
    }

    private List<HfsExtents.Extent> extents(ByteBuffer bytes, int at, long place) throws IOException {
        return extents(bytes, at, place, place + at);
    }

    /**
     * Reads three extents; the first of no blocks is behind the last.
     *
     * @param second where the start of the first one is told once more, or the same place
     */
    private List<HfsExtents.Extent> extents(ByteBuffer bytes, int at, long place, long second)
            throws IOException {
        List<HfsExtents.Extent> found = new ArrayList<>();
        for (int i = at; i < at + 12 && u16(bytes, i + 2) > 0; i += 4) {
            int start = u16(bytes, i);
            int length = u16(bytes, i + 2);
            blocks += length;
            if (start + length > count || blocks > count) {
                throw damaged("a file lies behind its end, or where others are");
            }
            long first = place + i;
            long again = i == at ? second : first;
            found.add(extents.add(start, length, block -> {
                slice.write(first, ByteBuffer.allocate(2).putShort(0, (short) block));
                slice.write(again, ByteBuffer.allocate(2).putShort(0, (short) block));
            }));
        }
        return found;
    }

    /** Returns where a node of a tree is that is kept in these extents. */
    private long place(List<HfsExtents.Extent> tree, long node) throws IOException {
        long left = node * BLOCK;
        for (HfsExtents.Extent extent : tree) {
            if (left < extent.length() * blockSize) {
                return origin + extent.start() * blockSize + left;
            }
            left -= extent.length() * blockSize;
        }
        throw damaged("a tree has no node " + node);
    }

    /** Reads the leaves of a tree, which are chained (2-66). */
    private void leaves(List<HfsExtents.Extent> tree, Leaf reader) throws IOException {
        ByteBuffer header = slice.read(place(tree, 0), BLOCK);
        long left = slice.size() / BLOCK;
        for (long next = header.getInt(24) & 0xffff_ffffL; next != 0; left--) {
            long place = place(tree, next);
            ByteBuffer node = slice.read(place, BLOCK);
            if ((node.get(8) & 0xff) != LEAF || left == 0) {
                throw damaged("a tree's leaves are no chain");
            }
            reader.read(place, node);
            next = node.getInt(0) & 0xffff_ffffL;
        }
    }

    /** Returns where the records of a node are, each at least so long; the offsets are at its end. */
    private List<Integer> records(ByteBuffer node, int least) throws IOException {
        List<Integer> found = new ArrayList<>();
        int records = u16(node, 10);
        if (records > BLOCK / 2 - 8) {
            throw damaged("a tree's leaf is overfull");
        }
        for (int i = 0; i < records; i++) {
            int at = u16(node, BLOCK - 2 * (i + 1));
            if (at < 14 || at > BLOCK - least) {
                throw damaged("a tree's record is outside of its leaf");
            }
            found.add(at);
        }
        return found;
    }

    private IOException damaged(String how) {
        return new IOException(slice.description() + ": this HFS is damaged, " + how + "; check it first");
    }

    private static int u16(ByteBuffer bytes, int at) {
        return bytes.getShort(at) & 0xffff;
    }
}
