package org.platter.block;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.platter.base.ByteRange;

/** Pieces of other devices, one after the other, seen as a disk to read: a logical volume. */
public final class JoinedDevice implements BlockDevice {

    private final String description;
    private final List<BlockDevice> pieces;
    private final List<Long> starts = new ArrayList<>();
    private final long size;

    /** @param pieces at least one, none of them empty; they are not closed with this */
    public JoinedDevice(String description, List<BlockDevice> pieces) {
        this.description = description;
        this.pieces = List.copyOf(pieces);
        long end = 0;
        for (BlockDevice piece : pieces) {
            starts.add(end);
            end = Math.addExact(end, piece.size());
        }
        size = end;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int sectorSize() {
        return pieces.get(0).sectorSize();
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public boolean isWritable() {
        return false;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        if (offset < 0 || offset > size - into.remaining()) {
            throw new EOFException(String.format("%s: cannot read %d bytes at 0x%x: it ends at 0x%x",
                    description, into.remaining(), offset, size));
        }
        int end = into.limit();
        long at = offset;
        for (int i = 0; i < pieces.size() && into.position() < end; i++) {
            long inPiece = at - starts.get(i);
            if (inPiece < pieces.get(i).size()) {
                int length = (int) Math.min(end - into.position(), pieces.get(i).size() - inPiece);
                pieces.get(i).read(inPiece, into.limit(into.position() + length));
                into.limit(end);
                at += length;
            }
        }
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        throw readOnly();
    }

    @Override
    public void zero(ByteRange range) throws IOException {
        throw readOnly();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    private IOException readOnly() {
        return new IOException(description + " was opened for reading only");
    }
}
