package org.platter.image.qcow2;

import java.util.Optional;

/**
 * How the tables of one image are cut, and what their entries mean (specification, "Cluster mapping").
 *
 * @param clusterBits a cluster is {@code 1 << clusterBits} bytes, 9 to 21
 * @param version 2 or 3
 * @param extended whether an L2 entry has a second word, the states of its 32 subclusters
 * @param dataFile whether data lies in a file of its own, at the guest's offsets
 */
record Geometry(int clusterBits, int version, boolean extended, boolean dataFile) {

    static final long COPIED = 1L << 63;
    static final long COMPRESSED = 1L << 62;
    static final long ZERO = 1;
    /** Bits 9 to 55: the offset in an L1 entry and in a standard L2 entry. */
    static final long OFFSET = 0x00fffffffffffe00L;
    static final int SUBCLUSTERS = 32;

    /** What an L2 entry says of its cluster. With extended entries the bitmap says more. */
    enum Kind {
        UNALLOCATED,
        /** Zeros, without a cluster in the file. */
        ZERO,
        /** Zeros, with a cluster in the file kept for it. */
        ZERO_ALLOCATED,
        DATA,
        COMPRESSED
    }

    static Geometry of(Qcow2Header header) {
        return new Geometry(header.clusterBits(), header.version(), header.hasExtendedL2(),
                header.hasDataFile());
    }

    long clusterSize() {
        return 1L << clusterBits;
    }

    /** Bytes of an L2 entry. */
    int entrySize() {
        return extended ? 16 : 8;
    }

    /** Entries of an L2 table, which is one cluster. */
    int l2Entries() {
        return 1 << clusterBits - (extended ? 4 : 3);
    }

    /** A table maps {@code 1 << tableBits()} bytes of the guest's disk. */
    int tableBits() {
        return 2 * clusterBits - (extended ? 4 : 3);
    }

    long l1Index(long guestOffset) {
        return guestOffset >>> tableBits();
    }

    int l2Index(long guestOffset) {
        return (int) (guestOffset >>> clusterBits) & l2Entries() - 1;
    }

    /** Entries that the L1 table of a disk of {@code size} bytes needs. */
    long l1EntriesFor(long size) {
        return (size >>> tableBits()) + ((size & (1L << tableBits()) - 1) == 0 ? 0 : 1);
    }

    long subclusterSize() {
        return clusterSize() / SUBCLUSTERS;
    }

    /** Tells what a first word means; with extended entries never {@code ZERO} or {@code ZERO_ALLOCATED}. */
    Kind kind(long entry) {
        if ((entry & COMPRESSED) != 0) {
            return Kind.COMPRESSED;
        }
        boolean zero = !extended && (entry & ZERO) != 0;
        // Offset 0 is a place in a data file only, and then COPIED tells it from nothing.
        boolean placed = (entry & OFFSET) != 0 || dataFile && (entry & COPIED) != 0;
        return placed ? zero ? Kind.ZERO_ALLOCATED : Kind.DATA : zero ? Kind.ZERO : Kind.UNALLOCATED;
    }

    static long offset(long entry) {
        return entry & OFFSET;
    }

    static boolean isCopied(long entry) {
        return (entry & COPIED) != 0;
    }

    /** Where the compressed bytes begin in the file, at any byte. */
    long compressedOffset(long entry) {
        return entry & (1L << 70 - clusterBits) - 1;
    }

    /** How many bytes from there on may be read for it: to the end of its last sector. */
    int compressedLength(long entry) {
        int shift = 70 - clusterBits;
        long sectors = (entry & ~(COPIED | COMPRESSED)) >>> shift;
        return (int) ((sectors + 1) * 512 - (compressedOffset(entry) & 511));
    }

    /** Returns the entry for {@code length} compressed bytes at {@code hostOffset}. */
    long compressedEntry(long hostOffset, int length) {
        long sectors = (hostOffset + length - 1 >> 9) - (hostOffset >> 9);
        return COMPRESSED | sectors << 70 - clusterBits | hostOffset;
    }

    /** Returns what is wrong with an L1 entry, as the end of a sentence. */
    Optional<String> l1Problem(long entry) {
        if ((entry & ~(COPIED | OFFSET)) != 0) {
            return Optional.of("has reserved bits set");
        }
        if (entry == COPIED) {
            return Optional.of("is marked as exclusive and leads nowhere");
        }
        return offset(entry) % clusterSize() != 0 ? Optional.of("is not aligned") : Optional.empty();
    }

    /** Returns what is wrong with an L2 entry, as the end of a sentence. */
    Optional<String> l2Problem(long entry, long bitmap) {
        if ((entry & COMPRESSED) != 0) {
            if (dataFile) {
                return Optional.of("is compressed, which cannot be with a data file");
            }
            return (entry & COPIED) != 0 ? Optional.of("is compressed and yet marked as exclusive")
                    : Optional.empty();
        }
        if (offset(entry) % clusterSize() != 0) {
            return Optional.of("is not aligned");
        }
        boolean zeroFlag = version >= 3 && !extended;
        if ((entry & ~(COPIED | OFFSET | (zeroFlag ? ZERO : 0))) != 0) {
            return Optional.of("has reserved bits set");
        }
        if (extended && ((int) bitmap & (int) (bitmap >>> 32)) != 0) {
            return Optional.of("has a subcluster that is both data and zero");
        }
        return extended && (int) bitmap != 0 && kind(entry) != Kind.DATA
                ? Optional.of("has subclusters with data and no place for them") : Optional.empty();
    }
}
