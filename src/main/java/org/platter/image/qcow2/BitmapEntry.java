package org.platter.image.qcow2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.platter.image.capability.Bitmap;

/**
 * One entry of the bitmap directory (specification, "Bitmaps extension"). A caller that gets an array leaves
 * it as it is.
 *
 * @param tableOffset where the bitmap table lies, aligned to a cluster
 * @param tableEntries entries of eight bytes in it
 */
record BitmapEntry(long tableOffset, int tableEntries, int flags, int type, int granularityBits,
        byte[] name, byte[] extra) {

    static final int FIXED = 24;
    /** The bitmap was not stored properly, or somebody wrote without tracking: its bits mean nothing. */
    static final int IN_USE = 1;
    /** The bitmap is enabled: who writes to the disk sets its bits. */
    static final int AUTO = 2;
    /** The bitmap may be used by programs that do not know its extra data. */
    static final int EXTRA_COMPATIBLE = 4;

    static final int DIRTY_TRACKING = 1;

    /** QEMU's limits. */
    static final int MIN_GRANULARITY_BITS = 9;
    static final int MAX_GRANULARITY_BITS = 31;
    static final int MAX_NAME = 1023;
    private static final long MAX_BYTES = 512 << 20;

    /** Whether who writes to the disk has to set bits of this bitmap. */
    boolean isEnabled() {
        return (flags & AUTO) != 0;
    }

    boolean isInUse() {
        return (flags & IN_USE) != 0;
    }

    /**
     * Whether the bits can be used, as far as the directory tells.
     *
     * @param size bytes of the disk
     */
    boolean isUsable(long size, int clusterSize) {
        int known = AUTO | (extra.length > 0 ? EXTRA_COMPATIBLE : 0);
        return (flags & ~known) == 0 && type == DIRTY_TRACKING && (extra.length == 0
                || (flags & EXTRA_COMPATIBLE) != 0) && name.length > 0 && name.length <= MAX_NAME
                && isPossible(size, granularityBits, clusterSize)
                && tableEntries == tableEntries(size, granularityBits, clusterSize);
    }

    /** Whether a disk of {@code size} bytes can have a bitmap of that granularity. */
    static boolean isPossible(long size, int granularityBits, int clusterSize) {
        return granularityBits >= MIN_GRANULARITY_BITS && granularityBits <= MAX_GRANULARITY_BITS
                && size > 0 && tableEntries(size, granularityBits, clusterSize) <= MAX_BYTES / clusterSize;
    }

    /** The clusters of bits that a disk of {@code size} bytes has, one table entry each. */
    static long tableEntries(long size, int granularityBits, int clusterSize) {
        long bits = bits(size, granularityBits);
        return bits / 8 / clusterSize + (bits % (8L * clusterSize) == 0 ? 0 : 1);
    }

    /** The bits for a disk of {@code size} bytes. */
    static long bits(long size, int granularityBits) {
        return size == 0 ? 0 : (size - 1 >> granularityBits) + 1;
    }

    /** Returns the entry with another table and other flags. */
    BitmapEntry with(long newTableOffset, int newTableEntries, int newFlags) {
        return new BitmapEntry(newTableOffset, newTableEntries, newFlags, type, granularityBits, name, extra);
    }

    /** @param size bytes of the disk */
    Bitmap bitmap(long size, int clusterSize) {
        return new Bitmap(nameText(), granularityBits > 62 ? 0 : 1L << granularityBits, isEnabled(),
                isInUse(),
                isUsable(size, clusterSize));
    }

    String nameText() {
        return new String(name, StandardCharsets.UTF_8);
    }

    int length() {
        return FIXED + extra.length + name.length + 7 & ~7;
    }

    void encode(ByteBuffer out) {
        int end = out.position() + length();
        out.putLong(tableOffset).putInt(tableEntries).putInt(flags).put((byte) type)
                .put((byte) granularityBits).putShort((short) name.length).putInt(extra.length).put(extra)
                .put(name);
        while (out.position() < end) {
            out.put((byte) 0);
        }
    }
}
