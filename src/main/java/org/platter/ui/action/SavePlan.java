package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;

/** Saves what is pending as a script. */
final class SavePlan extends OnDisk {

    SavePlan() {
        super("save-plan", "Shortcut+S", "mdi2c-content-save-outline");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.busy(disk).or(() -> Reasons.nothingPending(disk));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.files().scriptToSave(disk.name() + ".platter.txt")
                .ifPresent(file -> disk.files().saveScript(file, window.failed("script.not-saved")));
    }
}
