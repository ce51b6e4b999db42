package org.platter.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.platter.base.ByteRange;
import org.platter.image.DiskImage;

/**
 * Where a disk is copied to. {@link #prepare} is called by several threads at once, the rest by one, at
 * ascending offsets.
 */
public interface Target {

    /** Bytes of what is written or left out as one; a power of two, at most 2 MiB. */
    int granularity();

    /** Bytes that are given to {@link #prepare} at once, at most; a multiple of the granularity. */
    default int batch() {
        return Integer.MAX_VALUE;
    }

    /** Does what takes time with bytes that are not all zeros; the outcome is written by the other thread. */
    default Prepared prepare(long offset, ByteBuffer bytes) throws IOException {
        return () -> write(offset, bytes);
    }

    /** Writes from the position to the limit. */
    void write(long offset, ByteBuffer bytes) throws IOException;

    /** Makes the range read as zeros where something else shows through. */
    void zero(ByteRange range) throws IOException;

    /** Shares a range with the source, the same on both; false, having done nothing, where that cannot be. */
    default boolean tryShare(ByteRange range) throws IOException {
        return false;
    }

    /** Lets what was written go to the disk, without a wait for it. */
    default void startSync() throws IOException {}

    /** Bytes that are ready to be written. */
    @FunctionalInterface
    interface Prepared {
        void write() throws IOException;
    }

    /** An image, written as it comes. */
    static Target of(DiskImage disk, int granularity) {
        return new Target() {
            @Override
            public int granularity() {
                return granularity;
            }

            @Override
            public void write(long offset, ByteBuffer bytes) throws IOException {
                disk.write(offset, bytes);
            }

            @Override
            public void zero(ByteRange range) throws IOException {
                disk.zero(range);
            }

            @Override
            public void startSync() throws IOException {
                disk.file().startSync();
            }
        };
    }
}
