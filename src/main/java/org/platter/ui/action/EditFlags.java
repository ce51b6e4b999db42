package org.platter.ui.action;

import java.util.Optional;
import org.platter.layout.Partition;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.dialog.TypeDialog;

/** Queues another type code and other flags of the partition. */
final class EditFlags extends OnPartition {

    EditFlags() {
        super("flags", "Shortcut+G", "mdi2f-flag-outline");
    }

    @Override
    Optional<String> whyNotAny(DiskViewModel disk) {
        return Reasons.edit(disk).or(() -> Reasons.noTable(disk.preview()));
    }

    @Override
    void run(Actions window, DiskViewModel disk, Partition partition) {
        window.show(this, with -> TypeDialog.show(with.owner(), disk, partition));
    }
}
