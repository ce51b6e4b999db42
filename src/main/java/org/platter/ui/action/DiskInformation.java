package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;
import org.platter.ui.dialog.InformationDialog;

/** Shows what is known of the disk. */
final class DiskInformation extends OnDisk {

    DiskInformation() {
        super("disk-information", "Shortcut+I", "mdi2i-information-outline");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Optional.empty();
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.show(this, with -> InformationDialog.show(with.owner(), disk));
    }
}
