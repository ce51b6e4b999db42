package org.platter.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;

/**
 * What a disk will be: a map that says of each range where its bytes come from. Moving and copying edit the map and
 * cost nothing; writing goes to the scratch. The base is never written.
 */
public final class StagedDisk implements BlockDevice {

    /** Begins as the base is; takes over the scratch, and leaves the base to its owner. */
    public StagedDisk(BlockDevice base, Scratch scratch) {}

    public BlockDevice base() {
        throw new UnsupportedOperationException();
    }

    public Scratch scratch() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of scratch in use, holes left by what was overwritten included. */
    public long scratchBytes() {
        throw new UnsupportedOperationException();
    }

    /** Makes the disk larger or smaller, a multiple of the sector; what it grows by is zeros. */
    public void resize(long size) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Moves a range as {@code memmove} would; what it leaves behind becomes free. Whole sectors only. */
    public void move(ByteRange from, long to) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Copies a range, which may overlap its target. Whole sectors only. */
    public void copy(ByteRange from, long to) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Returns the extents that touch {@code window}, cut to it, ascending and without gaps. */
    public List<Extent> extents(ByteRange window) {
        throw new UnsupportedOperationException();
    }

    /** Returns the whole extent that the byte at {@code offset} lies in. */
    public Extent extentAt(long offset) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long size() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int sectorSize() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String description() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Says that the range means nothing: it becomes free. */
    @Override
    public void discard(ByteRange range) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Does nothing: what is staged need not survive anything. */
    @Override
    public void flush() {}

    @Override
    public RangeSet data(ByteRange window) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Removes the scratch; the base stays open. */
    @Override
    public void close() throws IOException {
        throw new UnsupportedOperationException();
    }
}
