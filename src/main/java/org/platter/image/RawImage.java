package org.platter.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.platter.base.ByteRange;
import org.platter.host.HostFile;

/** A file or block device whose bytes are the disk's. A tail that fills no sector is not part of the disk. */
public final class RawImage implements DiskImage {

    private RawImage() {}

    public static RawImage open(Path path, boolean writable, int sectorSize) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path path() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String format() {
        return "raw";
    }

    @Override
    public void resize(long size) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public long allocatedBytes() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public HostFile file() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long size() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int sectorSize() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String description() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isWritable() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void flush() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() throws IOException {
        throw new UnsupportedOperationException();
    }
}
