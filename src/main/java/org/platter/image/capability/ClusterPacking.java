package org.platter.image.capability;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The clusters of an image that can lie compressed in its file. */
public interface ClusterPacking {

    /** Returns the bytes of a cluster, before it is packed. */
    int clusterSize();

    /** Whether clusters are packed by Zstandard; else by deflate. */
    boolean packsByZstd();

    /**
     * Writes a compressed cluster, packed as the image has it; several share a cluster of the file.
     *
     * @param cluster what was packed; the disk's last one may be short, and was filled up with zeros
     * @param packed what it became
     */
    void writeCompressed(long guestOffset, ByteBuffer cluster, byte[] packed) throws IOException;
}
