package org.platter.operation;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/**
 * Removes a partition from the table. Logical partitions after it move up one number; all others keep theirs.
 */
public record Delete(PartitionId id) implements Operation {

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        Partition partition = Subjects.find(before, id);
        List<Partition> logicals = Chain.logicals(before);
        if (partition.role() == Role.EXTENDED && !logicals.isEmpty()) {
            throw new Refusal("The extended partition " + partition.number()
                    + " still holds logical partitions; delete "
                    + logicals.stream().map(Partition::number).sorted(Comparator.reverseOrder())
                            .map(String::valueOf).collect(Collectors.joining(", then "))
                    + " first.");
        }
        if (before.table().type() == TableType.NONE) {
            throw new Refusal("The disk has no partition table, so that nothing can be deleted from it; "
                    + "format " + Subjects.name(partition) + ", or make a new table.");
        }
        return Chain.without(before, id);
    }

    @Override
    public String describe(Layout before) {
        Partition partition = Subjects.require(before, id);
        return "Delete " + Subjects.name(partition) + " ("
                + Contents.words(partition.content()).map(words -> words + ", ").orElse("")
                + ByteSize.format(partition.range().length()) + ")";
    }

    @Override
    public String line(Layout before) {
        return "delete " + Subjects.require(before, id).number();
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.of(id);
    }
}
