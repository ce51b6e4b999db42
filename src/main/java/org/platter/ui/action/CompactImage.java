package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;

/** Gives back what no file system of the image uses. */
final class CompactImage extends OnDisk {

    CompactImage() {
        super("compact", "Shortcut+Shift+K", "mdi2a-arrow-collapse-vertical");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.still(disk).or(() -> Reasons.interrupted(disk)).or(() -> Reasons.noFile(disk));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.show(this, with -> with.jobDialogs().compact(disk, window::open));
    }
}
