package org.platter.operation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/** Numbers the partitions in the order in which they lie on the disk, without gaps. */
public record SortNumbers() implements Operation {

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        if (before.table().type() == TableType.NONE) {
            throw new Refusal("The disk has no partition table, so that there are no numbers to sort.");
        }
        List<Partition> sorted = new ArrayList<>();
        List<Partition> logicals = new ArrayList<>();
        before.partitions().stream().sorted(Comparator.comparing((Partition p) -> p.range().start())).forEach(
                partition -> {
                    if (partition.role() == Role.LOGICAL) {
                        logicals.add(partition);
                    } else {
                        sorted.add(partition.withNumber(sorted.size() + 1));
                    }
                });
        if (isSorted(logicals)) {
            sorted.addAll(logicals);
        } else {
            sorted.addAll(Chaining.over(logicals, before.extended().orElseThrow().range().start(),
                    before.sectorSize()));
        }
        Chaining.check(before, sorted);
        return before.withPartitions(sorted);
    }

    /** Returns whether the numbers follow the places already, so that sorting them changes nothing. */
    public static boolean isInOrder(Layout layout) {
        try {
            return new SortNumbers().applyTo(layout).equals(layout);
        } catch (Refusal e) {
            return false;
        }
    }

    private static boolean isSorted(List<Partition> logicals) {
        for (int i = 0; i < logicals.size(); i++) {
            if (logicals.get(i).number() != Chain.FIRST + i) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String describe(Layout before) {
        return "Number the partitions in the order in which they lie on the disk";
    }

    @Override
    public String line(Layout before) {
        return "sort";
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.empty();
    }
}
