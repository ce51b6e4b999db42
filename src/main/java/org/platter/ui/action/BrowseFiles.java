package org.platter.ui.action;

import java.util.Optional;
import org.platter.layout.Partition;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.Texts;

/** Shows the files of the partition in the file manager, to read. */
final class BrowseFiles extends OnPartition {

    BrowseFiles() {
        super("browse", "Shortcut+J", "mdi2f-folder-search-outline");
    }

    @Override
    Optional<String> whyNotAny(DiskViewModel disk) {
        return Reasons.still(disk);
    }

    @Override
    Optional<String> whyNot(DiskViewModel disk, Partition partition) {
        return extended(partition).or(() -> disk.disk().isElsewhere()
                ? Optional.of(Texts.get("why.browse-by-root", disk.path())) : Optional.empty())
                .or(() -> Reasons.when(disk.onDisk().partition(partition.id()).isEmpty(), "why.not-on-disk"))
                .or(() -> Reasons.when(partition.content().type().isEmpty(), "why.no-file-system"));
    }

    @Override
    void run(Actions window, DiskViewModel disk, Partition partition) {
        disk.shownFiles().show(partition, window.failed("browse.failed"));
    }
}
