package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.filesystem.LiveBlocks;
import org.platter.stage.Extent;
import org.platter.stage.Source;
import org.platter.stage.StagedDisk;

/** Puts runs of clusters together from a staged disk, reading only what has a meaning and is no hole. */
final class Composition {

    /** What lies between two ranges that are read and is shorter costs less than another read. */
    private static final long GAP = 16 << 10;

    private final StagedDisk staged;
    private final LiveBlocks live;

    Composition(StagedDisk staged, LiveBlocks live) {
        this.staged = staged;
        this.live = live;
    }

    /** Returns {@code length} bytes from {@code offset} on, at most what {@code buffer} holds, in it. */
    ByteBuffer read(long offset, int length, ByteBuffer buffer) throws IOException {
        ByteBuffer into = buffer.clear().limit(length);
        Arrays.fill(into.array(), into.arrayOffset(), into.arrayOffset() + length, (byte) 0);
        for (Extent part : staged.extents(ByteRange.of(offset, length))) {
            for (ByteRange range : worth(part)) {
                staged.read(range.start(), into.slice((int) (range.start() - offset), (int) range.length()));
            }
        }
        return into;
    }

    private RangeSet worth(Extent part) throws IOException {
        ByteRange target = part.target();
        if (part.source() instanceof Source.Scratch) {
            return RangeSet.of(target);
        }
        if (!(part.source() instanceof Source.Base)) {
            return RangeSet.EMPTY;
        }
        RangeSet data = staged.data(target);
        // what stays keeps also what has no meaning
        RangeSet worth = part.isMoved() ? live.within(target).intersection(data) : data;
        return DataMap.rounded(worth, staged.sectorSize(), GAP).within(target);
    }
}
