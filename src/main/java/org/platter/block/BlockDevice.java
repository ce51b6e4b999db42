package org.platter.block;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.layout.Geometry;

/**
 * A disk of fixed size, addressed in bytes: an image, a device, a slice of one, a staged disk. It keeps no
 * position, caches nothing that another program could change, and may be used by several threads at once. It
 * does not promise that writes last before {@link #flush} has returned. Offsets and lengths need no
 * alignment.
 */
public interface BlockDevice extends Closeable {

    /** Bytes in the disk, at least 0. */
    long size();

    /** Bytes of a logical sector, 512 or 4096: the unit of its partition table. */
    int sectorSize();

    /** The geometry that the disk itself tells; nothing where it has none, as images have. */
    default Optional<Geometry> geometry() {
        return Optional.empty();
    }

    /** Names it for messages, outermost first: {@code disk.raw [partition 2]}. */
    String description();

    boolean isWritable();

    /**
     * Fills {@code into} from its position to its limit.
     *
     * @throws IOException if any of the bytes cannot be read, or lies past the end; says what and where
     */
    void read(long offset, ByteBuffer into) throws IOException;

    /**
     * Writes {@code from} from its position to its limit.
     *
     * @throws IOException if any byte could not be written, lies past the end, or the device is not writable
     */
    void write(long offset, ByteBuffer from) throws IOException;

    /** Makes the range read as zeros, giving its space back where the device can. */
    void zero(ByteRange range) throws IOException;

    /**
     * Says that the contents of the range have no meaning any more. What it reads as afterwards is not
     * defined; a sparse image gives the space back, a block device does nothing.
     */
    default void discard(ByteRange range) throws IOException {
        zero(range);
    }

    /** Returns when everything written so far would survive a power cut. */
    void flush() throws IOException;

    /**
     * Returns a superset of the bytes in {@code window} that may be other than zero: holes are left out, and
     * reading them costs nothing. The caller bounds the window (at most a few GiB), since the answer is
     * held in memory.
     */
    default RangeSet data(ByteRange window) throws IOException {
        return RangeSet.of(window);
    }

    /**
     * Returns the first byte from {@code from} on that may be other than zero, or the size where there is
     * none; what is before it need not be asked for. A device that cannot tell answers {@code from}.
     */
    default long nextData(long from) throws IOException {
        return from;
    }

    /** Returns a view of a part of this device, which closes nothing when it is closed. */
    default BlockDevice slice(ByteRange range, String name) {
        return new SliceDevice(this, range, name);
    }

    /**
     * Reads {@code length} bytes into a new array-backed buffer, position 0; {@code length} at most 16 MiB.
     */
    default ByteBuffer read(long offset, int length) throws IOException {
        if (length < 0 || length > 16 << 20) {
            throw new IllegalArgumentException("read of " + length + " bytes at once");
        }
        ByteBuffer buffer = ByteBuffer.allocate(length);
        read(offset, buffer);
        return buffer.flip();
    }

    @Override
    void close() throws IOException;
}
