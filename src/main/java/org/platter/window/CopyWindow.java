package org.platter.window;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.host.HostFile;
import org.platter.host.PrivateFolder;

/**
 * A window that is a sparse copy of the device, for machines without FUSE. What differs from the device when
 * it is closed is written back; so closing one that nothing wrote to writes nothing.
 */
final class CopyWindow implements OpenWindow {

    private static final long MAP_WINDOW = 1L << 30;
    private static final int CHUNK = 1 << 20;
    /** Zeros and changes are told in units of this many bytes. */
    private static final int BLOCK = 4096;

    private final BlockDevice device;
    private final PrivateFolder folder;
    private final HostFile copy;
    private boolean isClosed;

    private CopyWindow(BlockDevice device, PrivateFolder folder, HostFile copy) {
        this.device = device;
        this.folder = folder;
        this.copy = copy;
    }

    /**
     * Opens a window.
     *
     * @param base the folder in which its private folder is made, with room for the device's data
     */
    static CopyWindow open(BlockDevice device, String name, Path base) throws IOException {
        PrivateFolder folder = PrivateFolder.in(base);
        try {
            CopyWindow window = new CopyWindow(device, folder, HostFile.create(folder.path().resolve(name)));
            try {
                window.copyOut();
                return window;
            } catch (IOException | RuntimeException e) {
                window.copy.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    @Override
    public Path path() {
        return copy.path();
    }

    @Override
    public synchronized void close() throws IOException {
        if (isClosed) {
            return;
        }
        isClosed = true;
        ALL.remove(this);
        try (folder; copy) {
            copyBack();
        }
    }

    @Override
    public void abandon() {
        folder.close();
    }

    private void copyOut() throws IOException {
        copy.resize(device.size());
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (long at = 0; at < device.size(); at += MAP_WINDOW) {
            for (ByteRange range : device.data(new ByteRange(at, Math.min(device.size(), at + MAP_WINDOW)))) {
                for (long start = range.start(); start < range.end(); start += CHUNK) {
                    device.read(start, chunk.clear().limit((int) Math.min(CHUNK, range.end() - start)));
                    writeNonZero(start, chunk.flip());
                }
            }
        }
    }

    private void writeNonZero(long offset, ByteBuffer bytes) throws IOException {
        for (int at = 0; at < bytes.limit(); at += BLOCK) {
            ByteBuffer block = bytes.slice(at, Math.min(BLOCK, bytes.limit() - at));
            if (!isZero(block)) {
                copy.write(offset + at, block);
            }
        }
    }

    private void copyBack() throws IOException {
        long size = device.size();
        long shown = copy.size();
        if (shown > size && !copy.data(new ByteRange(size, shown)).isEmpty()) {
            throw new IOException("A program wrote past the end of " + copy.path().getFileName() + ".");
        }
        // A program that cuts the file says that what is behind has no meaning to it; on a device it would
        // stay.
        long end = Math.min(size, shown);
        ByteBuffer mine = ByteBuffer.allocate(CHUNK);
        ByteBuffer old = ByteBuffer.allocate(CHUNK);
        for (long at = 0; at < end; at += MAP_WINDOW) {
            ByteRange window = new ByteRange(at, Math.min(end, at + MAP_WINDOW));
            RangeSet either = copy.data(window).union(device.data(window));
            for (ByteRange range : either) {
                for (long start = range.start(); start < range.end(); start += CHUNK) {
                    int length = (int) Math.min(CHUNK, range.end() - start);
                    copy.read(start, mine.clear().limit(length));
                    device.read(start, old.clear().limit(length));
                    writeChanged(start, mine.flip(), old.flip());
                }
            }
        }
    }

    /** Brings the blocks that differ into the device, neighbours of a kind in one go. */
    private void writeChanged(long offset, ByteBuffer mine, ByteBuffer old) throws IOException {
        int start = 0;
        Change change = Change.NONE;
        for (int at = 0; at < mine.limit(); at += BLOCK) {
            int length = Math.min(BLOCK, mine.limit() - at);
            Change now = change(mine.slice(at, length), old.slice(at, length));
            if (now != change) {
                apply(change, offset, mine, start, at);
                change = now;
                start = at;
            }
        }
        apply(change, offset, mine, start, mine.limit());
    }

    private enum Change { NONE, ZERO, WRITE }

    private static Change change(ByteBuffer mine, ByteBuffer old) {
        return mine.equals(old) ? Change.NONE : isZero(mine) ? Change.ZERO : Change.WRITE;
    }

    private void apply(Change change, long offset, ByteBuffer mine, int start, int end) throws IOException {
        switch (change) {
            case WRITE -> device.write(offset + start, mine.slice(start, end - start));
            case ZERO -> device.zero(new ByteRange(offset + start, offset + end));
            case NONE -> {}
        }
    }

    private static final ByteBuffer ZEROS = ByteBuffer.allocate(BLOCK).asReadOnlyBuffer();

    private static boolean isZero(ByteBuffer block) {
        return block.equals(ZEROS.slice(0, ByteSize.toInt(block.remaining())));
    }
}
