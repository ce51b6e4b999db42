package org.platter.operation;

import java.util.stream.Collectors;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;

/** Finds the partition that an operation is about. */
final class Subjects {

    private Subjects() {}

    static Partition find(Layout layout, PartitionId id) throws Refusal {
        return layout.partition(id)
                .orElseThrow(() -> new Refusal("The partition that this is about is not there any more."));
    }

    static Partition find(Layout layout, int number) throws Refusal {
        return layout.partition(number).orElseThrow(() -> new Refusal("There is no partition " + number + "; "
                + (layout.partitions().isEmpty() ? "the disk has none."
                        : "there are: " + numbers(layout) + ".")));
    }

    /** Returns it where the operation is known to be possible on this layout. */
    static Partition require(Layout layout, PartitionId id) {
        return layout.partition(id)
                .orElseThrow(() -> new IllegalArgumentException("no " + id + " in this layout"));
    }

    /** Returns the layout after an operation that is known to be possible. */
    static Layout after(Operation operation, Layout before) {
        try {
            return operation.applyTo(before);
        } catch (Refusal refusal) {
            throw new IllegalArgumentException(refusal.getMessage(), refusal);
        }
    }

    /** The word for a partition in a sentence: {@code partition 2}, {@code extended partition 4}. */
    static String name(Partition partition) {
        return (partition.role() == Role.EXTENDED ? "extended partition " : "partition ")
                + partition.number();
    }

    private static String numbers(Layout layout) {
        return layout.partitions().stream().map(Partition::number).sorted().map(String::valueOf)
                .collect(Collectors.joining(", "));
    }
}
