package org.platter.ui.action;

import java.util.Optional;
import org.platter.operation.DiskResize;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.dialog.ResizeDiskDialog;

/** Queues another size of the disk. */
final class ResizeDisk extends OnDisk {

    ResizeDisk() {
        super("resize-disk", "Shortcut+R", "mdi2a-arrow-expand-horizontal");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return DiskResize.mends(disk.preview()) ? Reasons.mending(disk) : Reasons.edit(disk);
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.show(this, with -> ResizeDiskDialog.show(with.owner(), disk));
    }
}
