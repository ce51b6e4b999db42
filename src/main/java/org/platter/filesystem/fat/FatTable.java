package org.platter.filesystem.fat;

import java.io.IOException;
import org.platter.filesystem.bytes.Pages;

/** One copy of a file allocation table, by cluster numbers; entries of 12 bits may lie in two sectors. */
final class FatTable {

    /**
     * Entries of this value or more end a chain; the one below marks a bad cluster (32 bits, the rest
     * likewise).
     */
    private static final int BAD_32 = 0x0ffffff7;

    private final Pages pages;
    private final int width;
    private final long start;

    /**
     * @param width 12, 16 or 32
     * @param start byte offset of the table
     */
    FatTable(Pages pages, int width, long start) {
        this.pages = pages;
        this.width = width;
        this.start = start;
    }

    /** Byte offset of the table. */
    long start() {
        return start;
    }

    /** Returns the entry without the four bits that FAT32 reserves. */
    int get(long cluster) throws IOException {
        return switch (width) {
            case 12 -> {
                long at = start + cluster + cluster / 2;
                int both = pages.u8(at) | pages.u8(at + 1) << 8;
                yield cluster % 2 == 0 ? both & 0xfff : both >> 4;
            }
            case 16 -> pages.u8(start + 2 * cluster) | pages.u8(start + 2 * cluster + 1) << 8;
            default -> pages.i32(start + 4 * cluster) & 0x0fffffff;
        };
    }

    /** Sets the entry, leaving the four reserved bits of FAT32 as they are. */
    void set(long cluster, int value) throws IOException {
        switch (width) {
            case 12 -> {
                long at = start + cluster + cluster / 2;
                int both = pages.u8(at) | pages.u8(at + 1) << 8;
                int changed = cluster % 2 == 0 ? both & 0xf000 | value : both & 0xf | value << 4;
                pages.setU8(at, changed & 0xff);
                pages.setU8(at + 1, changed >> 8);
            }
            case 16 -> {
                pages.setU8(start + 2 * cluster, value & 0xff);
                pages.setU8(start + 2 * cluster + 1, value >> 8);
            }
            default -> {
                long at = start + 4 * cluster;
                pages.setI32(at, pages.i32(at) & 0xf0000000 | value);
            }
        }
    }

    /** Sets the entry and the four reserved bits of FAT32 to zero, whatever was there before. */
    void put(long cluster, int value) throws IOException {
        if (width == 32) {
            pages.setI32(start + 4 * cluster, value);
        } else {
            set(cluster, value);
        }
    }

    /**
     * Whether an entry names the next cluster of a chain, and neither a free nor a bad cluster nor an end.
     */
    boolean isNext(int entry) {
        return entry >= 2 && entry < bad();
    }

    boolean isBad(int entry) {
        return entry == bad();
    }

    private int bad() {
        return width == 32 ? BAD_32 : BAD_32 & (1 << width) - 1;
    }
}
