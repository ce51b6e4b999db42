package org.platter.image.qcow2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One entry of the bitmap directory (specification, "Bitmaps extension"). Whoever gets an array leaves it as
 * it is.
 *
 * @param tableOffset where the bitmap table lies, aligned to a cluster
 * @param tableEntries entries of eight bytes in it
 */
record BitmapEntry(long tableOffset, int tableEntries, int flags, int type, int granularityBits,
        byte[] name, byte[] extra) {

    static final int FIXED = 24;
    /** The bitmap was not stored properly, or somebody wrote without tracking: its bits mean nothing. */
    static final int IN_USE = 1;
    static final int AUTO = 2;

    BitmapEntry withFlags(int newFlags) {
        return new BitmapEntry(tableOffset, tableEntries, newFlags, type, granularityBits, name, extra);
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
