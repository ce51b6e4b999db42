package org.platter.commit;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.platter.base.ByteRange;
import org.platter.host.HostFile;
import org.platter.image.DiskImage;

/** An image of any size that is full of ones, and remembers what was read. */
final class Synthetic implements DiskImage {

    final List<ByteRange> reads = new ArrayList<>();
    private final long size;

    Synthetic(long size) {
        this.size = size;
    }

    @Override
    public void read(long offset, ByteBuffer into) {
        reads.add(ByteRange.of(offset, into.remaining()));
        while (into.hasRemaining()) {
            into.put((byte) 1);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int sectorSize() {
        return CrashWorld.SECTOR;
    }

    @Override
    public String description() {
        return "synthetic";
    }

    @Override
    public boolean isWritable() {
        return false;
    }

    @Override
    public void write(long offset, ByteBuffer from) {
        throw new IllegalStateException("C1: the base is not written");
    }

    @Override
    public void zero(ByteRange range) {
        throw new IllegalStateException("C1: the base is not written");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public Path path() {
        return Path.of("synthetic");
    }

    @Override
    public String format() {
        return "synthetic";
    }

    @Override
    public void resize(long newSize) {
        throw new IllegalStateException("C1: the base is not written");
    }

    @Override
    public long allocatedBytes() {
        return size;
    }

    @Override
    public HostFile file() {
        throw new UnsupportedOperationException("it is in no file");
    }
}
