package org.platter.block;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;

/**
 * A disk in memory, in pages of 64 KiB that exist once they were written; so it may be far larger than
 * memory.
 */
public final class MemoryDevice implements BlockDevice {

    private static final int PAGE = 64 << 10;

    private final long size;
    private final int sectorSize;
    private final Map<Long, byte[]> pages = new HashMap<>();

    /** @param size bytes, a multiple of {@code sectorSize} */
    public MemoryDevice(long size, int sectorSize) {
        if (size < 0 || sectorSize < 512 || size % sectorSize != 0) {
            throw new IllegalArgumentException("disk of " + size + " bytes in sectors of " + sectorSize);
        }
        this.size = size;
        this.sectorSize = sectorSize;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int sectorSize() {
        return sectorSize;
    }

    @Override
    public String description() {
        return "memory";
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public synchronized void read(long offset, ByteBuffer into) throws IOException {
        inside(offset, into.remaining(), "read");
        for (long at = offset; into.hasRemaining();) {
            int inPage = (int) (at % PAGE);
            int length = Math.min(into.remaining(), PAGE - inPage);
            byte[] page = pages.get(at / PAGE);
            into.put(page == null ? new byte[length] : page, page == null ? 0 : inPage, length);
            at += length;
        }
    }

    @Override
    public synchronized void write(long offset, ByteBuffer from) throws IOException {
        inside(offset, from.remaining(), "write");
        for (long at = offset; from.hasRemaining();) {
            int inPage = (int) (at % PAGE);
            int length = Math.min(from.remaining(), PAGE - inPage);
            from.get(pages.computeIfAbsent(at / PAGE, page -> new byte[PAGE]), inPage, length);
            at += length;
        }
    }

    @Override
    public synchronized void zero(ByteRange range) throws IOException {
        inside(range.start(), range.length(), "zero");
        pages.keySet().removeIf(page -> range.contains(pageRange(page)));
        for (long page : new long[] {range.start() / PAGE, Math.max(range.end() - 1, 0) / PAGE}) {
            byte[] bytes = pages.get(page);
            if (bytes != null) {
                range.intersection(pageRange(page)).ifPresent(part -> Arrays.fill(bytes,
                        (int) (part.start() - page * PAGE), (int) (part.end() - page * PAGE), (byte) 0));
            }
        }
    }

    @Override
    public void flush() {}

    @Override
    public synchronized RangeSet data(ByteRange window) throws IOException {
        inside(window.start(), window.length(), "map");
        return RangeSet.of(pages.keySet().stream().map(page -> pageRange(page)).sorted().toList())
                .within(window);
    }

    /** Does nothing: the bytes are there as long as the device is referred to. */
    @Override
    public void close() {}

    private ByteRange pageRange(long page) {
        return new ByteRange(page * PAGE, Math.min(size, (page + 1) * PAGE));
    }

    private void inside(long offset, long length, String action) throws EOFException {
        if (offset < 0 || offset > size - length) {
            throw new EOFException(String.format("%s: cannot %s %d bytes at 0x%x: it ends at 0x%x",
                    description(), action, length, offset, size));
        }
    }
}
