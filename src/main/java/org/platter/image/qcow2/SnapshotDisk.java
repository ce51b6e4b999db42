package org.platter.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;

/** A snapshot as a disk that can only be read; it lasts as long as its image is open and keeps it. */
final class SnapshotDisk implements BlockDevice {

    private final Qcow2Image image;
    private final GuestBytes bytes;
    private final long size;
    private final String name;

    SnapshotDisk(Qcow2Image image, GuestBytes bytes, long size, String name) {
        this.image = image;
        this.bytes = bytes;
        this.size = size;
        this.name = name;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int sectorSize() {
        return image.sectorSize();
    }

    @Override
    public String description() {
        return image.description() + " [snapshot " + name + "]";
    }

    @Override
    public boolean isWritable() {
        return false;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        image.lock.readLock().lock();
        try {
            bytes.read(offset, into);
        } finally {
            image.lock.readLock().unlock();
        }
    }

    @Override
    public RangeSet data(ByteRange window) throws IOException {
        image.lock.readLock().lock();
        try {
            return bytes.data(window);
        } finally {
            image.lock.readLock().unlock();
        }
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        throw new IOException(description() + " can only be read");
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        throw new IOException(description() + " can only be read");
    }

    @Override
    public void flush() {}

    /** Closes nothing: the image belongs to somebody else. */
    @Override
    public void close() {}
}
