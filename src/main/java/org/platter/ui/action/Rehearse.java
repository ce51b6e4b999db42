package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.apply.ApplyDialog;

/** Stages and verifies all that is pending, without a commit. */
final class Rehearse extends OnDisk {

    Rehearse() {
        super("rehearse", "Shortcut+Shift+Enter", "mdi2t-test-tube");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.commit(disk);
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.show(this, with -> ApplyDialog.rehearse(with.owner(), disk));
    }
}
