package org.platter.image;

import java.util.OptionalLong;
import org.platter.base.ByteRange;

/**
 * A range of a disk whose bytes are kept in one way.
 *
 * @param range on the guest's disk
 * @param hostOffset of the first byte in the file; empty where there is none, or where it is compressed
 */
public record Span(ByteRange range, Kind kind, OptionalLong hostOffset) {

    /** How an image keeps bytes. */
    public enum Kind {
        /** In the file, as they are. */
        DATA,
        /** In the file, compressed. */
        COMPRESSED,
        /** The image says that they are zeros. */
        ZERO,
        /** Not in this image: they are the backing file's, else zeros. */
        UNALLOCATED
    }
}
