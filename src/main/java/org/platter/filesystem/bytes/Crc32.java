package org.platter.filesystem.bytes;

/** CRC-32 of Ethernet as file systems use it: with a beginning of their own, and not inverted at its end. */
public final class Crc32 {

    private static final int POLYNOMIAL = 0xedb8_8320;
    private static final int[] TABLE = new int[256];

    static {
        for (int i = 0; i < TABLE.length; i++) {
            int value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = value >>> 1 ^ ((value & 1) != 0 ? POLYNOMIAL : 0);
            }
            TABLE[i] = value;
        }
    }

    private Crc32() {}

    /** Returns the sum of bytes that follow others, of which the sum is {@code beginning}. */
    public static int of(int beginning, byte[] bytes, int from, int to) {
        int sum = beginning;
        for (int at = from; at < to; at++) {
            sum = sum >>> 8 ^ TABLE[(sum ^ bytes[at]) & 0xff];
        }
        return sum;
    }
}
