package org.platter.ui.action;

import java.util.Optional;
import org.platter.filesystem.Action;
import org.platter.layout.Partition;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.dialog.TextDialog;

/** Queues another UUID of the file system. */
final class EditUuid extends OnPartition {

    EditUuid() {
        super("uuid", "Shortcut+U", "mdi2f-fingerprint");
    }

    @Override
    Optional<String> whyNot(DiskViewModel disk, Partition partition) {
        return Reasons.inUse(disk, partition.id())
                .or(() -> unsupported(disk, partition, Action.UUID));
    }

    @Override
    void run(Actions window, DiskViewModel disk, Partition partition) {
        window.show(this, with -> TextDialog.uuid(with.owner(), disk, partition));
    }
}
