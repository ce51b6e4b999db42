package org.platter.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.platter.block.MemoryDevice;
import org.platter.host.HostFile;

/** A scratch in memory. */
final class MemoryScratch implements Scratch {

    private final MemoryDevice pages = new MemoryDevice(1L << 61, 512);

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        pages.read(offset, into);
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        pages.write(offset, from);
    }

    @Override
    public Optional<HostFile> file() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
