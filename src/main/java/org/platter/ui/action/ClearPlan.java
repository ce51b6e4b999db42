package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;

/** Takes back all that is pending. */
final class ClearPlan extends OnDisk {

    ClearPlan() {
        super("clear", "Shortcut+Shift+Backspace", "mdi2b-broom");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.busy(disk).or(() -> Reasons.nothingPending(disk));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        disk.pending().clear();
    }
}
