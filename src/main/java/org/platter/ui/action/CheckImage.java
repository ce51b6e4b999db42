package org.platter.ui.action;

import java.util.Optional;
import org.platter.session.image.ImageFormat;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;

/** Checks the structures of the image, and mends them. */
final class CheckImage extends OnDisk {

    CheckImage() {
        super("check-image", "Shortcut+Shift+C", "mdi2s-shield-check-outline");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.still(disk).or(() -> Reasons.noFile(disk))
                .or(() -> Reasons.lacking(disk, ImageFormat::isCheckable, "why.not-checkable"));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.show(this, with -> with.jobDialogs().check(disk));
    }
}
