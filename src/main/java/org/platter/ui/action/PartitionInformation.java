package org.platter.ui.action;

import java.util.Optional;
import org.platter.layout.Partition;
import org.platter.ui.DiskViewModel;
import org.platter.ui.dialog.InformationDialog;

/** Shows what is known of the partition. */
final class PartitionInformation extends OnPartition {

    PartitionInformation() {
        super("information", "Alt+Enter", "mdi2i-information-outline");
    }

    @Override
    Optional<String> whyNotAny(DiskViewModel disk) {
        return Optional.empty();
    }

    @Override
    void run(Actions window, DiskViewModel disk, Partition partition) {
        window.show(this, with -> InformationDialog.show(with.owner(), disk, partition,
                choices -> window.choose(disk, choices)));
    }
}
