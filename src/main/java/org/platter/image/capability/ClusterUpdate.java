package org.platter.image.capability;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.platter.base.ByteRange;

/**
 * One change of an image's clusters: visible as a whole by {@link #commit}, or never. While it is open the
 * image reads as before, and nobody else may change it. Once it has failed for another reason than a lack of
 * room for data, it can only be closed.
 */
public interface ClusterUpdate extends Closeable {

    /**
     * Changes the size of the disk, in bytes, a multiple of 512; what it grows by is not allocated, and what
     * it shrinks by is dropped.
     */
    void resize(long guestSize) throws IOException;

    /**
     * Lets {@code target} read what the bytes from {@code sourceGuestOffset} read before this update, of this
     * image alone: what is not allocated there is not allocated here. Both are aligned to clusters; the last
     * cluster of the disk may be short.
     */
    void share(ByteRange target, long sourceGuestOffset) throws IOException;

    /** Writes whole clusters to new places; clusters of zeros take up none. The last one may be short. */
    void write(long guestOffset, ByteBuffer clusters) throws IOException;

    /** Lets zeros be such that they stay zeros when the image gets a backing file afterwards. */
    void expectBacking();

    /** Makes a range of whole clusters read as zeros. */
    void zero(ByteRange range) throws IOException;

    /** Makes a range of whole clusters unallocated: it reads as the backing file, else as zeros. */
    void drop(ByteRange range) throws IOException;

    /** Makes the state before this update a snapshot, which appears together with it. */
    void snapshotBefore(String snapshotName) throws IOException;

    /** Makes all of it true, durably: by one write to the header. */
    void commit() throws IOException;

    /** Without a {@link #commit} before, leaves the image as it was. */
    @Override
    void close() throws IOException;
}
