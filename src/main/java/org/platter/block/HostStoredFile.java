package org.platter.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.host.HostFile;

/** A file or block device of the machine. */
public record HostStoredFile(HostFile file) implements StoredFile {

    private static final String MARK = "user.platter.commit";

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public long allocatedBytes() throws IOException {
        return file.allocatedBytes();
    }

    @Override
    public boolean isBlockDevice() {
        return file.isBlockDevice();
    }

    @Override
    public long device() {
        return file.device();
    }

    @Override
    public long inode() {
        return file.inode();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        file.read(offset, into);
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        file.write(offset, from);
    }

    @Override
    public void punch(ByteRange range) throws IOException {
        file.punch(range);
    }

    @Override
    public void resize(long size) throws IOException {
        file.resize(size);
    }

    @Override
    public boolean tryAllocate(ByteRange range) throws IOException {
        return file.tryAllocate(range);
    }

    @Override
    public long holes() throws IOException {
        long size = size();
        return allocatedBytes() >= size ? 0 : size - file.data(new ByteRange(0, size)).length();
    }

    @Override
    public boolean canHave(long bytes) throws IOException {
        return file.canHave(bytes);
    }

    @Override
    public boolean tryReserve(long bytes, long head) throws IOException {
        return file.tryReserveRoom(bytes, head);
    }

    @Override
    public boolean tryReserveHoles(RangeSet holes) throws IOException {
        return file.tryReserveHoles(holes);
    }

    @Override
    public void release() throws IOException {
        file.releaseRoom();
    }

    @Override
    public void sync() throws IOException {
        file.sync();
    }

    /** What is done with the file that can be marked. */
    @FunctionalInterface
    private interface Use<T> {
        T on(HostFile file) throws IOException;
    }

    /** Uses this file, or the one that a loop device shows; other devices have nothing that can be marked. */
    private <T> T onMarked(T otherwise, Use<T> use) throws IOException {
        if (!file.isBlockDevice()) {
            return use.on(file);
        }
        Optional<HostFile> shown = file.shownFile();
        return shown.isPresent() ? use.on(shown.get()) : otherwise;
    }

    @Override
    public Optional<byte[]> mark() throws IOException {
        return onMarked(Optional.empty(), it -> it.attribute(MARK));
    }

    @Override
    public boolean trySetMark(byte[] mark) throws IOException {
        return onMarked(false, it -> {
            boolean isSet = it.trySetAttribute(MARK, mark);
            if (isSet) {
                it.sync();
            }
            return isSet;
        });
    }

    @Override
    public void removeMark() throws IOException {
        onMarked(false, it -> {
            boolean isSet = it.attribute(MARK).isPresent();
            if (isSet) {
                it.removeAttribute(MARK);
                it.sync();
            }
            return isSet;
        });
    }

    @Override
    public boolean tryCloneRange(StoredFile source, ByteRange from, long to) throws IOException {
        return source instanceof HostStoredFile other && file.tryCloneRange(other.file, from, to);
    }

    @Override
    public RangeSet data(ByteRange window) throws IOException {
        long end = Math.min(window.end(), size());
        return window.start() < end ? file.data(new ByteRange(window.start(), end)) : RangeSet.EMPTY;
    }

    @Override
    public void copyAttributesTo(StoredFile other) throws IOException {
        file.copyAttributesTo(((HostStoredFile) other).file);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
