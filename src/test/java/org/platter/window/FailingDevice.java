package org.platter.window;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;

/** A disk with a bad place, which can neither be read nor written. */
public final class FailingDevice implements BlockDevice {

    private final BlockDevice below;
    private final ByteRange bad;
    private final IOException failure;

    public FailingDevice(BlockDevice below, ByteRange bad) {
        this(below, bad, new IOException("a bad place at " + bad));
    }

    FailingDevice(BlockDevice below, ByteRange bad, IOException failure) {
        this.below = below;
        this.bad = bad;
        this.failure = failure;
    }

    private void check(long offset, long length) throws IOException {
        if (ByteRange.of(offset, length).intersects(bad)) {
            throw failure;
        }
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        check(offset, failure.getMessage().contains("write") ? 0 : into.remaining());
        below.read(offset, into);
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        check(offset, from.remaining());
        below.write(offset, from);
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        check(range.start(), range.length());
        below.zero(range);
    }

    @Override
    public RangeSet data(ByteRange window) throws IOException {
        return below.data(window);
    }

    @Override
    public long size() {
        return below.size();
    }

    @Override
    public int sectorSize() {
        return below.sectorSize();
    }

    @Override
    public String description() {
        return below.description();
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void flush() throws IOException {
        below.flush();
    }

    @Override
    public void close() throws IOException {
        below.close();
    }
}
