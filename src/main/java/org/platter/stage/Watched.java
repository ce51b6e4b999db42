package org.platter.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;

/** A view of a device that knows whether anything written to it was other than what was there. */
final class Watched implements BlockDevice {

    private static final int PIECE = 1 << 20;

    private final BlockDevice device;
    private volatile boolean hasChanged;

    Watched(BlockDevice device) {
        this.device = device;
    }

    boolean hasChanged() {
        return hasChanged;
    }

    @Override
    public long size() {
        return device.size();
    }

    @Override
    public int sectorSize() {
        return device.sectorSize();
    }

    @Override
    public String description() {
        return device.description();
    }

    @Override
    public boolean isWritable() {
        return device.isWritable();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        device.read(offset, into);
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        for (int at = from.position(); !hasChanged && at < from.limit(); at += PIECE) {
            int length = Math.min(PIECE, from.limit() - at);
            hasChanged = !device.read(offset + at - from.position(), length).equals(from.slice(at, length));
        }
        device.write(offset, from);
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(PIECE);
        for (ByteRange piece : hasChanged ? RangeSet.EMPTY : device.data(range)) {
            for (long at = piece.start(); !hasChanged && at < piece.end(); at += PIECE) {
                int length = (int) Math.min(PIECE, piece.end() - at);
                hasChanged = !device.read(at, length).equals(zeros.slice(0, length));
            }
        }
        device.zero(range);
    }

    @Override
    public void flush() throws IOException {
        device.flush();
    }

    @Override
    public RangeSet data(ByteRange window) throws IOException {
        return device.data(window);
    }

    @Override
    public long nextData(long from) throws IOException {
        return device.nextData(from);
    }

    @Override
    public void close() {}
}
