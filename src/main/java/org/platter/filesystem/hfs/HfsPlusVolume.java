package org.platter.filesystem.hfs;

/** Places in the header of an HFS+, and what of a volume no file may have (TN1150, "Volume Header"). */
final class HfsPlusVolume {

    static final long HEADER = 1024;
    static final int HEADER_LENGTH = 512;
    static final int UNMOUNTED = 0x100;
    static final int INCONSISTENT = 0x800;
    static final int JOURNALED = 0x2000;
    static final int ATTRIBUTES = 4;
    static final int JOURNAL = 12;
    static final int BLOCK_SIZE = 40;
    static final int COUNT = 44;
    static final int FREE = 48;
    static final int NEXT_ALLOCATION = 52;
    static final int ALLOCATION = 112;
    static final int OVERFLOW = 192;
    static final int CATALOG = 272;
    static final int EXTENDED_ATTRIBUTES = 352;
    static final int STARTUP = 432;
    static final String NOT_UNMOUNTED = "this HFS+ was not unmounted; mount it where it can be written to, "
            + "and unmount it";
    /** The second header, and what Apple kept for itself. */
    private static final int TAIL = 1024;

    private HfsPlusVolume() {}

    /** Returns how many blocks at the beginning are kept for the header and what is before it. */
    static long headBlocks(long blockSize) {
        return (HEADER + HEADER_LENGTH + blockSize - 1) / blockSize;
    }

    /** Returns how many blocks at the end are kept for the second header and what is behind it. */
    static long tailBlocks(long blockSize) {
        return (TAIL + blockSize - 1) / blockSize;
    }

    /** Returns where the second header is: in the last sector but one of so many bytes. */
    static long secondHeader(long bytes) {
        return bytes / HEADER_LENGTH * HEADER_LENGTH - TAIL;
    }
}
