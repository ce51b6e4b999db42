package org.platter.ui.action;

import java.util.Optional;
import org.platter.layout.Partition;
import org.platter.layout.TableType;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.dialog.TextDialog;

/** Queues another name of the partition. */
final class EditName extends OnPartition {

    EditName() {
        super("name", "Shift+F2", "mdi2f-form-textbox");
    }

    @Override
    Optional<String> whyNotAny(DiskViewModel disk) {
        return Reasons.edit(disk)
                .or(() -> Reasons.when(disk.preview().table().type() != TableType.GPT, "why.not-gpt"));
    }

    @Override
    void run(Actions window, DiskViewModel disk, Partition partition) {
        window.show(this, with -> TextDialog.name(with.owner(), disk, partition));
    }
}
