package org.platter.image.qcow2;

import java.nio.ByteBuffer;

/**
 * Refcounts in blocks of one cluster (specification, "Host cluster management").
 *
 * @param order a refcount is {@code 1 << order} bits, 0 to 6
 */
record RefcountFormat(int clusterBits, int order) {

    /** Bits 9 to 63 of a refcount table entry. */
    static final long OFFSET = ~511L;

    static RefcountFormat of(Qcow2Header header) {
        return new RefcountFormat(header.clusterBits(), header.refcountOrder());
    }

    /** Clusters that one block counts. */
    int entriesPerBlock() {
        return 1 << blockBits();
    }

    /** A block counts {@code 1 << blockBits()} clusters; at most 24. */
    int blockBits() {
        return clusterBits + 3 - order;
    }

    /** The largest count; 2^64 - 1 is cut to the largest long. */
    long most() {
        return order == 6 ? Long.MAX_VALUE : (1L << (1 << order)) - 1;
    }

    /** Returns the count at {@code index} of the block, or of the part of one, in {@code block}. */
    long get(ByteBuffer block, int index) {
        return switch (order) {
            case 0 -> block.get(index >> 3) >> (index & 7) & 1;
            case 1 -> block.get(index >> 2) >> 2 * (index & 3) & 3;
            case 2 -> block.get(index >> 1) >> 4 * (index & 1) & 15;
            case 3 -> block.get(index) & 0xff;
            case 4 -> block.getShort(2 * index) & 0xffff;
            case 5 -> block.getInt(4 * index) & 0xffffffffL;
            // 2^63 and more is nothing that a sound image has: as good as the largest
            default -> {
                long value = block.getLong(8 * index);
                yield value < 0 ? Long.MAX_VALUE : value;
            }
        };
    }

    /** Sets the count at {@code index}; {@code value} is 0 to {@link #most}. */
    void set(ByteBuffer block, int index, long value) {
        if (value < 0 || value > most()) {
            throw new IllegalArgumentException("refcount " + value + " in " + (1 << order) + " bits");
        }
        switch (order) {
            case 0, 1, 2 -> {
                int bits = 1 << order;
                int at = index >> 3 - order;
                int shift = bits * (index & (8 >> order) - 1);
                int kept = block.get(at) & ~((1 << bits) - 1 << shift);
                block.put(at, (byte) (kept | (int) value << shift));
            }
            case 3 -> block.put(index, (byte) value);
            case 4 -> block.putShort(2 * index, (short) value);
            case 5 -> block.putInt(4 * index, (int) value);
            default -> block.putLong(8 * index, value);
        }
    }
}
