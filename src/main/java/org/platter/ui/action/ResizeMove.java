package org.platter.ui.action;

import java.util.Optional;
import org.platter.layout.Partition;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.dialog.ResizeMoveDialog;

/** Queues another size or place of the partition. */
final class ResizeMove extends OnPartition {

    ResizeMove() {
        super("resize-move", "F6", "mdi2a-arrow-left-right");
    }

    @Override
    Optional<String> whyNot(DiskViewModel disk, Partition partition) {
        return Reasons.inUse(disk, partition.id());
    }

    @Override
    void run(Actions window, DiskViewModel disk, Partition partition) {
        window.show(this, with -> ResizeMoveDialog.show(with.owner(), disk, partition));
    }
}
