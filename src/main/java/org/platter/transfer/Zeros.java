package org.platter.transfer;

import java.nio.ByteBuffer;

/** Looks for zeros in buffers, many bytes at a time. */
final class Zeros {

    private static final int LENGTH = 64 << 10;
    private static final ByteBuffer NONE = ByteBuffer.allocateDirect(LENGTH).asReadOnlyBuffer();

    private Zeros() {}

    /** Returns whether the bytes from {@code start} to {@code end} are all zeros. */
    static boolean in(ByteBuffer buffer, int start, int end) {
        // nearly all that is not zeros shows it at once
        if (end - start >= Long.BYTES && buffer.getLong(start) != 0) {
            return false;
        }
        for (int at = start; at < end; at += LENGTH) {
            int length = Math.min(LENGTH, end - at);
            if (buffer.slice(at, length).mismatch(NONE.slice(0, length)) >= 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the place of the first byte from {@code start} to {@code end} that is no zero, or {@code end}.
     */
    static int firstOther(ByteBuffer buffer, int start, int end) {
        for (int at = start; at < end; at += LENGTH) {
            int length = Math.min(LENGTH, end - at);
            int found = buffer.slice(at, length).mismatch(NONE.slice(0, length));
            if (found >= 0) {
                return at + found;
            }
        }
        return end;
    }

    /** Makes the bytes from {@code start} to {@code end} zeros. */
    static void put(ByteBuffer buffer, int start, int end) {
        for (int at = start; at < end; at += LENGTH) {
            int length = Math.min(LENGTH, end - at);
            buffer.put(at, NONE, 0, length);
        }
    }
}
