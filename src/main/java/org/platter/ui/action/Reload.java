package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;

/** Reads the disk again. */
final class Reload extends OnDisk {

    Reload() {
        super("reload", "F5", "mdi2r-refresh");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.reading(disk);
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        disk.jobs().reload(window.failed("reload.failed"));
    }
}
