package org.platter.image.qcow2;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.platter.base.ByteRange;

/**
 * One change of a qcow2 image: visible as a whole by {@link #commit}, or never. Nothing that the image's
 * header reaches is overwritten before.
 */
public final class Update implements Closeable {

    Update() {}

    /** Changes the size of the disk, in bytes; what it grows by reads as zeros. */
    public void resize(long guestSize) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Lets {@code target} read what the bytes from {@code sourceGuestOffset} read before this update, of this
     * image alone: what is not allocated there is not allocated here. Both are aligned to clusters; the last
     * cluster of the disk may be short.
     */
    public void share(ByteRange target, long sourceGuestOffset) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Writes whole clusters to new places; clusters of zeros take up none. */
    public void write(long guestOffset, ByteBuffer clusters) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Makes a range of whole clusters read as zeros. */
    public void zero(ByteRange range) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Makes a range of whole clusters unallocated: it reads as the backing file, else as zeros. */
    public void drop(ByteRange range) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Makes the state before this update a snapshot, which appears together with it. */
    public void snapshotBefore(String name) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Bytes written so far, tables included. */
    public long newClusterBytes() {
        throw new UnsupportedOperationException();
    }

    /** Makes all of it true, durably: by one write to the header. */
    public void commit() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Without a {@link #commit} before, leaves the image as it was. */
    @Override
    public void close() throws IOException {}
}
