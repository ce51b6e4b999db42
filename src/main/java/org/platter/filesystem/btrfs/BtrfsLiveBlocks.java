package org.platter.filesystem.btrfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.bytes.Recent;

/**
 * The blocks in use of a Btrfs: what its extent tree lists, the superblocks, and the first MiB, where a boot
 * loader may lie.
 */
final class BtrfsLiveBlocks implements LiveBlocks {

    private static final long[] SUPERBLOCKS = {64 * ByteSize.MIB, 256 * ByteSize.GIB, 1024 * ByteSize.TIB};

    private final BtrfsChunks chunks;
    private final Map<Long, RangeSet> live = new Recent<>(4);

    /** @param chunks of which each lies in one piece */
    BtrfsLiveBlocks(BtrfsChunks chunks) {
        this.chunks = chunks;
    }

    @Override
    public synchronized RangeSet within(ByteRange window) throws IOException {
        List<ByteRange> ranges = new ArrayList<>();
        add(ranges, window, 0, ByteSize.MIB);
        for (long place : SUPERBLOCKS) {
            add(ranges, window, place, place + BtrfsSuperblock.LENGTH);
        }
        for (BtrfsChunks.Chunk chunk : chunks.all()) {
            for (long stripe : chunk.stripes()) {
                ByteRange place = ByteRange.of(stripe, chunk.length());
                ByteRange shared = place.intersection(window).orElse(null);
                if (shared != null) {
                    long distance = stripe - chunk.logical();
                    for (ByteRange range : live(chunk).within(shared.shifted(-distance))) {
                        ranges.add(range.shifted(distance));
                    }
                }
            }
        }
        return RangeSet.of(ranges);
    }

    private RangeSet live(BtrfsChunks.Chunk chunk) throws IOException {
        RangeSet known = live.get(chunk.logical());
        if (known == null) {
            known = chunks.live(chunk);
            live.put(chunk.logical(), known);
        }
        return known;
    }

    private void add(List<ByteRange> ranges, ByteRange window, long start, long end) {
        ByteRange inside = new ByteRange(0, chunks.superblock().size());
        new ByteRange(start, end).intersection(window).flatMap(range -> range.intersection(inside))
                .ifPresent(ranges::add);
    }
}
