package org.platter.operation;

import java.util.List;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.layout.Alignment;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/**
 * Free space in which a partition can lie.
 *
 * @param range all of it, in bytes of the disk; a logical's EBR has to lie in it as well, before the
 *     partition
 * @param logical whether it lies in the extended partition
 * @param bounded whether another partition, or the end of the extended one, ends it, rather than the end of
 *     the disk
 */
record Room(ByteRange range, boolean logical, boolean bounded) {

    /** DOS tables count sectors in 32 bits. */
    private static final long DOS_SECTORS = 1L << 32;

    /** Returns the rooms for partitions of a role, in order. */
    static List<Room> all(Layout layout, Role role) {
        return rooms(layout, role == Role.LOGICAL);
    }

    /** Returns the rooms as they are for a partition itself, which does not stand in its own way. */
    static List<Room> without(Layout layout, Partition partition) {
        Layout others = partition.role() == Role.EXTENDED
                ? layout.withPartitions(layout.partitions().stream()
                        .filter(p -> p.role() == Role.PRIMARY).toList())
                : layout.without(partition.id());
        return rooms(others, partition.role() == Role.LOGICAL);
    }

    /** Returns the room that a partition lies in; where the table has it outside of all, itself. */
    static Room around(Layout layout, Partition partition) {
        return without(layout, partition).stream().filter(room -> room.range.contains(partition.range()))
                .findFirst().orElse(new Room(partition.range(), partition.role() == Role.LOGICAL, true));
    }

    /** Returns the room that a gap of {@link Layout#free} lies in. */
    static Optional<Room> of(Layout layout, ByteRange gap) {
        return rooms(layout, layout.isLogicalSpace(gap)).stream()
                .filter(room -> room.range.intersects(gap))
                .map(room -> {
                    ByteRange both = room.range.intersection(gap).orElseThrow();
                    return new Room(both, room.logical, room.bounded && both.end() == room.range.end());
                })
                .findFirst();
    }

    private static List<Room> rooms(Layout layout, boolean logical) {
        long limit = layout.table().type() == TableType.DOS
                ? DOS_SECTORS * layout.sectorSize() : Long.MAX_VALUE;
        long diskEnd = Math.min(layout.table().usable().end(), limit);
        return layout.free().stream()
                .filter(gap -> layout.isLogicalSpace(gap) == logical && gap.start() < limit)
                .map(gap -> new ByteRange(gap.start(), Math.min(gap.end(), limit)))
                .map(gap -> new Room(gap, logical, logical || gap.end() != diskEnd))
                .toList();
    }

    /**
     * Returns the lowest start here, before it is aligned.
     *
     * @param firstLogical whether it is the partition whose EBR is the extended one's first sector
     */
    long lowestStart(Layout layout, Alignment alignment, boolean firstLogical) {
        return logical && !firstLogical ? range.start() + alignment.lead(layout) : range.start();
    }

    /**
     * Returns how far from the place that was asked for alignment may take a start, in bytes: less than that.
     * It is one unit, and the room for the EBR of a logical partition that was asked to start where that
     * lies.
     */
    long reach(Layout layout, Alignment alignment, Amount asked, long place) {
        boolean isEbr = logical && asked instanceof Amount.Absolute && alignment != Alignment.NONE
                && range.start() <= place && place < range.start() + alignment.lead(layout);
        return alignment.unit(layout) + (isEbr ? alignment.lead(layout) : 0);
    }

    /** Returns how far it is from a place to this room; 0 inside of it or at its end. */
    long distance(long place) {
        return Math.max(0, Math.max(range.start() - place, place - range.end()));
    }
}
