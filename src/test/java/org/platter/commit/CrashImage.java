package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.block.StoredFile;

/** An image of a crash world as the base of a staged disk. */
record CrashImage(StoredFile file, long size) implements BlockDevice {

    @Override
    public int sectorSize() {
        return CrashWorld.SECTOR;
    }

    @Override
    public String description() {
        return CrashWorld.IMAGE;
    }

    @Override
    public boolean isWritable() {
        return false;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        file.read(offset, into);
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
    public RangeSet data(ByteRange window) throws IOException {
        return file.data(window);
    }

    @Override
    public void close() {}
}
