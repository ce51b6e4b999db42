package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.Allocation;
import org.platter.block.HostStoredFile;
import org.platter.block.StoredFile;
import org.platter.host.HostFile;
import org.platter.image.DiskImage;

/**
 * The bytes of the guest's disk as a file: of an image that is no plain file of them. All its offsets are the
 * guest's.
 */
record DeviceFile(DiskImage image) implements StoredFile {

    /** Returns the bytes of an image's disk: its own file, where that is what it holds. */
    static StoredFile of(DiskImage image) {
        return image.plainFile().orElseGet(() -> new DeviceFile(image));
    }

    @Override
    public long size() {
        return image.size();
    }

    @Override
    public long allocatedBytes() throws IOException {
        return image.allocatedBytes();
    }

    /** An export of another machine is taken for one: nothing is known of its space, none is given back. */
    @Override
    public boolean isBlockDevice() {
        return image.isRemote() || image.file().isBlockDevice();
    }

    @Override
    public long device() {
        return image.isRemote() ? 0 : image.file().device();
    }

    @Override
    public long inode() {
        return image.isRemote() ? image.path().toString().hashCode() : image.file().inode();
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
    public void punch(ByteRange range) throws IOException {
        image.zero(range);
    }

    @Override
    public void resize(long size) throws IOException {
        image.resize(size);
    }

    @Override
    public Optional<Allocation> allocation() {
        return image.isRemote() ? Optional.empty() : image.allocation();
    }

    @Override
    public long growth(long size) throws IOException {
        return isOneFile() ? image.growth(size) : 0;
    }

    @Override
    public long holes() throws IOException {
        long holes = isOneFile() ? new HostStoredFile(image.file()).holes() : 0;
        for (HostFile part : parts()) {
            holes += new HostStoredFile(part).holes();
        }
        return holes;
    }

    @Override
    public boolean tryReserve(long bytes, long head) throws IOException {
        return isOneFile() && image.file().canHave(Math.addExact(image.file().size(), bytes))
                && image.file().tryReserveRoom(bytes, head);
    }

    @Override
    public boolean tryReserveParts(long head, long... bytes) throws IOException {
        List<HostFile> files = parts();
        boolean isAll = files.size() == bytes.length;
        try {
            for (int i = 0; isAll && i < bytes.length; i++) {
                isAll = files.get(i).canHave(Math.addExact(files.get(i).size(), bytes[i]))
                        && files.get(i).tryReserveRoom(bytes[i], head);
            }
        } catch (IOException e) {
            release();
            throw e;
        }
        return isAll;
    }

    /** Returns the files that hold the parts of the disk; none where the image's own file holds it. */
    private List<HostFile> parts() {
        int count = allocation().map(Allocation::parts).map(List::size).orElse(0);
        return image.files().stream().skip(1).limit(count).toList();
    }

    @Override
    public void release() throws IOException {
        if (isOneFile()) {
            image.file().releaseRoom();
        }
        for (HostFile part : parts()) {
            part.releaseRoom();
        }
    }

    private boolean isOneFile() {
        return allocation().isPresent() && allocation().get().isOneFile() && !isBlockDevice();
    }

    @Override
    public void sync() throws IOException {
        image.flush();
    }

    @Override
    public Optional<byte[]> mark() throws IOException {
        return image.isRemote() ? Optional.empty() : new HostStoredFile(image.file()).mark();
    }

    @Override
    public boolean trySetMark(byte[] mark) throws IOException {
        return !image.isRemote() && new HostStoredFile(image.file()).trySetMark(mark);
    }

    @Override
    public void removeMark() throws IOException {
        if (!image.isRemote()) {
            new HostStoredFile(image.file()).removeMark();
        }
    }

    @Override
    public boolean tryCloneRange(StoredFile source, ByteRange from, long to) {
        return false;
    }

    @Override
    public RangeSet data(ByteRange window) throws IOException {
        long end = Math.min(window.end(), size());
        return window.start() < end ? image.data(new ByteRange(window.start(), end)) : RangeSet.EMPTY;
    }

    @Override
    public void copyAttributesTo(StoredFile other) {
        throw new UnsupportedOperationException("a disk has no attributes");
    }

    /** Closes nothing: the image belongs to somebody else. */
    @Override
    public void close() {}
}
