package org.platter.operation;

import java.util.OptionalLong;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.layout.Alignment;
import org.platter.layout.Grip;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;

/**
 * Between what the edges of a partition can go, and where they land; the one place that decides it, for
 * operations, dialogs and dragging.
 *
 * <p>An edge that is asked for where it is stays there, aligned or not. An end that reaches the next
 * partition, or the end of the extended one, lies exactly there, aligned or not, so that no sliver is left
 * between the two; at the end of the disk it is rounded down.
 */
record Bounds(Layout layout, Partition partition, Room room, Freedom freedom, Alignment alignment) {

    static Bounds of(Layout layout, Partition partition, Alignment alignment) {
        return new Bounds(layout, partition, Room.around(layout, partition), Freedom.of(layout, partition),
                alignment);
    }

    /** Returns the same partition as if it lay in another room. */
    Bounds in(Room other) {
        return new Bounds(layout, partition, other, freedom, alignment);
    }

    private long size() {
        return partition.range().length();
    }

    long lowestStart() {
        long lowest = room.lowestStart(layout, alignment, Chain.isFirst(layout, partition.id()));
        return room.range().contains(partition.range())
                ? Math.min(partition.range().start(), lowest) : lowest;
    }

    /**
     * Returns the highest start that leaves the logicals of an extended partition, and their EBRs, inside.
     */
    private long innerStart() {
        if (partition.role() != Role.EXTENDED) {
            return Long.MAX_VALUE;
        }
        long first = Long.MAX_VALUE;
        for (Partition logical : Chain.logicals(layout)) {
            first = Math.min(first, logical.range().start());
            if (!Chain.isFirst(layout, logical.id())) {
                first = Math.min(first, logical.ebr().getAsLong());
            }
        }
        return first == Long.MAX_VALUE ? first : first - layout.sectorSize();
    }

    private long innerEnd() {
        return partition.role() != Role.EXTENDED ? 0
                : Chain.logicals(layout).stream().mapToLong(logical -> logical.range().end()).max().orElse(0);
    }

    /**
     * Returns the start that a move to {@code wanted} gives; nothing where no aligned one lies in the room.
     */
    OptionalLong moved(long wanted) {
        long now = partition.range().start();
        if (wanted == now && room.range().contains(partition.range())) {
            return OptionalLong.of(now);
        }
        return alignment.start(layout, room.logical(), wanted, lowestStart(), room.range().end() - size());
    }

    /**
     * Returns the start for {@code wanted} with the end at {@code end}; nothing where no aligned one is
     * possible.
     */
    OptionalLong start(long wanted, long end) {
        if (wanted == partition.range().start()) {
            return OptionalLong.of(wanted);
        }
        return alignment.start(layout, room.logical(), wanted, startFloor(end),
                Math.min(innerStart(), end - freedom.minimumSize()));
    }

    /** Returns the start for {@code wanted} where the end is still to be found. */
    OptionalLong freeStart(long wanted) {
        if (wanted == partition.range().start()) {
            return OptionalLong.of(wanted);
        }
        return alignment.start(layout, room.logical(), wanted, lowestStart(),
                Math.min(innerStart(), room.range().end() - freedom.minimumSize()));
    }

    private long startFloor(long end) {
        return Math.max(lowestStart(), end - Math.min(end, freedom.maximumSize()));
    }

    long lowestEnd(long start) {
        return Math.max(innerEnd(), start + freedom.minimumSize());
    }

    long highestEnd(long start) {
        long most = ByteSize.floor(freedom.maximumSize(), layout.sectorSize());
        return Math.min(room.range().end(), start + Math.min(most, room.range().end()));
    }

    /**
     * Returns the end for {@code wanted} with the start at {@code start}, which leaves room for the minimum.
     */
    long end(long wanted, long start, Alignment.Ending ending) {
        if (wanted == partition.range().end() && lowestEnd(start) <= wanted && wanted <= highestEnd(start)) {
            return wanted;
        }
        return end(layout, room, alignment, wanted, lowestEnd(start), highestEnd(start), ending);
    }

    static long end(Layout layout, Room room, Alignment alignment, long wanted, long lowest, long highest,
            Alignment.Ending ending) {
        if (wanted >= room.range().end() && room.bounded() && highest == room.range().end()) {
            return highest;
        }
        return alignment.end(layout, wanted, lowest, highest, ending);
    }

    /** Returns the size up to which it can grow with the start where it is. */
    long largestSize(long start) {
        return highestEnd(start) - start;
    }

    /**
     * Returns the largest end as alignment leaves it, which is never before the present one where it may
     * grow.
     */
    long largestEnd(long start) {
        long highest = highestEnd(start);
        long end = end(highest, start, Alignment.Ending.SIZE);
        boolean isGrowing = start == partition.range().start();
        return isGrowing ? Math.max(end, Math.min(partition.range().end(), highest)) : end;
    }

    /** Returns the smallest size when both edges may move, in bytes. */
    long smallest() {
        return partition.role() == Role.EXTENDED && !Chain.logicals(layout).isEmpty()
                ? innerEnd() - innerStart() : freedom.minimumSize();
    }

    /** Returns the range for a wanted one when all of it, or one edge, has been taken hold of. */
    ByteRange fit(ByteRange wanted, Grip grip) {
        ByteRange now = partition.range();
        if (grip == Grip.END) {
            return new ByteRange(now.start(), end(wanted.end(), now.start(), Alignment.Ending.PLACE));
        }
        if (grip == Grip.START) {
            OptionalLong start = startIsFixed() ? OptionalLong.empty() : start(wanted.start(), now.end());
            return start.isPresent() ? new ByteRange(start.getAsLong(), now.end()) : now;
        }
        OptionalLong place = freedom.move().isPresent() ? OptionalLong.empty() : moved(wanted.start());
        return place.isPresent() ? ByteRange.of(place.getAsLong(), now.length()) : now;
    }

    /** Returns what ends the room, as the end of a sentence: {@code partition 2 begins}. */
    String neighbour() {
        return layout.partitions().stream()
                .filter(other -> (other.role() == Role.LOGICAL) == room.logical())
                .filter(other -> other.range().start() >= room.range().end()).findFirst()
                .map(other -> Subjects.name(other) + " begins")
                .orElse(room.logical() ? "the extended partition ends" : "the disk ends");
    }

    /** The start of an extended partition can go although its logicals cannot be moved along. */
    boolean startIsFixed() {
        return freedom.move().isPresent() && partition.role() != Role.EXTENDED;
    }
}
