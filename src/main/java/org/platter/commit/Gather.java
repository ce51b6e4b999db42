package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies pieces, reading those that lie close together at once. A piece may be read before or after another
 * one is written, so none may be written where another is read.
 */
final class Gather {

    interface Source {
        void read(long offset, ByteBuffer into) throws IOException;
    }

    interface Target {
        void write(long offset, ByteBuffer from) throws IOException;
    }

    private record Piece(long source, long target, int length) {}

    private static final int DENSE = 4; // at least this part of what is read at once has to be wanted

    private final ByteBuffer buffer;
    private final Source from;
    private final Target to;
    private final List<Piece> pieces = new ArrayList<>();
    private long start;
    private long end;
    private long wanted;

    Gather(ByteBuffer buffer, Source from, Target to) {
        this.buffer = buffer;
        this.from = from;
        this.to = to;
    }

    void add(long source, long target, long length) throws IOException {
        for (long done = 0; done < length;) {
            int part = (int) Math.min(buffer.capacity(), length - done);
            addPart(new Piece(source + done, target + done, part));
            done += part;
        }
    }

    private void addPart(Piece piece) throws IOException {
        long newStart = Math.min(start, piece.source);
        long newEnd = Math.max(end, piece.source + piece.length);
        if (!pieces.isEmpty() && (newEnd - newStart > buffer.capacity()
                || (wanted + piece.length) * DENSE < newEnd - newStart)) {
            finish();
        }
        start = pieces.isEmpty() ? piece.source : newStart;
        end = pieces.isEmpty() ? piece.source + piece.length : newEnd;
        wanted += piece.length;
        pieces.add(piece);
    }

    /** Copies what was added and is not copied yet. */
    void finish() throws IOException {
        if (pieces.isEmpty()) {
            return;
        }
        buffer.clear().limit((int) (end - start));
        from.read(start, buffer);
        for (Piece piece : pieces) {
            to.write(piece.target, buffer.slice((int) (piece.source - start), piece.length));
        }
        pieces.clear();
        wanted = 0;
    }
}
