package org.platter.ui.action;

import java.util.Optional;
import org.platter.filesystem.Action;
import org.platter.layout.Partition;
import org.platter.operation.Check;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;

/** Queues a check of the file system, which mends it or only looks. */
final class CheckPartition extends OnPartition {

    private final boolean isMending;

    CheckPartition(String id, String key, String icon, boolean isMending) {
        super(id, key, icon);
        this.isMending = isMending;
    }

    @Override
    Optional<String> whyNot(DiskViewModel disk, Partition partition) {
        return Reasons.inUse(disk, partition.id()).or(() -> unsupported(disk, partition, Action.CHECK))
                .or(() -> Reasons.tried(disk, new Check(partition.id())));
    }

    @Override
    void run(Actions window, DiskViewModel disk, Partition partition) {
        window.push(disk, new Check(partition.id(), isMending));
    }
}
