package org.platter.image.qcow2;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.StoredFile;

/** A small file in memory. */
public class MemoryFile implements StoredFile {

    private byte[] bytes;

    public MemoryFile(byte[] bytes) {
        this.bytes = bytes;
    }

    public final byte[] bytes() {
        return bytes;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public long allocatedBytes() {
        return bytes.length;
    }

    @Override
    public boolean isBlockDevice() {
        return false;
    }

    @Override
    public long device() {
        return 0;
    }

    @Override
    public long inode() {
        return 0;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        if (offset < 0 || offset > bytes.length - into.remaining()) {
            throw new EOFException("the file ends before");
        }
        into.put(bytes, (int) offset, into.remaining());
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        bytes = Arrays.copyOf(bytes, (int) Math.max(bytes.length, offset + from.remaining()));
        from.get(bytes, (int) offset, from.remaining());
    }

    @Override
    public void punch(ByteRange range) throws IOException {
        Arrays.fill(bytes, (int) range.start(), (int) Math.min(bytes.length, range.end()), (byte) 0);
    }

    @Override
    public void resize(long size) throws IOException {
        bytes = Arrays.copyOf(bytes, (int) size);
    }

    @Override
    public void sync() throws IOException {}

    @Override
    public boolean tryCloneRange(StoredFile source, ByteRange from, long to) {
        return false;
    }

    @Override
    public RangeSet data(ByteRange window) {
        return RangeSet.of(new ByteRange(0, bytes.length)).within(window);
    }

    @Override
    public void copyAttributesTo(StoredFile other) {}

    @Override
    public void close() {}
}
