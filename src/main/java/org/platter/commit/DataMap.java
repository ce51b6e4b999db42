package org.platter.commit;

import java.io.IOException;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.StoredFile;

/**
 * Where a file that nobody writes has data, remembered for a window, since steps ask for small ranges in a
 * row.
 */
final class DataMap {

    private static final long WINDOW = 64 << 20;

    private final StoredFile file;
    private final int sector;
    private ByteRange window = new ByteRange(0, 0);
    private RangeSet known = RangeSet.EMPTY;

    DataMap(StoredFile file, int sector) {
        this.file = file;
        this.sector = sector;
    }

    /** Returns what is not zero in {@code range}, in whole sectors; nothing behind the file's end. */
    RangeSet within(ByteRange range) throws IOException {
        if (!window.contains(range)) {
            window = new ByteRange(ByteSize.floor(range.start(), WINDOW), ByteSize.ceil(range.end(), WINDOW));
            known = rounded(file.data(window), sector, 0);
        }
        return known.within(range);
    }

    /** Returns the set made larger to whole sectors, and without its gaps of at most {@code gap} bytes. */
    static RangeSet rounded(RangeSet set, long sector, long gap) {
        RangeSet.Builder builder = new RangeSet.Builder();
        long end = 0;
        for (ByteRange range : set) {
            long start = ByteSize.floor(range.start(), sector);
            boolean joins = end > 0 && start - end <= gap;
            long from = joins ? Math.min(start, end) : start;
            end = Math.max(end, ByteSize.ceil(range.end(), sector));
            builder.add(from, end);
        }
        return builder.build();
    }
}
