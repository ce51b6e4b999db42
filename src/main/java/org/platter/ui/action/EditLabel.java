package org.platter.ui.action;

import java.util.Optional;
import org.platter.filesystem.Action;
import org.platter.layout.Partition;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.dialog.TextDialog;

/** Queues another label of the file system. */
final class EditLabel extends OnPartition {

    EditLabel() {
        super("label", "F2", "mdi2l-label-outline");
    }

    @Override
    Optional<String> whyNot(DiskViewModel disk, Partition partition) {
        return Reasons.inUse(disk, partition.id())
                .or(() -> unsupported(disk, partition, Action.LABEL));
    }

    @Override
    void run(Actions window, DiskViewModel disk, Partition partition) {
        window.show(this, with -> TextDialog.label(with.owner(), disk, partition));
    }
}
