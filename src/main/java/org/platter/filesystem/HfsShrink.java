package org.platter.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;

/**
 * Shrinks HFS to the sector, keeping the size of its allocation blocks. An extent behind the new end moves
 * as a whole into a gap before it; where one fits into none, all move to the left, until there is no gap.
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
    private static final int CHUNK = 1 << 20;

    private final BlockDevice slice;
    private final ByteBuffer master;
    private final long origin;
    private final long blockSize;
    private final int count;
    private final List<Extent> extents = new ArrayList<>();
    private final BitSet used = new BitSet();

    /** What is done with the place of a leaf, and its bytes. */
    @FunctionalInterface
    private interface Leaf {

        void read(long place, ByteBuffer node) throws IOException;
    }

    /** Blocks of a file, and where on the disk it says so. */
    private static final class Extent {

        private final int start;
        private final int length;
        private final long place;
        /** Where its start is told once more; 0 where it is not. */
        private long secondPlace;
        private int target;

        Extent(int start, int length, long place) {
            this.start = start;
            this.length = length;
            this.place = place;
            this.target = start;
        }

        int end() {
            return start + length;
        }
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
        if (used.cardinality() > kept) {
            throw new IOException(slice.description() + ": the files of this HFS do not fit into "
                    + ByteSize.format(bytes) + "; it cannot be shorter than "
                    + ByteSize.format(origin + used.cardinality() * blockSize + TAIL));
        }
        if (!fillGaps(kept)) {
            slideLeft();
        }
        for (Extent extent : extents) {
            if (extent.target != extent.start) { // before anything moves: what tells it may move too
                slice.write(extent.place, ByteBuffer.allocate(2).putShort(0, (short) extent.target));
                if (extent.secondPlace != 0) {
                    slice.write(extent.secondPlace,
                            ByteBuffer.allocate(2).putShort(0, (short) extent.target));
                }
            }
        }
        BitSet now = new BitSet();
        for (Extent extent : extents) { // in the order of the disk, so that none is overwritten by another
            copy(origin + extent.start * blockSize, origin + extent.target * blockSize,
                    extent.length * blockSize);
            now.set(extent.target, extent.target + extent.length);
        }
        byte[] bits = now.toByteArray();
        byte[] bitmap = new byte[(count + 7) / 8];
        System.arraycopy(bits, 0, bitmap, 0, bits.length);
        slice.write(u16(master, BITMAP_START) * (long) BLOCK,
                ByteBuffer.wrap(BitmapLiveBlocks.highestFirst(bitmap)));
        ByteBuffer changed = slice.read(MASTER, BLOCK); // with the extents of its own
        changed.putShort(NEXT_SEARCH, (short) 0).putShort(COUNT, (short) kept)
                .putShort(FREE, (short) (kept - used.cardinality()));
        slice.write(MASTER, changed.duplicate());
        slice.write(end, changed);
    }

    /** Finds the extents of all files, and that they are what the bitmap has in use. */
    private void readExtents() throws IOException {
        List<Extent> overflow = extents(master, OVERFLOW_EXTENTS, MASTER);
        List<Extent> catalog = extents(master, CATALOG_EXTENTS, MASTER);
        leaves(overflow, (place, node) -> {
            for (int record : records(node, 8 + 12)) {
                long file = node.getInt(record + 2) & 0xffff_ffffL;
                if (file == BAD_BLOCKS) {
                    throw new IOException(slice.description() + ": this HFS has a list of bad blocks, which "
                            + "cannot move; format it anew in the new size");
                }
                List<Extent> more = extents(node, record + 8, place);
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
        extents.sort(Comparator.comparingInt(extent -> extent.start));
        for (Extent extent : extents) {
            if (used.get(extent.start)) { // none before it begins later
                throw damaged("two files have the same blocks");
            }
            used.set(extent.start, extent.end());
        }
        byte[] bitmap = slice.read(u16(master, BITMAP_START) * (long) BLOCK, (count + 7) / 8).array();
        BitSet expected = BitSet.valueOf(BitmapLiveBlocks.highestFirst(bitmap));
        expected.clear(count, Math.max(count, expected.length()));
        if (!expected.equals(used) || count - used.cardinality() != u16(master, FREE)) {
            throw damaged("its bitmap is not that of its files");
        }
    }

    /** Reads three extents of a fork, and the block that old systems take for its first (2-71). */
    private void fork(ByteBuffer node, int first, int at, long place) throws IOException {
        List<Extent> found = extents(node, at, place);
        if (!found.isEmpty() && u16(node, first) == found.get(0).start) {
            found.get(0).secondPlace = place + first;
        }
    }

    /** Reads three extents; the first of no blocks is behind the last. */
    private List<Extent> extents(ByteBuffer bytes, int at, long place) throws IOException {
        List<Extent> found = new ArrayList<>();
        for (int i = at; i < at + 12 && u16(bytes, i + 2) > 0; i += 4) {
            Extent extent = new Extent(u16(bytes, i), u16(bytes, i + 2), place + i);
            if (extent.end() > count || extents.size() == count) {
                throw damaged("a file lies behind its end, or where others are");
            }
            found.add(extent);
            extents.add(extent);
        }
        return found;
    }

    /** Returns where a node of a tree is that is kept in these extents. */
    private long place(List<Extent> tree, long node) throws IOException {
        long left = node * BLOCK;
        for (Extent extent : tree) {
            if (left < extent.length * blockSize) {
                return origin + extent.start * blockSize + left;
            }
            left -= extent.length * blockSize;
        }
        throw damaged("a tree has no node " + node);
    }

    /** Reads the leaves of a tree, which are chained (2-66). */
    private void leaves(List<Extent> tree, Leaf reader) throws IOException {
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

    /** Gives each extent behind the new end the narrowest gap that it fits into; false where one has none. */
    private boolean fillGaps(int end) {
        BitSet taken = used.get(0, Math.max(end, used.length()));
        for (Extent extent : extents) {
            if (extent.end() <= end) {
                continue;
            }
            int best = -1;
            int narrowest = Integer.MAX_VALUE;
            for (int gap = taken.nextClearBit(0); gap < end; ) {
                int next = taken.nextSetBit(gap);
                int gapEnd = next < 0 ? end : Math.min(end, next);
                if (gapEnd - gap >= extent.length && gapEnd - gap < narrowest) {
                    best = gap;
                    narrowest = gapEnd - gap;
                }
                gap = taken.nextClearBit(gapEnd);
            }
            if (best < 0) {
                return false;
            }
            extent.target = best;
            taken.set(best, best + extent.length);
        }
        return true;
    }

    private void slideLeft() {
        int next = 0;
        for (Extent extent : extents) {
            extent.target = next;
            next += extent.length;
        }
    }

    /** Copies to the left, or to where nothing is. */
    private void copy(long from, long to, long length) throws IOException {
        for (long done = 0; done < length && from != to; done += CHUNK) {
            slice.write(to + done, slice.read(from + done, (int) Math.min(CHUNK, length - done)));
        }
    }

    private IOException damaged(String how) {
        return new IOException(slice.description() + ": this HFS is damaged, " + how + "; check it first");
    }

    private static int u16(ByteBuffer bytes, int at) {
        return bytes.getShort(at) & 0xffff;
    }
}
