package org.platter.table;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.platter.base.ByteRange;
import org.platter.block.BlockDevice;

/** A file as a disk of sectors of any size, for programs and codecs to look at the same bytes. */
final class FileDevice implements BlockDevice {

    private final FileChannel channel;
    private final String name;
    private final int sectorSize;

    FileDevice(Path path, int sectorSize) throws IOException {
        channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
                StandardOpenOption.CREATE);
        name = path.getFileName().toString();
        this.sectorSize = sectorSize;
    }

    /** Makes the file this long, sparse where it grows. */
    FileDevice resized(long size) throws IOException {
        if (size < channel.size()) {
            channel.truncate(size);
        } else if (size > channel.size()) {
            channel.write(ByteBuffer.allocate(1), size - 1);
        }
        return this;
    }

    @Override
    public long size() {
        try {
            return channel.size();
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    @Override
    public int sectorSize() {
        return sectorSize;
    }

    @Override
    public String description() {
        return name;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            int read = channel.read(into, offset);
            if (read < 0) {
                throw new EOFException(name + " at " + offset);
            }
            offset += read;
        }
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        if (offset < 0 || offset > size() - from.remaining()) {
            throw new EOFException(name + " at " + offset);
        }
        while (from.hasRemaining()) {
            offset += channel.write(from, offset);
        }
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        write(range.start(), ByteBuffer.allocate((int) range.length()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
