package org.platter.ui.action;

import java.util.Optional;
import org.platter.layout.Partition;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;

/** Remembers the partition for pasting. */
final class CopyPartition extends OnPartition {

    CopyPartition() {
        super("copy", "Shortcut+C", "mdi2c-content-copy");
    }

    @Override
    Optional<String> whyNotAny(DiskViewModel disk) {
        return Optional.empty();
    }

    @Override
    Optional<String> whyNot(DiskViewModel disk, Partition partition) {
        return extended(partition);
    }

    @Override
    void run(Actions window, DiskViewModel disk, Partition partition) {
        disk.pasting().copySelected();
        window.tell(Texts.get("copy.done", String.valueOf(partition.number())));
    }
}
