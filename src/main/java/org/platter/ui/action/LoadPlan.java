package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;

/** Queues the operations of a script. */
final class LoadPlan extends OnDisk {

    LoadPlan() {
        super("load-plan", "Shortcut+Shift+O", "mdi2s-script-text-outline");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.edit(disk);
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.files().scriptToLoad()
                .ifPresent(file -> disk.files().loadScript(file, window.failed("script.not-loaded")));
    }
}
