package org.platter.ui.action;

import java.util.Optional;
import org.platter.layout.Partition;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.dialog.FormatDialog;

/** Queues a new file system in the partition. */
final class FormatPartition extends OnPartition {

    FormatPartition() {
        super("format", "Shortcut+F", "mdi2f-format-paint");
    }

    @Override
    Optional<String> whyNot(DiskViewModel disk, Partition partition) {
        return extended(partition).or(() -> Reasons.inUse(disk, partition.id()));
    }

    @Override
    void run(Actions window, DiskViewModel disk, Partition partition) {
        window.show(this, with -> FormatDialog.show(with.owner(), disk, partition));
    }
}
