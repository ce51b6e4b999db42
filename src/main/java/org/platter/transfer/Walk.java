package org.platter.transfer;

import java.io.IOException;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;

/**
 * Walks over a disk in windows: small ones, so that the answers of a fragmented disk stay small, larger ones
 * where little was found, and huge ones where there is nothing, so that an exbibyte of it takes no time.
 */
final class Walk {

    /** Looks at a window. */
    @FunctionalInterface
    interface Visit {
        /** Returns how many ranges there were in the window. */
        int at(ByteRange window) throws IOException;
    }

    /** Knows where there is nothing. */
    @FunctionalInterface
    interface Next {
        /**
         * Returns a byte from {@code from} on before which there is nothing, see
         * {@code BlockDevice.nextData}.
         */
        long data(long from) throws IOException;
    }

    private static final long SMALL = 64 << 20;
    private static final long LARGE = ByteSize.GIB;
    private static final long HUGE = 1L << 44;
    private static final int FEW = 256;

    private Walk() {}

    /** Visits all of a disk of {@code size} bytes, ascending; the windows begin at multiples of 64 MiB. */
    static void over(long size, Next next, Visit visit) throws IOException {
        long length = SMALL;
        long known = 0;
        for (long at = 0; at < size;) {
            known = known > at ? known : Math.min(size,
                    next.data(at)); // asked once for what takes many windows
            long nothing = Math.min(HUGE, ByteSize.floor(known - at, SMALL));
            long end = at + Math.min(Math.max(nothing, length), size - at);
            int found = visit.at(new ByteRange(at, end));
            length = found <= FEW ? Math.min(LARGE, 2 * length) : SMALL;
            at = end;
        }
    }
}
