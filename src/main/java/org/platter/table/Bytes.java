package org.platter.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.platter.base.ByteRange;
import org.platter.block.BlockDevice;

/** Small questions about bytes on a disk. */
final class Bytes {

    private static final int CHUNK = 1 << 16;

    private Bytes() {}

    static boolean isZero(ByteBuffer buffer) {
        for (int i = 0; i < buffer.limit(); i++) {
            if (buffer.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    static boolean isZero(BlockDevice disk, ByteRange range) throws IOException {
        for (long at = range.start(); at < range.end(); at += CHUNK) {
            if (!isZero(disk.read(at, (int) Math.min(CHUNK, range.end() - at)))) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the Latin-1 characters of {@code text} stand at {@code offset}; false past the end. */
    static boolean has(BlockDevice disk, long offset, String text) throws IOException {
        byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
        return offset >= 0 && offset <= disk.size() - wanted.length
                && disk.read(offset, wanted.length).equals(ByteBuffer.wrap(wanted));
    }
}
