package org.platter.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.HostStoredFile;
import org.platter.block.StoredFile;
import org.platter.host.HostFile;
import org.platter.host.HostFile.Access;
import org.platter.layout.Geometry;

/**
 * A file or block device whose bytes are the disk's. A file that ends within a sector has zeros up to the end
 * of that sector, as QEMU has it; of a block device the last sector that is whole is the last.
 */
public final class RawImage implements DiskImage {

    private final HostFile file;
    private final int sectorSize;
    private volatile long size;
    /** Bytes of the last sector that the file does not have; 0 once it has all. */
    private volatile long padding;

    private RawImage(HostFile file, int sectorSize) throws IOException {
        if (sectorSize < 512 || sectorSize > 4096 || Integer.bitCount(sectorSize) != 1) {
            throw new IllegalArgumentException("sectors of " + sectorSize + " bytes");
        }
        this.file = file;
        this.sectorSize = sectorSize;
        this.size = file.isBlockDevice() ? ByteSize.floor(file.size(), sectorSize)
                : ByteSize.ceil(file.size(), sectorSize);
        this.padding = Math.max(0, size - file.size());
    }

    /**
     * Opens a file or block device as it is, whatever it holds.
     *
     * @param sectorSize bytes of a logical sector, 512 to 4096
     * @throws IOException one sentence: not there, no permission, a folder
     */
    public static RawImage open(Path path, boolean writable, int sectorSize) throws IOException {
        HostFile file = HostFile.open(path, writable ? Access.WRITE : Access.READ);
        try {
            return of(file, sectorSize);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Takes over an open file, which is closed with the image. */
    public static RawImage of(HostFile file, int sectorSize) throws IOException {
        return new RawImage(file, sectorSize);
    }

    @Override
    public Path path() {
        return file.path();
    }

    @Override
    public String format() {
        return "raw";
    }

    @Override
    public void resize(long newSize) throws IOException {
        if (newSize < 0 || newSize % sectorSize != 0) {
            throw new IllegalArgumentException("disk of " + newSize + " bytes in sectors of " + sectorSize);
        }
        file.resize(newSize);
        size = newSize;
        padding = 0;
    }

    @Override
    public long allocatedBytes() throws IOException {
        return file.allocatedBytes();
    }

    @Override
    public HostFile file() {
        return file;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int sectorSize() {
        return sectorSize;
    }

    @Override
    public Optional<Geometry> geometry() {
        return file.tracks().map(tracks -> new Geometry(tracks.heads(), tracks.sectors()));
    }

    @Override
    public String description() {
        Path name = file.path().getFileName();
        return name == null ? file.path().toString() : name.toString();
    }

    @Override
    public boolean isWritable() {
        return file.isWritable();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        checkInside(offset, into.remaining(), "read");
        int padded = (int) Math.min(padding, Math.max(0, offset + into.remaining() - (size - padding)));
        int there = into.remaining() - Math.min(padded, into.remaining());
        file.read(offset, into.slice(into.position(), there));
        into.position(into.position() + there);
        while (into.hasRemaining()) {
            into.put((byte) 0);
        }
    }

    @Override
    public Optional<StoredFile> plainFile() {
        return Optional.of(new HostStoredFile(file));
    }

    @Override
    public boolean resizesInPlace() {
        return true;
    }

    @Override
    public void fillLastSector() throws IOException {
        if (padding > 0) {
            file.resize(size);
            padding = 0;
        }
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        checkInside(offset, from.remaining(), "write");
        if (offset + from.remaining() > size - padding) {
            fillLastSector();
        }
        file.write(offset, from);
    }

    /** Makes the range a hole where the file can have one; on a block device zeros are written. */
    @Override
    public void zero(ByteRange range) throws IOException {
        checkInside(range.start(), range.length(), "zero");
        file.punch(range);
    }

    /** Makes the range a hole in a file that can have one; elsewhere nothing happens. */
    @Override
    public void discard(ByteRange range) throws IOException {
        checkInside(range.start(), range.length(), "discard");
        file.tryPunch(range);
    }

    @Override
    public void flush() throws IOException {
        file.sync();
    }

    @Override
    public RangeSet data(ByteRange window) throws IOException {
        checkInside(window.start(), window.length(), "map");
        RangeSet data = file.data(window);
        ByteRange last = new ByteRange(ByteSize.floor(size - padding, sectorSize), size);
        return padding == 0 ? data : data.union(RangeSet.of(last).within(window)); // on whole sectors
    }

    @Override
    public long nextData(long from) throws IOException {
        long next = file.nextData(from);
        return next < size - padding ? next : from < size && padding > 0 ? from : size;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void checkInside(long offset, long length, String action) throws EOFException {
        if (offset < 0 || offset > size - length) {
            throw new EOFException(String.format("%s: cannot %s %d bytes at 0x%x: it ends at 0x%x",
                    description(), action, length, offset, size));
        }
    }
}
