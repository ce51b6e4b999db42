package org.platter.filesystem.bytes;

import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.filesystem.LiveBlocks;

/**
 * The blocks in use of a file system that keeps a bit for each of them. Bytes before the blocks are live, and
 * those behind them up to the file system's end.
 */
public final class BitmapLiveBlocks implements LiveBlocks {

    /** A longer bitmap is not counted through. */
    private static final long COUNTED_BYTES = 16 * ByteSize.MIB;
    private static final int CHUNK = 1 << 16;

    /** Where the bits are. */
    @FunctionalInterface
    public interface Source {

        /**
         * Returns bytes of the bitmap in which the lowest bit is that of the first block, set for a block in
         * use.
         */
        byte[] read(long from, int length) throws IOException;
    }

    /**
     * The blocks that have bits.
     *
     * @param origin where the first one is, in bytes
     * @param block bytes of each
     * @param end where the last byte is that may mean something, behind them
     */
    public record Blocks(long origin, long block, long count, long end) {

        public Blocks {
            if (origin < 0 || block <= 0 || count < 0 || count > (Long.MAX_VALUE - origin) / block) {
                throw new IllegalArgumentException("blocks of " + block + " bytes from " + origin);
            }
        }

        long blocksEnd() {
            return origin + count * block;
        }

        long bitmapBytes() {
            return (count + 7) / 8;
        }
    }

    private final Blocks blocks;
    private final Source source;

    private BitmapLiveBlocks(Blocks blocks, Source source) {
        this.blocks = blocks;
        this.source = source;
    }

    /**
     * Returns a reader if the bits agree with the number of free blocks that the file system tells elsewhere,
     * or would take long to count.
     */
    public static Optional<LiveBlocks> of(Blocks blocks, long free, Source source) throws IOException {
        BitmapLiveBlocks reader = new BitmapLiveBlocks(blocks, source);
        OptionalLong used = reader.used();
        return used.isEmpty() || used.getAsLong() == blocks.count() - free ? Optional.of(reader)
                : Optional.empty();
    }

    /** Returns how many blocks are in use; nothing where counting takes long. */
    public static OptionalLong used(Blocks blocks, Source source) throws IOException {
        return new BitmapLiveBlocks(blocks, source).used();
    }

    private OptionalLong used() throws IOException {
        if (blocks.bitmapBytes() > COUNTED_BYTES) {
            return OptionalLong.empty();
        }
        long used = 0;
        for (long at = 0; at < blocks.bitmapBytes(); at += CHUNK) {
            used += bits(at, (int) Math.min(CHUNK, blocks.bitmapBytes() - at)).cardinality();
        }
        return OptionalLong.of(used);
    }

    @Override
    public RangeSet within(ByteRange window) throws IOException {
        RangeSet.Builder live = new RangeSet.Builder();
        add(live, window, 0, blocks.origin());
        long end = Math.min(window.end(), blocks.blocksEnd());
        long first = Math.max(0, window.start() - blocks.origin()) / blocks.block();
        while (blocks.origin() + first * blocks.block() < end) {
            long from = first / 8;
            long last = (end - blocks.origin() + blocks.block() - 1) / blocks.block();
            int length = (int) Math.min(CHUNK, (last + 7) / 8 - from);
            BitSet used = bits(from, length);
            for (int bit = used.nextSetBit(0); bit >= 0;) {
                int clear = used.nextClearBit(bit);
                add(live, window, blocks.origin() + (from * 8 + bit) * blocks.block(),
                        Math.min(end, blocks.origin() + (from * 8 + clear) * blocks.block()));
                bit = used.nextSetBit(clear);
            }
            first = (from + length) * 8;
        }
        add(live, window, blocks.blocksEnd(), blocks.end());
        return live.build();
    }

    private static void add(RangeSet.Builder live, ByteRange window, long start, long end) {
        long from = Math.max(window.start(), start);
        live.add(from, Math.max(from, Math.min(window.end(), end)));
    }

    /** Returns bits of the bitmap from byte {@code from} on, none beyond the last block. */
    private BitSet bits(long from, int length) throws IOException {
        BitSet bits = BitSet.valueOf(source.read(from, length));
        long beyond = blocks.count() - from * 8;
        if (beyond < bits.length()) {
            bits.clear((int) Math.max(0, beyond), bits.length());
        }
        return bits;
    }

    /** Turns bytes around in which the highest bit comes first. */
    public static byte[] highestFirst(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (Integer.reverse(bytes[i]) >>> 24);
        }
        return bytes;
    }
}
