package org.platter.ui.action;

import java.util.Optional;
import org.platter.layout.TableType;
import org.platter.operation.ConvertTable;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.dialog.TableChangeDialog;

/** Queues a table of the other kind with the same partitions. */
final class ChangeTableType extends OnDisk {

    ChangeTableType() {
        super("convert-table", "Shortcut+Shift+T", "mdi2t-table-sync");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.edit(disk).or(() -> Reasons.tried(disk, new ConvertTable(
                disk.preview().table().type() == TableType.GPT ? TableType.DOS : TableType.GPT)));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.show(this, with -> TableChangeDialog.convert(with.owner(), disk));
    }
}
