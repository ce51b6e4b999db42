package org.platter.ui.action;

import java.util.Optional;
import org.platter.ui.DiskViewModel;

/** An action that needs no disk. */
public abstract non-sealed class OnWindow extends WindowAction {

    OnWindow(String id, String key, String icon) {
        super(id, key, icon);
    }

    @Override
    public final Optional<String> whyNot(Optional<DiskViewModel> shown) {
        return Optional.empty();
    }
}
