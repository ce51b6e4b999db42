package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;

/** An action on the disk that is shown. */
public abstract non-sealed class OnDisk extends WindowAction {

    OnDisk(String id, String key, String icon) {
        super(id, key, icon);
    }

    @Override
    public final Optional<String> whyNot(Optional<DiskViewModel> shown) {
        return shown.isEmpty() ? Optional.of(Texts.get("why.no-disk")) : whyNot(shown.get());
    }

    /** Returns why it cannot be had for a disk now, in a sentence; nothing where it can. */
    public abstract Optional<String> whyNot(DiskViewModel disk);

    @Override
    final void run(Actions window) {
        window.disks().current().ifPresent(disk -> run(window, disk));
    }

    abstract void run(Actions window, DiskViewModel disk);
}
