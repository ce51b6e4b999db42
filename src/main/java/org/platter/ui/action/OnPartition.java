package org.platter.ui.action;

import java.util.Optional;
import org.platter.filesystem.Action;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;

/** An action on the selected partition, as it will be after all that is pending. */
abstract class OnPartition extends OnDisk {

    OnPartition(String id, String key, String icon) {
        super(id, key, icon);
    }

    @Override
    public final Optional<String> whyNot(DiskViewModel disk) {
        return whyNotAny(disk)
                .or(() -> Reasons.when(disk.selectedPartition().isEmpty(), "why.no-partition"))
                .or(() -> whyNot(disk, disk.selectedPartition().orElseThrow()));
    }

    /** Returns why it cannot be had for any partition of a disk; by default that the disk is not edited. */
    Optional<String> whyNotAny(DiskViewModel disk) {
        return Reasons.edit(disk);
    }

    /** Returns why it cannot be had for a partition. */
    Optional<String> whyNot(DiskViewModel disk, Partition partition) {
        return Optional.empty();
    }

    @Override
    final void run(Actions window, DiskViewModel disk) {
        disk.selectedPartition().ifPresent(partition -> run(window, disk, partition));
    }

    abstract void run(Actions window, DiskViewModel disk, Partition partition);

    static Optional<String> extended(Partition partition) {
        return Reasons.when(partition.role() == Role.EXTENDED, "why.extended");
    }

    static Optional<String> unsupported(DiskViewModel disk, Partition partition, Action action) {
        return extended(partition).or(() -> Reasons.unsupported(disk, partition, action));
    }
}
