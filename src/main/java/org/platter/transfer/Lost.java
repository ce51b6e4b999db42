package org.platter.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;

/** Reads what can be read of a damaged disk, and remembers what cannot. */
final class Lost {

    private static final int SMALLEST = 4096;

    private final BlockDevice disk;
    private final RangeSet.Builder lost = new RangeSet.Builder();

    Lost(BlockDevice disk) {
        this.disk = disk;
    }

    /**
     * Fills {@code into} from its position to its limit; zeros for what cannot be read. Ascending offsets
     * only.
     */
    static RangeSet read(BlockDevice disk, long offset, ByteBuffer into) {
        Lost losses = new Lost(disk);
        losses.fill(offset, into);
        return losses.lost.build();
    }

    private void fill(long offset, ByteBuffer into) {
        int start = into.position();
        int end = into.limit();
        try {
            disk.read(offset, into.duplicate());
        } catch (IOException e) {
            int length = end - start;
            long middle = offset + length / 2;
            int half = (int) (middle - middle % SMALLEST - offset);
            if (length <= SMALLEST || half <= 0) {
                Zeros.put(into, start, end);
                lost.add(offset, offset + length);
            } else {
                fill(offset, into.duplicate().limit(start + half));
                fill(offset + half, into.duplicate().position(start + half));
            }
        }
        into.position(end);
    }

    /** Asks for the next data, which may be anywhere where that cannot be told. */
    static long next(BlockDevice disk, long from) {
        try {
            return disk.nextData(from);
        } catch (IOException e) {
            return from;
        }
    }

    /** Asks for the data in a window, taking all of it as data where that cannot be told. */
    static RangeSet data(BlockDevice disk, ByteRange window) {
        try {
            return disk.data(window);
        } catch (IOException e) {
            return RangeSet.of(window);
        }
    }
}
