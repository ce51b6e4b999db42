package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.host.HostFile;
import org.platter.image.DiskImage;

/** Another image as if somebody served it: its file is not to be touched, and it keeps its size. */
record Served(DiskImage image, Path path, boolean isRemote) implements DiskImage {

    @Override
    public String format() {
        return "served";
    }

    @Override
    public void resize(long size) {
        throw new IllegalStateException("served images keep their size");
    }

    @Override
    public long allocatedBytes() throws IOException {
        return image.allocatedBytes();
    }

    @Override
    public HostFile file() {
        if (isRemote) {
            throw new IllegalStateException("no file here");
        }
        return image.file();
    }

    @Override
    public long size() {
        return image.size();
    }

    @Override
    public int sectorSize() {
        return image.sectorSize();
    }

    @Override
    public String description() {
        return "served";
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        image.read(offset, into);
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        image.write(offset, from);
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        image.zero(range);
    }

    @Override
    public void flush() throws IOException {
        image.flush();
    }

    @Override
    public RangeSet data(ByteRange window) throws IOException {
        return image.data(window);
    }

    @Override
    public void close() throws IOException {
        image.close();
    }
}
