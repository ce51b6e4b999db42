package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.platter.base.ByteRange;
import org.platter.block.StoredFile;

/**
 * The tables of an image, read in pages by their place in the file, the latest used of which are kept. A page
 * may be changed while nobody else reads; it reaches the file when there is no room for it, or by
 * {@link #write}: so only tables that no header points at may be changed.
 */
final class TablePages {

    private static final int MOST_BYTES = 2 << 20;

    private final StoredFile file;
    private final String name;
    private final int pageSize;
    private final int kept;
    private final Map<Long, Page> pages = new LinkedHashMap<>(16, 0.75f, true);
    private long bytesWritten;

    private static final class Page {
        final ByteBuffer bytes;
        boolean changed;

        Page(ByteBuffer bytes) {
            this.bytes = bytes;
        }
    }

    TablePages(StoredFile file, int clusterSize, String name) {
        this.file = file;
        this.name = name;
        this.pageSize = Math.min(clusterSize, 4096);
        this.kept = MOST_BYTES / pageSize;
    }

    /** Bytes of a page; pages begin at multiples of it, so that none belongs to two clusters. */
    int pageSize() {
        return pageSize;
    }

    /** Returns the eight bytes at {@code hostOffset}, a multiple of eight. */
    long get(long hostOffset) throws IOException {
        return page(hostOffset).getLong(index(hostOffset));
    }

    /**
     * Returns the page that holds {@code hostOffset}, from its first byte on and at least up to the eight
     * bytes there. Only absolute gets may be used.
     *
     * @throws IOException if the file ends before
     */
    synchronized ByteBuffer page(long hostOffset) throws IOException {
        ByteBuffer bytes = load(hostOffset).bytes;
        if (index(hostOffset) + 8 > bytes.limit()) {
            throw new IOException(String.format("%s is cut off: a table at 0x%x lies past its end.", name,
                    hostOffset));
        }
        return bytes;
    }

    /** Changes the eight bytes at {@code hostOffset}, a multiple of eight. */
    synchronized void set(long hostOffset, long value) throws IOException {
        Page page = load(hostOffset);
        if (page.bytes.limit() < pageSize) {
            page.bytes.limit(pageSize); // the file ends within; what is not there yet is zero
        }
        page.bytes.putLong(index(hostOffset), value);
        page.changed = true;
    }

    /** Begins a page of zeros, to be changed, without a look at what the file has there. */
    synchronized void create(long hostOffset) throws IOException {
        long start = hostOffset - index(hostOffset);
        pages.remove(start);
        Page page = new Page(ByteBuffer.allocate(pageSize));
        page.changed = true;
        keep(start, page);
    }

    /** Writes what was changed to the file; durable it is not. */
    synchronized void write() throws IOException {
        for (Map.Entry<Long, Page> entry : pages.entrySet()) {
            write(entry.getKey(), entry.getValue());
        }
    }

    /** Forgets what is kept of a range of the file, changes as well. */
    synchronized void forget(ByteRange range) {
        pages.keySet().removeIf(start -> range.intersects(ByteRange.of(start, pageSize)));
    }

    synchronized void forgetAll() {
        pages.clear();
    }

    /** Bytes that went to the file since this was made. */
    synchronized long bytesWritten() {
        return bytesWritten;
    }

    int index(long hostOffset) {
        return (int) hostOffset & pageSize - 1;
    }

    private Page load(long hostOffset) throws IOException {
        long start = hostOffset - index(hostOffset);
        Page page = pages.get(start);
        if (page == null) {
            long length = hostOffset < 0 ? 0 : Math.min(pageSize, file.size() - start);
            if (length <= 0) {
                throw new IOException(String.format("%s is cut off: a table at 0x%x lies past its end.",
                        name, hostOffset));
            }
            ByteBuffer bytes = ByteBuffer.allocate(pageSize).limit((int) length);
            file.read(start, bytes);
            page = new Page(bytes.rewind());
            keep(start, page);
        }
        return page;
    }

    private void keep(long start, Page page) throws IOException {
        if (pages.size() >= kept) {
            Map.Entry<Long, Page> eldest = pages.entrySet().iterator().next();
            write(eldest.getKey(), eldest.getValue());
            pages.remove(eldest.getKey());
        }
        pages.put(start, page);
    }

    private void write(long start, Page page) throws IOException {
        if (page.changed) {
            file.write(start, page.bytes.duplicate().rewind());
            bytesWritten += page.bytes.limit();
            page.changed = false;
        }
    }
}
