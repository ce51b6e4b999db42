package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.image.BitmapsDialog;

/** Shows, adds, changes and removes the dirty bitmaps of the image. */
final class ShowBitmaps extends OnDisk {

    ShowBitmaps() {
        super("bitmaps", "Shortcut+Shift+U", "mdi2g-grid");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.still(disk).or(() -> Reasons.noFile(disk))
                .or(() -> Reasons.when(!disk.disk().format().equals("qcow2"), "why.no-bitmaps",
                        Reasons.formatTitle(disk)));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.show(this, with -> BitmapsDialog.show(with.owner(), with.jobs(), disk));
    }
}
