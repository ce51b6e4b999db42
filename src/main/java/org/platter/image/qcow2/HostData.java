package org.platter.image.qcow2;

import java.io.IOException;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.StoredFile;

/**
 * What of a file is in no hole, while nobody changes it: the file system is asked about more than is wanted
 * where the questions ascend, since to ask about each of a million clusters takes long.
 */
final class HostData {

    /** What lies so close behind the last answer continues it. */
    private static final long NEAR = 1 << 20;
    private static final long MAX_WINDOW = 1 << 30;

    private final StoredFile file;
    private final long size;
    private final boolean hasHoles;
    private ByteRange known = new ByteRange(0, 0);
    private RangeSet data = RangeSet.EMPTY;
    private long window;

    HostData(StoredFile file) throws IOException {
        this.file = file;
        this.size = file.size();
        this.hasHoles = file.allocatedBytes() < size;
    }

    /** Returns what of the range is in no hole. What the file does not hold is none: reading it fails, and must. */
    RangeSet within(ByteRange range) throws IOException {
        if (!hasHoles || range.end() > size) {
            return hasHoles ? file.data(range).union(RangeSet.of(new ByteRange(Math.max(range.start(), size),
                    range.end()))) : RangeSet.of(range);
        }
        if (range.start() < known.start() || range.end() > known.end()) {
            boolean isNext = range.start() >= known.start() && range.start() - known.end() < NEAR;
            window = isNext ? Math.min(MAX_WINDOW, Math.max(NEAR, 2 * window)) : range.length();
            known = new ByteRange(range.start(),
                    Math.max(range.end(), Math.min(size, range.start() + window)));
            data = file.data(known);
        }
        return data.within(range);
    }
}
