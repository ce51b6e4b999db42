package org.platter.filesystem.ntfs;

import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.bytes.Structure;

/**
 * The bytes in use of an NTFS volume: the clusters that $Bitmap marks, what is too short for a cluster behind
 * the last one, and the backup boot sector, which is the last of the partition or follows the volume.
 */
final class NtfsLiveBlocks implements LiveBlocks {

    /** Bytes of the bitmap held at a time: 1 GiB of 4 KiB clusters. */
    private static final int PIECE = 1 << 15;

    private final BlockDevice slice;
    private final NtfsVolume volume;
    private final NtfsRuns bitmap;
    private long heldAt = -1;
    private BitSet held = new BitSet(0);

    private NtfsLiveBlocks(BlockDevice slice, NtfsVolume volume, NtfsRuns bitmap) {
        this.slice = slice;
        this.volume = volume;
        this.bitmap = bitmap;
    }

    /**
     * Returns the reader; nothing where $Bitmap is spread over several records, too short, or not all
     * written.
     */
    static Optional<NtfsLiveBlocks> of(BlockDevice slice, NtfsVolume volume) throws IOException {
        Optional<NtfsVolume.FileRecord> file = volume.systemFile(NtfsVolume.BITMAP);
        long bytes = (volume.clusters() + 7) / 8;
        return file.flatMap(record -> volume.runs(record, NtfsVolume.DATA, ""))
                .filter(runs -> runs.size() >= bytes && runs.initialized() >= bytes)
                .map(runs -> new NtfsLiveBlocks(slice, volume, runs));
    }

    @Override
    public synchronized RangeSet within(ByteRange window) throws IOException {
        RangeSet.Builder live = new RangeSet.Builder();
        long cluster = volume.clusterBytes();
        long end = Math.min(volume.clusters(), (window.end() + cluster - 1) / cluster);
        long at = window.start() / cluster;
        while (at < end) {
            BitSet bits = piece(at / 8 / PIECE);
            long first = at / 8 / PIECE * PIECE * 8;
            int from = bits.nextSetBit((int) (at - first));
            int to = from < 0 ? -1 : bits.nextClearBit(from);
            at = from < 0 ? first + PIECE * 8 : Math.min(end, first + Math.min(to, PIECE * 8));
            if (from >= 0 && first + from < end) {
                live.add(Math.max(window.start(), (first + from) * cluster),
                        Math.min(window.end(), at * cluster));
            }
        }
        addTail(live, window, volume.clusters() * cluster, volume.size());
        addTail(live, window, slice.size() - volume.sectorBytes(), slice.size());
        return live.build();
    }

    private void addTail(RangeSet.Builder live, ByteRange window, long start, long end) {
        long from = Math.max(window.start(), Math.max(start, volume.clusters() * volume.clusterBytes()));
        live.add(from, Math.min(window.end(), Math.min(end, slice.size())));
    }

    /** Returns how many clusters are in use. */
    synchronized long usedClusters() throws IOException {
        long used = 0;
        for (long piece = 0; piece * PIECE * 8 < volume.clusters(); piece++) {
            BitSet bits = piece(piece);
            long rest = volume.clusters() - piece * PIECE * 8;
            used += rest >= PIECE * 8 ? bits.cardinality() : bits.get(0, (int) rest).cardinality();
        }
        return used;
    }

    private BitSet piece(long index) throws IOException {
        if (index == heldAt) {
            return held;
        }
        byte[] bytes = new byte[PIECE];
        long start = index * PIECE;
        int length = (int) Math.min(PIECE, (volume.clusters() + 7) / 8 - start);
        for (int done = 0; done < length;) {
            Optional<Long> place = bitmap.place(start + done, volume.clusterBytes());
            int piece = (int) Math.min(length - done, bitmap.contiguous(start + done, volume.clusterBytes()));
            Optional<Structure> read = place.isPresent()
                    ? Structure.read(slice, place.get(), piece) : Optional.empty();
            if (read.isEmpty()) {
                throw new IOException(String.format("%s: $Bitmap does not go on at 0x%x", slice.description(),
                        start + done));
            }
            System.arraycopy(read.get().bytes(0, piece), 0, bytes, done, piece);
            done += piece;
        }
        held = BitSet.valueOf(bytes);
        heldAt = index;
        return held;
    }
}
