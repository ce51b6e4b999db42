package org.platter.ui.action;

import java.util.Optional;
import org.platter.session.image.ImageFormat;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.image.SnapshotsDialog;

/** Shows, takes and deletes the snapshots of the image. */
final class ShowSnapshots extends OnDisk {

    ShowSnapshots() {
        super("snapshots", "Shortcut+Shift+S", "mdi2c-camera-outline");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.still(disk).or(() -> Reasons.noFile(disk))
                .or(() -> Reasons.lacking(disk, ImageFormat::hasSnapshots, "why.no-snapshots"));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.show(this, with -> SnapshotsDialog.show(with.owner(), with.jobs(), disk));
    }
}
