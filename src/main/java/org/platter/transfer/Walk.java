package org.platter.transfer;

import java.io.IOException;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;

/**
 * Walks over a disk in windows that grow where there is little in them and shrink where there is much, so that
 * neither an exbibyte of nothing nor a fragmented disk takes long or much memory.
 */
final class Walk {

    /** Looks at a window. */
    @FunctionalInterface
    interface Visit {
        /** Returns how many ranges there were in the window. */
        int at(ByteRange window) throws IOException;
    }

    private static final long FIRST = 64 << 20;
    private static final long LARGEST = 1L << 58;
    private static final int FEW = 256;
    private static final int MANY = 4096;

    private Walk() {}

    /** Visits all of a disk of {@code size} bytes, ascending; the windows begin at multiples of 2 MiB. */
    static void over(long size, Visit visit) throws IOException {
        long length = FIRST;
        for (long at = 0; at < size; ) {
            long end = length < size - at ? at + length : size;
            int found = visit.at(new ByteRange(at, end));
            if (found <= FEW && length < LARGEST) {
                length *= 2;
            } else if (found > MANY && length > FIRST) {
                length = Math.max(FIRST, ByteSize.floor(length / 4, FIRST));
            }
            at = end;
        }
    }
}
