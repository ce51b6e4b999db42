package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.dialog.NewTableDialog;

/** Queues an empty partition table. */
final class NewTable extends OnDisk {

    NewTable() {
        super("new-table", "Shortcut+T", "mdi2t-table-plus");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.edit(disk).or(() -> anyInUse(disk));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.show(this, with -> NewTableDialog.show(with.owner(), disk));
    }

    private static Optional<String> anyInUse(DiskViewModel disk) {
        return disk.preview().partitions().stream()
                .flatMap(partition -> Reasons.inUse(disk, partition.id()).stream()).findFirst();
    }
}
