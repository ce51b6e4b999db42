package org.platter.image.qcow2;

import java.nio.ByteBuffer;

/** Tells whether bytes are all zero, as fast as they can be compared. */
final class Zeros {

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

    private Zeros() {}

    /** Looks from {@code start} to {@code end} of the buffer, without a change of its position. */
    static boolean areAll(ByteBuffer buffer, int start, int end) {
        ByteBuffer part = buffer.duplicate();
        ByteBuffer zeros = ZEROS.duplicate();
        for (int at = start; at < end;) {
            int length = Math.min(end - at, zeros.capacity());
            if (part.limit(at + length).position(at).mismatch(zeros.limit(length).position(0)) >= 0) {
                return false;
            }
            at += length;
        }
        return true;
    }
}
