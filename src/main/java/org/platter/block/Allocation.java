package org.platter.block;

import java.util.List;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;

/**
 * How the file of an image grows where its disk is written for the first time, in bytes.
 *
 * @param block the unit in which the disk is given room
 * @param besides what the file takes up with each block, besides the block itself
 * @param span the part of the disk that one of its tables stands for
 * @param table the length of such a table, which the file gets with the first block of it; 0 where all are
 *     there from the beginning
 * @param head the maps and logs at the beginning of the file, which may be holes still
 * @param isOneFile whether all of it is in the image's own file
 * @param parts of the disk, one for each of the other files, in their order; none where that is not known
 * @param present the parts of the disk that have room, where that is not known by what data the disk has
 */
public record Allocation(long block, long besides, long span, long table, long head, boolean isOneFile,
        List<ByteRange> parts, Optional<RangeSet> present) {

    /** What the file grows by at most without a block: the rest of a unit, a footer, a log. */
    private static final long SLACK = 1 << 20;

    public Allocation {
        parts = List.copyOf(parts);
    }

    /** Returns the allocation of a format without tables that it makes one by one. */
    public static Allocation of(long block, long head) {
        return new Allocation(block, 0, Long.MAX_VALUE, 0, head, true, List.of(), Optional.empty());
    }

    /** Returns the same with so many bytes besides each block. */
    public Allocation withBesides(long bytes) {
        return new Allocation(block, bytes, span, table, head, isOneFile, parts, present);
    }

    /** Returns the same with tables that it makes one by one. */
    public Allocation withTables(long covered, long bytes) {
        return new Allocation(block, besides, covered, bytes, head, isOneFile, parts, present);
    }

    /** Returns the same for an image whose blocks lie in other files, each with its part of the disk. */
    public Allocation inOtherFiles(List<ByteRange> itsParts) {
        return new Allocation(block, besides, span, table, head, false, itsParts, present);
    }

    /** Returns the same, with the parts of the disk that have room. */
    public Allocation withPresent(RangeSet room) {
        return new Allocation(block, besides, span, table, head, isOneFile, parts, Optional.of(room));
    }

    /** Returns what the file of a disk grows by at most, where so many of its blocks are new. */
    public long growth(long newBlocks, long diskSize) {
        if (newBlocks == 0) {
            return 0;
        }
        long tables = table == 0 ? 0 : Math.min(newBlocks, diskSize / span + 1);
        return Math.addExact(SLACK, Math.addExact(Math.multiplyExact(newBlocks, block + besides),
                Math.multiplyExact(tables, table)));
    }
}
