package org.platter.transfer;

import java.io.IOException;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;

/** Cuts what is to be looked at into pieces of a buffer's size, at multiples of it. */
final class Chunks {

    /** Bytes of a piece; a multiple of every cluster size. */
    static final int SIZE = 2 << 20;

    /** Takes a piece. */
    @FunctionalInterface
    interface Visit {
        /** @param wanted the bytes in {@code chunk} that are to be looked at, never none */
        void at(ByteRange chunk, RangeSet wanted) throws IOException;
    }

    private Chunks() {}

    /** Visits the pieces of {@code window} in which there is anything wanted, ascending. */
    static void of(ByteRange window, RangeSet wanted, Visit visit) throws IOException {
        int next = 0;
        for (long at = window.start(); next < wanted.count();) {
            ByteRange range = wanted.get(next);
            if (range.end() <= at) {
                next++;
                continue;
            }
            long start = Math.max(window.start(), ByteSize.floor(Math.max(at, range.start()), SIZE));
            ByteRange chunk = new ByteRange(start, Math.min(window.end(), start - start % SIZE + SIZE));
            visit.at(chunk, range.contains(chunk) ? RangeSet.of(chunk) : wanted.within(chunk));
            at = chunk.end();
        }
    }
}
