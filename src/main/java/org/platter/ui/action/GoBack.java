package org.platter.ui.action;

import java.util.Optional;
import org.platter.session.image.ImageFormat;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.image.SnapshotsDialog;

/** Puts the disk back to what it was when a snapshot was taken. */
final class GoBack extends OnDisk {

    GoBack() {
        super("go-back", "Shortcut+Shift+B", "mdi2b-backup-restore");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.still(disk).or(() -> Reasons.noFile(disk))
                .or(() -> Reasons.lacking(disk, ImageFormat::hasSnapshots, "why.no-snapshots"))
                .or(() -> Reasons.when(disk.snapshots().isEmpty(), "why.none-taken"))
                .or(() -> Reasons.imageChange(disk));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.show(this, with -> SnapshotsDialog.goBack(with.owner(), with.jobs(), disk));
    }
}
