package org.platter.ui.action;

import java.util.Optional;
import org.platter.operation.SortNumbers;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;

/** Queues numbers in the order of the partitions. */
final class NumberInOrder extends OnDisk {

    NumberInOrder() {
        super("sort-numbers", "Shortcut+Shift+G", "mdi2s-sort-numeric-ascending");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.edit(disk).or(() -> Reasons.tried(disk, new SortNumbers()))
                .or(() -> Reasons.when(SortNumbers.isInOrder(disk.preview()), "why.in-order"));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.push(disk, new SortNumbers());
    }
}
