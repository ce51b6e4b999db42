package org.platter.filesystem;

import java.io.IOException;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;

/**
 * Which bytes of a file system mean something, read lazily from its own structures. What it leaves out may
 * hold anything after a move. A reader that is not certain says live.
 */
@FunctionalInterface
public interface LiveBlocks {

    /**
     * Returns the live bytes in {@code window}, offsets relative to the start of the file system's partition.
     * The caller asks for at most a GiB at a time, so that memory stays bounded; windows may come in any
     * order. Bytes of the partition behind the file system's end are live only where the file system keeps
     * something there (NTFS's backup boot sector): what else lies there is for the caller to keep.
     *
     * @throws IOException if a structure cannot be read or contradicts itself
     */
    RangeSet within(ByteRange window) throws IOException;
}
