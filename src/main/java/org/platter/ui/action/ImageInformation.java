package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.image.ImageInformationDialog;

/** Shows what is known of the image. */
final class ImageInformation extends OnDisk {

    ImageInformation() {
        super("image-information", "Shortcut+Shift+I", "mdi2d-database-search-outline");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.busy(disk);
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.show(this, with -> ImageInformationDialog.show(with.owner(), with.jobs(), disk));
    }
}
