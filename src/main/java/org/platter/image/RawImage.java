package org.platter.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.host.HostFile;
import org.platter.host.HostFile.Access;
import org.platter.layout.Geometry;

/** A file or block device whose bytes are the disk's. A tail that fills no sector is not part of the disk. */
public final class RawImage implements DiskImage {

    private final HostFile file;
    private final int sectorSize;
    private volatile long size;

    private RawImage(HostFile file, int sectorSize) throws IOException {
        if (sectorSize < 512 || sectorSize > 4096 || Integer.bitCount(sectorSize) != 1) {
            throw new IllegalArgumentException("sectors of " + sectorSize + " bytes");
        }
        this.file = file;
        this.sectorSize = sectorSize;
        this.size = ByteSize.floor(file.size(), sectorSize);
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
    static RawImage of(HostFile file, int sectorSize) throws IOException {
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
        // What lay behind the last whole sector was no part of the disk and must not turn up in it.
        file.punch(new ByteRange(size, Math.max(size, file.size())));
        file.resize(newSize);
        size = newSize;
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
        file.read(offset, into);
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        checkInside(offset, from.remaining(), "write");
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
        return file.data(window);
    }

    @Override
    public long nextData(long from) throws IOException {
        return Math.min(size, file.nextData(from));
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
