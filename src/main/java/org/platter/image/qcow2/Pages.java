package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.platter.block.StoredFile;

/**
 * The tables of an image in pages of its file, a bounded number of them: read when they are needed, and,
 * where they were changed, written when they make room or at {@link #write}. A caller that changes a page
 * sees to it that the committed header does not reach it. A page lies within one cluster, so that nothing
 * else is written with it. Several threads may read at once; who changes is alone.
 */
final class Pages {

    private static final int LARGEST = 4096;
    private static final int RUN = 256 << 10;
    private static final int RECENT = 256;

    private static final class Page {
        final long hostOffset;
        final ByteBuffer bytes;
        boolean changed;

        Page(long hostOffset, int size) {
            this.hostOffset = hostOffset;
            this.bytes = ByteBuffer.allocate(size);
        }
    }

    private final StoredFile file;
    private final String name;
    private final int size;
    private final int most;
    private final LinkedHashMap<Long, Page> pages = new LinkedHashMap<>(1024, 0.75f, true);
    /** Pages that were used lately, by the low bits of their numbers: most are found here. */
    private final Page[] recent = new Page[RECENT];
    private long written;
    /** The file was at least as long, when its size was asked for latest; nobody else cuts it off. */
    private long knownSize;

    /** @param mostBytes that are kept; also how much may have been changed before it is written */
    Pages(StoredFile file, String name, int clusterSize, int mostBytes) {
        this.file = file;
        this.name = name;
        this.size = Math.min(LARGEST, clusterSize);
        this.most = mostBytes / size;
    }

    /** Bytes of a page: all pages are aligned to it. */
    int pageSize() {
        return size;
    }

    /** Bytes that were written to the file so far. */
    synchronized long written() {
        return written;
    }

    /**
     * The page with the byte at {@code hostOffset}, to be read only, by absolute gets; where the file ends
     * within it, so does the buffer.
     *
     * @throws IOException if the file ends before the eight bytes there do
     */
    synchronized ByteBuffer page(long hostOffset) throws IOException {
        ByteBuffer bytes = find(hostOffset).bytes;
        if (((int) hostOffset & size - 8) + 8 > bytes.limit()) {
            throw cutOff(hostOffset);
        }
        return bytes;
    }

    /** The page with the byte at {@code hostOffset}, to be changed; valid until the next call. */
    synchronized ByteBuffer pageToChange(long hostOffset) throws IOException {
        Page page = find(hostOffset);
        page.changed = true;
        return page.bytes.clear(); // what the file has not got yet is zero
    }

    /** Where the byte at {@code hostOffset} lies in its page. */
    int index(long hostOffset) {
        return (int) hostOffset & size - 1;
    }

    /** The eight bytes at {@code hostOffset}, which is a multiple of eight. */
    long get(long hostOffset) throws IOException {
        return page(hostOffset).getLong(index(hostOffset));
    }

    void put(long hostOffset, long value) throws IOException {
        pageToChange(hostOffset).putLong(index(hostOffset), value);
    }

    /**
     * Makes {@code length} bytes zero, whole pages, without reading what is there. Behind the end of the file
     * there are zeros as soon as it is longer, which cost nothing.
     */
    synchronized void zero(long hostOffset, long length) throws IOException {
        if (!isGrownFor(hostOffset, length)) {
            for (long at = hostOffset; at < hostOffset + length; at += size) {
                fresh(at);
            }
        }
    }

    /** Copies whole pages to a place whose bytes mean nothing so far. */
    synchronized void copy(long fromHostOffset, long toHostOffset, long length) throws IOException {
        boolean isZero = isGrownFor(toHostOffset, length);
        for (long at = 0; at < length; at += size) {
            ByteBuffer from = page(fromHostOffset + at).duplicate().clear();
            if (!isZero || !Zeros.areAll(from, 0, size)) {
                fresh(toHostOffset + at).bytes.put(0, from, 0, size);
            }
        }
    }

    private boolean isGrownFor(long hostOffset, long length) throws IOException {
        if (hostOffset < file.size() || file.isBlockDevice()) {
            return false;
        }
        file.resize(hostOffset + length);
        return true;
    }

    /** Drops pages, changed ones too: nobody needs what they hold. */
    synchronized void forget(long hostOffset, long length) {
        for (long at = hostOffset; at < hostOffset + length; at += size) {
            pages.remove(at);
            recent[slot(at)] = null;
        }
    }

    private int slot(long hostOffset) {
        return (int) (hostOffset / size) & RECENT - 1;
    }

    /** Drops all pages, changed ones too. */
    synchronized void forgetAll() {
        pages.clear();
        Arrays.fill(recent, null);
    }

    /** Writes what was changed, ascending, neighbours together. */
    synchronized void write() throws IOException {
        List<Page> changed = new ArrayList<>();
        for (Page page : pages.values()) {
            if (page.changed) {
                changed.add(page);
            }
        }
        changed.sort(Comparator.comparingLong(page -> page.hostOffset));
        ByteBuffer run = ByteBuffer.allocate(Math.min(RUN, size * Math.max(1, changed.size())));
        long start = 0;
        for (Page page : changed) {
            if (run.position() > 0 && (!run.hasRemaining() || start + run.position() != page.hostOffset)) {
                write(start, run);
            }
            if (run.position() == 0) {
                start = page.hostOffset;
            }
            run.put(page.bytes.duplicate().clear());
        }
        write(start, run);
        changed.forEach(page -> page.changed = false);
    }

    private void write(long hostOffset, ByteBuffer run) throws IOException {
        run.flip();
        written += run.remaining();
        file.write(hostOffset, run);
        run.clear();
    }

    private Page find(long hostOffset) throws IOException {
        long start = hostOffset & -size;
        int slot = slot(start);
        Page page = recent[slot];
        if (page != null && page.hostOffset == start) {
            return page;
        }
        page = pages.get(start);
        if (page == null) {
            page = new Page(start, size);
            // The last table of a file may end within a page; what is wholly behind the end is not there.
            if (hostOffset < 0 || start + size > knownSize) {
                knownSize = file.size();
            }
            long there = hostOffset < 0 ? 0 : Math.min(size, knownSize - start);
            if (hostOffset >= start + there) {
                throw cutOff(hostOffset);
            }
            file.read(start, page.bytes.limit((int) there));
            page.bytes.rewind();
            keep(page);
        }
        recent[slot] = page;
        return page;
    }

    private IOException cutOff(long hostOffset) throws IOException {
        return new IOException(String.format("%s ends at 0x%x, before a table at 0x%x; it is cut off.", name,
                file.size(), hostOffset));
    }

    private Page fresh(long hostOffset) throws IOException {
        Page page = new Page(hostOffset, size);
        page.changed = true;
        keep(page);
        recent[slot(hostOffset)] = page;
        return page;
    }

    private void keep(Page page) throws IOException {
        if (pages.size() >= most) {
            Map.Entry<Long, Page> eldest = pages.entrySet().iterator().next();
            if (eldest.getValue().changed) {
                write();
            }
            pages.remove(eldest.getKey());
            recent[slot(eldest.getKey())] = null;
        }
        pages.put(page.hostOffset, page);
    }
}
