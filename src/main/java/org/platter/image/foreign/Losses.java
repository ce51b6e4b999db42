package org.platter.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;

/** Collects which bytes of the disk are missing, while the tables of an image are read in guest order. */
final class Losses {

    private static final int WINDOW = 1 << 20;
    /** More than this is no image that was cut, but noise. */
    private static final int MAX_RANGES = 1 << 20;

    /** What an entry of a table says of the bytes of the disk that it stands for. */
    @FunctionalInterface
    interface Entry {
        /**
         * @param guest the bytes of the disk, none of them past its end
         * @return how many of them are there, from the first on; a table of the second level tells for itself
         */
        long there(long value, ByteRange guest) throws IOException;
    }

    private final Bytes bytes;
    private final long diskStart;
    private final long diskEnd;
    private final RangeSet.Builder lost = new RangeSet.Builder();
    private final Claims claims = new Claims();
    private long tableBytes;
    private int ranges;
    private long latestEnd = -1;

    Losses(Bytes bytes, long diskSize) {
        this(bytes, 0, diskSize);
    }

    /** @param diskStart where on the disk the part begins that this file holds */
    Losses(Bytes bytes, long diskStart, long diskSize) {
        this.bytes = bytes;
        this.diskStart = diskStart;
        this.diskEnd = Math.addExact(diskStart, diskSize);
    }

    /** Where a table lies: bytes of an entry, 4 or 8, and whether an entry of zero says nothing. */
    record Table(long offset, long count, int width, ByteOrder order, boolean isZeroNothing) {}

    /** Goes through a table of this part of the disk. */
    void take(Table table, long guestPerEntry, Entry entry) throws IOException {
        take(table, diskStart, guestPerEntry, entry);
    }

    /** Goes through a table whose first entry stands for the bytes of the disk at {@code guestStart}. */
    void take(Table table, long guestStart, long guestPerEntry, Entry entry) throws IOException {
        int width = table.width;
        claims.add(table.offset, Math.min(bytes.size, table.offset + table.count * width));
        long readable = table.offset < 0 ? 0
                : Math.min(table.count, Math.max(0, (bytes.size - table.offset) / width));
        for (long first = 0; first < readable; first += WINDOW / width) {
            int count = (int) Math.min(WINDOW / width, readable - first);
            long offset = table.offset + first * width;
            if (table.isZeroNothing && bytes.file.data(ByteRange.of(offset,
                    (long) count * width)).isEmpty()) {
                continue;
            }
            tableBytes = Math.addExact(tableBytes, (long) count * width);
            // Tables of an image do not overlap; those that do could be read for ever.
            bytes.check(tableBytes <= 2 * bytes.size + WINDOW, "its tables overlap");
            ByteBuffer window = bytes.at(offset, count * width, table.order, "table");
            for (int i = 0; i < count; i++) {
                long value = width == 4 ? Integer.toUnsignedLong(window.getInt(4 * i))
                        : window.getLong(8 * i);
                long start = Math.addExact(guestStart, Math.multiplyExact(first + i, guestPerEntry));
                if (value == 0 && table.isZeroNothing) {
                    continue;
                }
                if (start >= diskEnd) {
                    return;
                }
                ByteRange guest = new ByteRange(start, Math.min(diskEnd,
                        Math.addExact(start, guestPerEntry)));
                add(guest.start() + there(entry, value, guest), guest.end());
            }
        }
        if (readable < table.count) {
            add(Math.addExact(guestStart, Math.multiplyExact(readable, guestPerEntry)),
                    Math.addExact(guestStart, Math.multiplyExact(table.count, guestPerEntry)));
        }
    }

    private static long there(Entry entry, long value, ByteRange guest) throws IOException {
        try {
            return entry.there(value, guest);
        } catch (ArithmeticException e) {
            return 0; // no file is that long
        }
    }

    /** Says that bytes of the disk are missing. */
    void add(long start, long end) throws IOException {
        long until = Math.min(end, diskEnd);
        if (start < until) {
            ranges += start > latestEnd ? 1 : 0;
            latestEnd = until;
            bytes.check(ranges <= MAX_RANGES, "its tables make no sense");
            lost.add(start, until);
        }
    }

    /**
     * How many of {@code length} bytes of the file at {@code offset} are there, for an entry that names them.
     */
    long there(long offset, long length) {
        return there(offset, 0, length);
    }

    /** The same, for an entry that names {@code before} bytes in front of them as well. */
    long there(long offset, long before, long length) {
        if (offset >= before && offset <= bytes.size) {
            claims.add(offset - before, offset + length);
        }
        return bytes.there(offset, length);
    }

    RangeSet found() {
        bytes.share(claims.firstShared());
        return lost.build();
    }
}
