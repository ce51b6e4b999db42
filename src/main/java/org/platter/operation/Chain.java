package org.platter.operation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.platter.layout.Alignment;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;

/**
 * The numbers of partitions, and the EBRs of logical ones. Logicals are numbered from 5 on along the chain,
 * without gaps, as the kernel does. The chain begins in the first sector of the extended partition, so that
 * the first logical of the chain has its EBR there, wherever it lies; a new one joins the chain at its end,
 * and no number changes.
 */
final class Chain {

    static final int FIRST = 5;

    private Chain() {}

    /** Returns the number of a new partition, or nothing where the table is full. */
    static OptionalInt freeNumber(Layout layout, Role role) {
        if (role == Role.LOGICAL) {
            return OptionalInt.of(FIRST + logicals(layout).size());
        }
        return IntStream.rangeClosed(1, layout.table().maximumPartitions())
                .filter(number -> layout.partition(number).isEmpty()).findFirst();
    }

    static List<Partition> logicals(Layout layout) {
        return layout.partitions().stream().filter(p -> p.role() == Role.LOGICAL)
                .sorted(Comparator.comparing(Partition::number)).toList();
    }

    /** Returns whether it is, or as the next new one would be, the first logical of the chain. */
    static boolean isFirst(Layout layout, PartitionId id) {
        List<Partition> logicals = logicals(layout);
        return logicals.isEmpty() || logicals.get(0).id().equals(id);
    }

    /** Returns where the EBR of a logical at {@code start} lies: as far before it as the alignment has it. */
    static OptionalLong ebr(Layout layout, PartitionId id, long start, Room room, Alignment alignment) {
        if (!room.logical()) {
            return OptionalLong.empty();
        }
        if (isFirst(layout, id)) {
            return OptionalLong.of(layout.extended().orElseThrow().range().start());
        }
        long led = start - alignment.lead(layout);
        return OptionalLong.of(led >= room.range().start() ? led : start - layout.sectorSize());
    }

    /** Returns the layout without a partition; the logicals after it move up in the chain. */
    static Layout without(Layout layout, PartitionId id) {
        Layout rest = layout.without(id);
        List<Partition> logicals = logicals(rest);
        List<Partition> changed = new ArrayList<>();
        for (int i = 0; i < logicals.size(); i++) {
            Partition logical = logicals.get(i);
            if (logical.number() != FIRST + i) {
                Partition moved = logical.withNumber(FIRST + i);
                changed.add(i > 0 ? moved
                        : moved.withEbr(OptionalLong.of(layout.extended().orElseThrow().range().start())));
            } else {
                changed.add(logical);
            }
        }
        rest.partitions().stream().filter(p -> p.role() != Role.LOGICAL).forEach(changed::add);
        return rest.withPartitions(changed);
    }

    /**
     * Returns the layout with its extended partition at a new place; the chain begins in its first sector.
     */
    static Layout framed(Layout layout, Partition frame) {
        List<Partition> changed = new ArrayList<>();
        for (Partition partition : layout.partitions()) {
            if (partition.role() == Role.EXTENDED) {
                changed.add(frame);
            } else if (partition.role() == Role.LOGICAL && isFirst(layout, partition.id())
                    && frame.range().start() != layout.extended().orElseThrow().range().start()) {
                changed.add(partition.withEbr(OptionalLong.of(frame.range().start())));
            } else {
                changed.add(partition);
            }
        }
        return layout.withPartitions(changed);
    }
}
