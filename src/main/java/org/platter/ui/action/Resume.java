package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.apply.ApplyDialog;

/** Tells what was interrupted, and brings it to its end. */
final class Resume extends OnDisk {

    Resume() {
        super("resume", "Shortcut+Shift+P", "mdi2p-play-circle-outline");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.still(disk)
                .or(() -> Reasons.when(disk.disk().interrupted().isEmpty(), "why.not-interrupted"))
                .or(() -> Reasons.when(disk.disk().interrupted().get().isOfAnother(),
                        "why.interrupted.other"));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.show(this, with -> ApplyDialog.resume(with.owner(), disk));
    }
}
