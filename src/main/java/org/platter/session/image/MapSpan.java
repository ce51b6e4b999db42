package org.platter.session.image;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A run of a disk's bytes that is kept in one way.
 *
 * @param start first byte, on the disk
 * @param length bytes
 * @param depth which image of the chain keeps it: 0 for the image itself, 1 for its backing file ...; for
 *     what no image keeps, the last one
 * @param offset of the first byte in {@code file}; empty where it is not there as it is
 * @param file the image of that depth
 */
public record MapSpan(long start, long length, int depth, Kind kind, OptionalLong offset, Path file) {

    /** How an image keeps bytes. */
    public enum Kind {
        /** In the file, as they are. */
        DATA,
        /** In the file, compressed. */
        COMPRESSED,
        /** An image says that they are zeros. */
        ZERO,
        /** In no image of the chain: they read as zeros. */
        UNALLOCATED
    }
}
