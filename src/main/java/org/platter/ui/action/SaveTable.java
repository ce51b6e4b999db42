package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.Texts;

/** Saves the table that is on the disk to a file. */
final class SaveTable extends OnDisk {

    SaveTable() {
        super("save-table", "Shortcut+Shift+E", "mdi2t-table-arrow-down");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.busy(disk).or(() -> Reasons.noTable(disk.onDisk()));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.files().tableToSave(disk.name() + ".table").ifPresent(file -> disk.files().saveTable(file,
                () -> window.tell(Texts.get("table.saved", file)), window.failed("table.not-saved")));
    }
}
