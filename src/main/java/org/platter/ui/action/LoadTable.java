package org.platter.ui.action;

import java.util.Optional;
import org.platter.layout.Problem;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.dialog.TableChangeDialog;

/** Shows what a saved table changes, and queues it. */
final class LoadTable extends OnDisk {

    LoadTable() {
        super("restore-table", "Shortcut+Shift+V", "mdi2t-table-arrow-up");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return isMendable(disk) ? Reasons.mending(disk) : Reasons.edit(disk);
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.files().tableToLoad().ifPresent(file -> disk.files().readTable(file,
                saved -> window.show(this, with -> TableChangeDialog.restore(with.owner(), disk, saved)),
                window.failed("table.not-loaded")));
    }

    /** A saved table may take the place of one that is damaged. */
    private static boolean isMendable(DiskViewModel disk) {
        return !disk.preview().problems().isEmpty()
                && disk.preview().problems().stream().allMatch(Problem::repairable);
    }
}
