package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;

/** Takes back the last change of what is pending. */
final class Undo extends OnDisk {

    Undo() {
        super("undo", "Shortcut+Z", "mdi2u-undo");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.busy(disk).or(() -> Reasons.when(!disk.draft().canUndo(), "why.nothing-pending"));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        disk.pending().undo();
    }
}
