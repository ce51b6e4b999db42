package org.platter.filesystem.ntfs;

import java.util.Arrays;
import java.util.Optional;
import org.platter.filesystem.bytes.Structure;

/** Where the value of an NTFS attribute lies: runs of clusters (ntfs-3g, libntfs-3g/runlist.c). */
final class NtfsRuns {

    private static final int HEADER = 0x40;
    /** Longer values than this many clusters are damage; in bytes they still are a long. */
    private static final long MAX_CLUSTERS = 1L << 40;

    private final long size;
    private final long initialized;
    /** First cluster in the value and on the volume, by run; a hole has −1. The last one ends the value. */
    private final long[] virtual;
    private final long[] logical;

    private NtfsRuns(long size, long initialized, long[] virtual, long[] logical) {
        this.size = size;
        this.initialized = initialized;
        this.virtual = virtual;
        this.logical = logical;
    }

    /**
     * Returns the runs of an attribute that is not resident; nothing where they lie outside of the volume.
     */
    static Optional<NtfsRuns> of(NtfsVolume.Attribute attribute, long volumeClusters) {
        Structure bytes = attribute.bytes();
        if (bytes.length() < HEADER || bytes.i64(0x10) != 0 || bytes.i64(0x30) < 0) {
            return Optional.empty();
        }
        long[] virtual = new long[16];
        long[] logical = new long[16];
        int count = 0;
        long next = 0;
        long cluster = 0;
        int at = bytes.u16(0x20);
        while (at < bytes.length() && bytes.u8(at) != 0) {
            int lengthBytes = bytes.u8(at) & 0xf;
            int offsetBytes = bytes.u8(at) >> 4;
            if (lengthBytes == 0 || lengthBytes > 8 || offsetBytes > 8
                    || at + 1 + lengthBytes + offsetBytes > bytes.length()) {
                return Optional.empty();
            }
            long length = signed(bytes, at + 1, lengthBytes);
            cluster += signed(bytes, at + 1 + lengthBytes, offsetBytes);
            if (length <= 0 || next > MAX_CLUSTERS || cluster < 0 || length > volumeClusters
                    || cluster > volumeClusters - length) {
                return Optional.empty();
            }
            if (count + 2 > virtual.length) {
                virtual = Arrays.copyOf(virtual, 2 * virtual.length);
                logical = Arrays.copyOf(logical, 2 * logical.length);
            }
            virtual[count] = next;
            logical[count++] = offsetBytes == 0 ? -1 : cluster;
            next += length;
            at += 1 + lengthBytes + offsetBytes;
        }
        virtual[count] = next;
        return Optional.of(new NtfsRuns(bytes.i64(0x30), bytes.i64(0x38), Arrays.copyOf(virtual, count + 1),
                Arrays.copyOf(logical, count)));
    }

    private static long signed(Structure bytes, int at, int count) {
        long value = count > 0 && bytes.u8(at + count - 1) >= 0x80 ? -1 : 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | bytes.u8(at + i);
        }
        return value;
    }

    /** Bytes of the value. */
    long size() {
        return size;
    }

    /** Bytes of the value that have been written. */
    long initialized() {
        return initialized;
    }

    /** Returns where a byte of the value lies on the volume; nothing in a hole or behind the end. */
    Optional<Long> place(long offset, long clusterBytes) {
        int run = run(offset / clusterBytes);
        return run < 0 || logical[run] < 0
                ? Optional.empty()
                : Optional.of(logical[run] * clusterBytes + offset - virtual[run] * clusterBytes);
    }

    /** Returns how many bytes from {@code offset} on lie in one piece. */
    long contiguous(long offset, long clusterBytes) {
        int run = run(offset / clusterBytes);
        return run < 0 ? 0 : virtual[run + 1] * clusterBytes - offset;
    }

    private int run(long cluster) {
        if (cluster < 0 || cluster >= virtual[logical.length]) {
            return -1;
        }
        int found = Arrays.binarySearch(virtual, cluster);
        return found >= 0 ? found : -found - 2;
    }
}
