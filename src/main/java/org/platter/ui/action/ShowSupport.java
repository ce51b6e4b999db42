package org.platter.ui.action;

import org.platter.session.DiskSession;
import org.platter.ui.dialog.SupportDialog;

/** Shows what Platter can do with each file system here. */
final class ShowSupport extends OnWindow {

    ShowSupport() {
        super("support", "Shortcut+Shift+F", "mdi2t-table-check");
    }

    @Override
    void run(Actions window) {
        window.show(this, with -> SupportDialog.show(with.owner(), DiskSession::installedSupport));
    }
}
