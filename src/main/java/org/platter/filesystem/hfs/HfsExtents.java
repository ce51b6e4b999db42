package org.platter.filesystem.hfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.BitmapLiveBlocks;

/**
 * The extents of all files of an HFS or HFS+, and where they go when it gets shorter. One behind the new end
 * moves as a whole into a gap before it; where one fits into none, all move to the left, until there is no
 * gap. Ranges are of blocks.
 */
final class HfsExtents {

    private static final int CHUNK = 1 << 20;

    private final List<Extent> all = new ArrayList<>();

    /** Where on the disk the first block of an extent is told. */
    @FunctionalInterface
    interface Pointer {

        void write(long block) throws IOException;
    }

    /** Blocks of a file. */
    static final class Extent {

        private final long start;
        private final long length;
        private final Pointer pointer;
        private long target;

        private Extent(long start, long length, Pointer pointer) {
            this.start = start;
            this.length = length;
            this.pointer = pointer;
            this.target = start;
        }

        long start() {
            return start;
        }

        long length() {
            return length;
        }

        long end() {
            return start + length;
        }

        /** Returns where its first block will be. */
        long target() {
            return target;
        }
    }

    Extent add(long start, long length, Pointer pointer) {
        Extent extent = new Extent(start, length, pointer);
        all.add(extent);
        return extent;
    }

    int count() {
        return all.size();
    }

    /** Puts them into the order of the disk. Returns their blocks; nothing where two have the same. */
    Optional<RangeSet> used() {
        all.sort(Comparator.comparingLong(extent -> extent.start));
        RangeSet.Builder used = new RangeSet.Builder();
        long end = 0;
        for (Extent extent : all) {
            if (extent.start < end) {
                return Optional.empty();
            }
            used.add(extent.start, extent.end());
            end = extent.end();
        }
        return Optional.of(used.build());
    }

    /**
     * Finds a place in {@code room}, which is long enough for all of them, for each that is not inside of it.
     * They are in the order of the disk; none lies before the room.
     *
     * @param used the blocks of all
     * @return the blocks of all, once they are there
     */
    RangeSet place(RangeSet used, ByteRange room) {
        if (!fillGaps(used, room)) {
            long next = room.start();
            for (Extent extent : all) {
                extent.target = next;
                next += extent.length;
            }
        }
        return RangeSet.of(all.stream().map(extent -> ByteRange.of(extent.target, extent.length)).toList());
    }

    /** Gives each extent behind the room the narrowest gap that it fits into; false where one has none. */
    private boolean fillGaps(RangeSet used, ByteRange room) {
        TreeSet<ByteRange> gaps = new TreeSet<>(Comparator.comparingLong(ByteRange::length)
                .thenComparing(Comparator.naturalOrder()));
        used.complementWithin(room).forEach(gaps::add);
        for (Extent extent : all) {
            if (extent.end() > room.end()) {
                ByteRange gap = gaps.ceiling(new ByteRange(0, extent.length));
                if (gap == null) {
                    return false;
                }
                extent.target = gap.start();
                gaps.remove(gap);
                if (gap.length() > extent.length) {
                    gaps.add(new ByteRange(gap.start() + extent.length, gap.end()));
                }
            }
        }
        return true;
    }

    /** Tells where they will be; before any is moved, since what tells it may move too. */
    void point() throws IOException {
        for (Extent extent : all) {
            if (extent.target != extent.start) {
                extent.pointer.write(extent.target);
            }
        }
    }

    /** Copies them to where they will be, the first block of the disk being at byte {@code origin}. */
    void move(BlockDevice slice, long origin, long blockSize) throws IOException {
        for (Extent extent : all) { // in the order of the disk, so that none is overwritten by another
            long from = origin + extent.start * blockSize;
            long to = origin + extent.target * blockSize;
            long length = extent.length * blockSize;
            for (long done = 0; done < length && from != to; done += CHUNK) { // to the left, or into a gap
                slice.write(to + done, slice.read(from + done, (int) Math.min(CHUNK, length - done)));
            }
        }
    }

    /** Returns where these bytes of the disk will start; nothing where they are in no one extent. */
    Optional<Long> moved(ByteRange bytes, long blockSize) {
        return all.stream().filter(extent -> extent.start * blockSize <= bytes.start()
                && bytes.end() <= extent.end() * blockSize).findFirst()
                .map(extent -> bytes.start() + (extent.target - extent.start) * blockSize);
    }

    /** Returns bytes of a bitmap from the bit of block {@code first} on, which is the highest of its byte. */
    static byte[] bits(RangeSet blocks, long first, int bytes) {
        BitSet bits = new BitSet(bytes * 8);
        for (ByteRange range : blocks.within(ByteRange.of(first, bytes * 8L))) {
            bits.set((int) (range.start() - first), (int) (range.end() - first));
        }
        byte[] bitmap = new byte[bytes];
        byte[] set = bits.toByteArray();
        System.arraycopy(set, 0, bitmap, 0, set.length);
        return BitmapLiveBlocks.highestFirst(bitmap);
    }

    /**
     * Compares bytes of a bitmap with what they should be.
     *
     * @param first the block of their first bit
     */
    static void compare(byte[] found, byte[] expected, long first, HfsDamage damage) throws IOException {
        int at = Arrays.mismatch(found, expected);
        if (at >= 0) {
            int bit = Integer.numberOfLeadingZeros((found[at] ^ expected[at]) & 0xff) - 24;
            boolean isMarked = (found[at] & 0x80 >> bit) != 0;
            throw damage.found("its bitmap has block " + (first + at * 8L + bit) + (isMarked
                    ? " as in use, which belongs to no file" : " as free, which belongs to a file"));
        }
    }

    static void compareFree(long free, long said, HfsDamage damage) throws IOException {
        if (free != said) {
            throw damage.found("its header tells of " + said + " free blocks, its bitmap of " + free);
        }
    }
}
