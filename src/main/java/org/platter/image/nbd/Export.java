package org.platter.image.nbd;

import java.util.OptionalInt;

/**
 * What a server says of the disk that it serves.
 *
 * @param flags what it can do with it ({@code NBD_FLAG_*})
 * @param minimumBlock bytes to which offsets and lengths have to be aligned, a power of two
 * @param maximumBlock the most bytes of data in one request
 * @param allocation by which number it tells what reads as zeros; empty if it does not
 * @param depth by which number it tells in which image of a chain bytes lie; empty if it does not
 */
record Export(long size, int flags, int minimumBlock, int maximumBlock, boolean hasChunks,
        OptionalInt allocation, OptionalInt depth) {

    boolean can(int flag) {
        return (flags & flag) != 0;
    }
}
