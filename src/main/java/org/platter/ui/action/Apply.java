package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.apply.ApplyDialog;

/** Asks, and commits all that is pending. */
final class Apply extends OnDisk {

    Apply() {
        super("apply", "Shortcut+Enter", "mdi2c-check");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.commit(disk);
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.show(this, with -> ApplyDialog.apply(with.owner(), disk));
    }
}
