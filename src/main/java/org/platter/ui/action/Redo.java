package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;

/** Makes the change again that was taken back last. */
final class Redo extends OnDisk {

    Redo() {
        super("redo", "Shortcut+Shift+Z", "mdi2r-redo");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.busy(disk).or(() -> Reasons.when(!disk.draft().canRedo(), "why.nothing-undone"));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        disk.pending().redo();
    }
}
