package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.block.StoredFile;

/**
 * Makes the disk of an image larger in the image's own file. What the new size needs is durable before one
 * write within a sector states the size, so that the image has the old size or the new one whenever the power
 * fails. Once more, it brings what is left to its end.
 */
public interface Growth {

    int SECTOR = 512;

    void run() throws IOException;

    /** Returns how many bytes the file grows by at most. */
    long room() throws IOException;

    /** Writes what a disk writes as a whole or not at all, and makes it durable. */
    static void state(StoredFile file, long offset, ByteBuffer bytes) throws IOException {
        if (offset / SECTOR != (offset + bytes.remaining() - 1) / SECTOR) {
            throw new IllegalArgumentException(bytes.remaining() + " bytes at " + offset);
        }
        file.write(offset, bytes);
        file.sync();
    }

    /**
     * Makes the end of the last block zeros, which may be anything as long as it lies behind the disk.
     *
     * @param block where the block lies in the file
     * @param used bytes of the block that the disk has
     */
    static void clearEnd(StoredFile file, long block, long used, long blockSize) throws IOException {
        long end = Math.min(file.size(), block + blockSize);
        if (used > 0 && block + used < end) {
            file.punch(new ByteRange(block + used, end));
        }
    }

    /**
     * Fills a part of a table with bytes that say that its blocks are not there; alone the part that shares a
     * sector with entries in use.
     */
    static void fill(StoredFile file, long start, long end, byte value) throws IOException {
        byte[] bytes = new byte[1 << 20];
        Arrays.fill(bytes, value);
        int head = (int) (Math.min(end, ByteSize.ceil(start, SECTOR)) - start);
        if (head > 0) {
            state(file, start, ByteBuffer.wrap(bytes, 0, head));
        }
        for (long at = start + head; at < end; at += bytes.length) {
            file.write(at, ByteBuffer.wrap(bytes, 0, (int) Math.min(bytes.length, end - at)));
        }
    }

    /** Copies a part of the file to another place in it. */
    static void copy(StoredFile file, long from, long length, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
        for (long at = 0; at < length; at += bytes.capacity()) {
            bytes.clear().limit((int) Math.min(bytes.capacity(), length - at));
            file.read(from + at, bytes);
            file.write(to + at, bytes.flip());
        }
    }
}
