package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;

/** Closes the disk. */
final class CloseDisk extends OnDisk {

    CloseDisk() {
        super("close", "Shortcut+W", "mdi2c-close");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.busy(disk);
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.close(disk);
    }
}
