package org.platter.filesystem.exfat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.bytes.Structure;

/** The clusters in use of an exFAT, by its allocation bitmap (exFAT specification, 7.1.5). */
final class ExfatLiveBlocks implements LiveBlocks {

    private static final int CHUNK = 1 << 16;
    /** A bitmap longer than this, of 4 TiB in clusters of 32 KiB, is not counted through when probing. */
    private static final long COUNTED_BYTES = 16 * ByteSize.MIB;
    /** A bitmap in more pieces than this is no work of any program. */
    private static final int MAX_PIECES = 1 << 16;

    private final BlockDevice slice;
    private final ExfatVolume volume;
    /** Where the bitmap lies, piece after piece. */
    private final List<ByteRange> pieces;

    private ExfatLiveBlocks(BlockDevice slice, ExfatVolume volume, List<ByteRange> pieces) {
        this.slice = slice;
        this.volume = volume;
        this.pieces = pieces;
    }

    /** Returns a reader of a volume without problems; nothing where its bitmap is not to be found. */
    static Optional<ExfatLiveBlocks> of(BlockDevice slice, ExfatVolume volume) throws IOException {
        Optional<Structure> entry = volume.bitmap(slice);
        long length = (volume.clusters() + 7) / 8;
        if (entry.isEmpty() || volume.fats() != 1 || entry.get().i64(24) != length) {
            return Optional.empty();
        }
        List<ByteRange> pieces = new ArrayList<>();
        long cluster = entry.get().u32(20);
        for (long at = 0; at < length;) {
            long first = cluster;
            long count = 0;
            do {
                if (!volume.has(cluster)) {
                    return Optional.empty();
                }
                count++;
                at += volume.clusterBytes();
                cluster = at < length ? volume.next(slice, cluster) : 0;
            } while (cluster == first + count);
            pieces.add(ByteRange.of(volume.place(first), count * volume.clusterBytes()));
            if (pieces.size() > MAX_PIECES) {
                return Optional.empty();
            }
        }
        return Optional.of(new ExfatLiveBlocks(slice, volume, List.copyOf(pieces)));
    }

    /**
     * Returns the bytes in use, the tables before the clusters included; nothing where counting takes long.
     */
    OptionalLong used() throws IOException {
        long length = (volume.clusters() + 7) / 8;
        if (length > COUNTED_BYTES) {
            return OptionalLong.empty();
        }
        long clusters = 0;
        for (long at = 0; at < length; at += CHUNK) {
            clusters += bits(at, (int) Math.min(CHUNK, length - at)).cardinality();
        }
        return OptionalLong.of(volume.heapOffset() + clusters * volume.clusterBytes());
    }

    @Override
    public RangeSet within(ByteRange window) throws IOException {
        RangeSet.Builder live = new RangeSet.Builder();
        live.add(window.start(), Math.min(window.end(), volume.heapOffset()));
        long heap = volume.heapOffset();
        long end = Math.min(window.end(), heap + volume.clusters() * volume.clusterBytes());
        long first = Math.max(0, window.start() - heap) / volume.clusterBytes();
        while (heap + first * volume.clusterBytes() < end) {
            long from = first / 8;
            long last = (end - heap + volume.clusterBytes() - 1) / volume.clusterBytes();
            int length = (int) Math.min(CHUNK, (last + 7) / 8 - from);
            BitSet used = bits(from, length);
            for (int bit = used.nextSetBit(0); bit >= 0;) {
                int clear = used.nextClearBit(bit);
                long start = Math.max(window.start(), heap + (from * 8 + bit) * volume.clusterBytes());
                live.add(start, Math.max(start,
                        Math.min(end, heap + (from * 8 + clear) * volume.clusterBytes())));
                bit = used.nextSetBit(clear);
            }
            first = (from + length) * 8;
        }
        return live.build();
    }

    /** Returns bits of the bitmap from byte {@code from} on, none beyond the last cluster. */
    private BitSet bits(long from, int length) throws IOException {
        byte[] bytes = new byte[length];
        long pieceStart = 0;
        for (ByteRange piece : pieces) {
            long start = Math.max(from, pieceStart);
            long end = Math.min(from + length, pieceStart + piece.length());
            if (start < end) {
                byte[] part = slice.read(piece.start() + start - pieceStart, (int) (end - start)).array();
                System.arraycopy(part, 0, bytes, (int) (start - from), part.length);
            }
            pieceStart += piece.length();
        }
        BitSet bits = BitSet.valueOf(bytes);
        long beyond = volume.clusters() - from * 8;
        if (beyond < bits.length()) {
            bits.clear((int) Math.max(0, beyond), bits.length());
        }
        return bits;
    }
}
