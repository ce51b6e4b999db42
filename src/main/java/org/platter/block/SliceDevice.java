package org.platter.block;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;

/** A part of another device, seen as a disk of its own. */
final class SliceDevice implements BlockDevice {

    private final BlockDevice whole;
    private final ByteRange range;
    private final String name;

    SliceDevice(BlockDevice whole, ByteRange range, String name) {
        if (range.end() > whole.size()) {
            throw new IllegalArgumentException(range + " is not inside of " + whole.description());
        }
        this.whole = whole;
        this.range = range;
        this.name = name;
    }

    @Override
    public long size() {
        return range.length();
    }

    @Override
    public int sectorSize() {
        return whole.sectorSize();
    }

    @Override
    public String description() {
        return whole.description() + ", " + name;
    }

    @Override
    public boolean isWritable() {
        return whole.isWritable();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        whole.read(inside(offset, into.remaining(), "read"), into);
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        whole.write(inside(offset, from.remaining(), "write"), from);
    }

    @Override
    public void zero(ByteRange part) throws IOException {
        inside(part.start(), part.length(), "zero");
        whole.zero(part.shifted(range.start()));
    }

    @Override
    public void discard(ByteRange part) throws IOException {
        inside(part.start(), part.length(), "discard");
        whole.discard(part.shifted(range.start()));
    }

    @Override
    public void flush() throws IOException {
        whole.flush();
    }

    @Override
    public RangeSet data(ByteRange window) throws IOException {
        inside(window.start(), window.length(), "map");
        return whole.data(window.shifted(range.start())).shifted(-range.start());
    }

    @Override
    public long nextData(long from) throws IOException {
        inside(from, 0, "map");
        return Math.min(size(), whole.nextData(range.start() + from) - range.start());
    }

    /** Closes nothing: the device that it is a part of belongs to somebody else. */
    @Override
    public void close() {}

    private long inside(long offset, long length, String action) throws EOFException {
        if (offset < 0 || offset > size() - length) {
            throw new EOFException(String.format("%s: cannot %s %d bytes at 0x%x: it ends at 0x%x",
                    description(), action, length, offset, size()));
        }
        return range.start() + offset;
    }
}
