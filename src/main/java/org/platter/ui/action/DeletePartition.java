package org.platter.ui.action;

import java.util.Optional;
import org.platter.layout.Partition;
import org.platter.operation.Delete;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;

/** Queues the deletion of the partition. */
final class DeletePartition extends OnPartition {

    DeletePartition() {
        super("delete", "Delete", "mdi2t-trash-can-outline");
    }

    @Override
    Optional<String> whyNot(DiskViewModel disk, Partition partition) {
        return Reasons.tried(disk, new Delete(partition.id()));
    }

    @Override
    void run(Actions window, DiskViewModel disk, Partition partition) {
        window.push(disk, new Delete(partition.id()));
    }
}
