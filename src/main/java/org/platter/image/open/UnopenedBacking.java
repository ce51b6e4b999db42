package org.platter.image.open;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.platter.base.ByteRange;
import org.platter.host.HostFile;
import org.platter.image.DiskImage;
import org.platter.image.Span;

/** Stands for what an image is based on where that is not to be opened: none of it can be read. */
final class UnopenedBacking implements DiskImage {

    private final String name;
    private final Path image;
    private final long size;

    UnopenedBacking(String name, Path image, long size) {
        this.name = name;
        this.image = image;
        this.size = size;
    }

    @Override
    public Path path() {
        return image;
    }

    @Override
    public String format() {
        return "raw";
    }

    @Override
    public void resize(long wanted) throws IOException {
        throw unopened();
    }

    @Override
    public long allocatedBytes() {
        return 0;
    }

    @Override
    public List<HostFile> files() {
        return List.of();
    }

    @Override
    public HostFile file() {
        throw new IllegalStateException(name + " is not open");
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int sectorSize() {
        return 512;
    }

    @Override
    public String description() {
        return name;
    }

    @Override
    public boolean isWritable() {
        return false;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        if (into.hasRemaining()) {
            throw unopened();
        }
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        throw unopened();
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        throw unopened();
    }

    @Override
    public void flush() {}

    @Override
    public List<Span> spans(ByteRange window) {
        return List.of(new Span(window, Span.Kind.UNALLOCATED, OptionalLong.empty()));
    }

    @Override
    public void close() {}

    private IOException unopened() {
        return new IOException(name + ", which " + image + " is based on, was not opened.");
    }
}
