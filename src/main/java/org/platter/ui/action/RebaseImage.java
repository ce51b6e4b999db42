package org.platter.ui.action;

import java.util.Optional;
import org.platter.session.image.ImageFormat;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;

/** Bases the image on another one. */
final class RebaseImage extends OnDisk {

    RebaseImage() {
        super("rebase", "Shortcut+B", "mdi2l-layers-edit");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.still(disk).or(() -> Reasons.noFile(disk))
                .or(() -> Reasons.lacking(disk, ImageFormat::hasBacking, "why.never-backing"))
                .or(() -> Reasons.imageChange(disk));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.show(this, with -> with.jobDialogs().rebase(disk));
    }
}
