package org.platter.ui.action;

import java.util.Optional;
import org.platter.session.image.ImageFacts;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;

/** Commits the image into the one that it is based on. */
final class CommitImage extends OnDisk {

    CommitImage() {
        super("commit-image", "Shortcut+Shift+M", "mdi2l-layers-minus");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.still(disk).or(() -> Reasons.noFile(disk))
                .or(() -> Reasons.when(disk.disk().facts().flatMap(ImageFacts::backingFile).isEmpty(),
                        "why.no-backing"))
                .or(() -> Reasons.imageChange(disk));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.show(this, with -> with.jobDialogs().commit(disk));
    }
}
