package org.platter.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.layout.Alignment;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;

/**
 * Moves a partition, its size unchanged: only the start is aligned. It may go to any free space that has room
 * for it; the EBR of a logical one goes along.
 *
 * @param start where to, in bytes of the disk
 */
public record Move(PartitionId id, Amount start, Alignment alignment) implements Operation {

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        Partition partition = Subjects.find(before, id);
        Bounds here = Bounds.of(before, partition, alignment);
        if (here.freedom().move().isPresent()) {
            throw new Refusal(here.freedom().move().get());
        }
        long wanted = wanted(before, here);
        List<Bounds> rooms = new ArrayList<>(List.of(here));
        if (isPlace()) {
            Room.without(before, partition).stream().filter(room -> !room.equals(here.room()))
                    .forEach(room -> rooms.add(here.in(room)));
        }
        Bounds best = null;
        long bestStart = 0;
        for (Bounds bounds : rooms) {
            OptionalLong start = bounds.moved(wanted);
            if (start.isPresent()
                    && (best == null
                            || Math.abs(start.getAsLong() - wanted) < Math.abs(bestStart - wanted))) {
                best = bounds;
                bestStart = start.getAsLong();
            }
        }
        if (best == null || isPlace()
                && Math.abs(bestStart - wanted) >= best.room().reach(before, alignment, start, wanted)) {
            throw new Refusal(Wording.capitalized(Subjects.name(partition)) + ", of "
                    + Wording.size(before, partition.range().length()) + ", cannot start at "
                    + Wording.place(before, Math.max(0, wanted)) + ": " + rooms(before, rooms) + ".");
        }
        return moved(before, partition, bestStart, best.room(), alignment);
    }

    private boolean isPlace() {
        return !(start instanceof Amount.Max || start instanceof Amount.Min);
    }

    private long wanted(Layout before, Bounds here) {
        long size = here.partition().range().length();
        if (start instanceof Amount.Max) {
            return here.room().range().end() - size;
        }
        return start instanceof Amount.Min ? here.lowestStart()
                : Places.place(start, here.partition().range().start(), before.diskSize());
    }

    private String rooms(Layout layout, List<Bounds> rooms) {
        String places = rooms.stream().flatMap(bounds -> {
            long low = bounds.lowestStart();
            long high = bounds.room().range().end() - bounds.partition().range().length();
            OptionalLong first = alignment.start(layout, bounds.room().logical(), low, low, high);
            OptionalLong last = alignment.start(layout, bounds.room().logical(), high, low, high);
            return first.isEmpty() || last.isEmpty() ? Stream.empty()
                    : Stream.of(first.getAsLong() == last.getAsLong()
                            ? "at " + Wording.place(layout, first.getAsLong())
                            : "from " + Wording.place(layout, first.getAsLong()) + " to "
                                    + Wording.place(layout, last.getAsLong()));
        }).collect(Collectors.joining(", "));
        return places.isEmpty() ? "there is no room for it anywhere else" : "it can start " + places;
    }

    static Layout moved(Layout before, Partition partition, long start, Room room, Alignment alignment) {
        if (start == partition.range().start()) {
            return before;
        }
        return before.with(partition.withRange(ByteRange.of(start, partition.range().length()))
                .withEbr(Chain.ebr(before, partition.id(), start, room, alignment)));
    }

    @Override
    public String describe(Layout before) {
        Partition partition = Subjects.require(before, id);
        long distance = Subjects.after(this, before).partition(id).orElseThrow().range().start()
                - partition.range().start();
        String size = " (" + ByteSize.format(partition.range().length()) + ")";
        return distance == 0 ? "Leave " + Subjects.name(partition) + " where it is"
                : "Move " + Subjects.name(partition) + (distance > 0 ? " right by " : " left by ")
                        + ByteSize.format(Math.abs(distance)) + size;
    }

    @Override
    public String line(Layout before) {
        return "move " + Subjects.require(before, id).number() + " start=" + start.text(before.sectorSize())
                + " align=" + alignment.id();
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.of(id);
    }
}
