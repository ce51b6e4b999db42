package org.platter.filesystem.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platter.base.ByteRange;
import org.platter.block.BlockDevice;

/**
 * A window of 2 MiB into a range of a device for reading and changing single bytes; changes reach the device
 * with {@link #flush}. What lies outside of the range may be written past it.
 */
public final class Pages {

    private static final int PAGE = 1 << 15;
    private static final int KEPT = 64;

    private final BlockDevice device;
    private final Map<Long, Page> pages = new LinkedHashMap<>(KEPT, 0.75f, true);
    private final ByteRange range;
    private @Nullable Page latest;

    /** @param range the bytes that are accessed, from a multiple of four on */
    public Pages(BlockDevice device, ByteRange range) {
        this.device = device;
        this.range = range;
    }

    public int u8(long at) throws IOException {
        return page(at).bytes.get(index(at)) & 0xff;
    }

    /** Returns four little-endian bytes; {@code at} is a multiple of four. */
    public int i32(long at) throws IOException {
        return page(at).bytes.getInt(index(at));
    }

    public void setU8(long at, int value) throws IOException {
        Page page = page(at);
        page.bytes.put(index(at), (byte) value);
        page.changed = true;
    }

    public void setI32(long at, int value) throws IOException {
        Page page = page(at);
        page.bytes.putInt(index(at), value);
        page.changed = true;
    }

    /** Writes what was changed, and forgets what was read. */
    public void flush() throws IOException {
        for (Page page : pages.values()) {
            page.write(device);
        }
        pages.clear();
        latest = null;
    }

    private int index(long at) {
        return (int) ((at - range.start()) % PAGE);
    }

    private Page page(long at) throws IOException {
        long start = at - index(at);
        if (latest != null && latest.start == start) {
            return latest;
        }
        Page page = pages.get(start);
        if (page == null) {
            if (pages.size() == KEPT) {
                Page eldest = pages.values().iterator().next();
                eldest.write(device);
                pages.remove(eldest.start);
            }
            page = new Page(start, device.read(start, (int) Math.min(PAGE, range.end() - start)));
            pages.put(start, page);
        }
        latest = page;
        return page;
    }

    private static final class Page {

        final long start;
        final ByteBuffer bytes;
        boolean changed;

        Page(long start, ByteBuffer bytes) {
            this.start = start;
            this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        }

        void write(BlockDevice device) throws IOException {
            if (changed) {
                device.write(start, bytes.duplicate().rewind());
                changed = false;
            }
        }
    }
}
