package org.platter.ui.action;

import org.platter.session.DiskSession;

/** Makes an image and opens it. */
final class NewImageFile extends OnWindow {

    NewImageFile() {
        super("new-image", "Shortcut+Shift+N", "mdi2f-file-plus-outline");
    }

    @Override
    void run(Actions window) {
        window.show(this, with -> with.making().newImage(DiskSession::installedSupport, window::open));
    }
}
