package org.platter.ui.action;

import org.platter.ui.image.QuestionsDialog;

/** Opens the disk of a server. */
final class OpenAddress extends OnWindow {

    OpenAddress() {
        super("open-address", "Shortcut+L", "mdi2l-lan-connect");
    }

    @Override
    void run(Actions window) {
        window.show(this, with -> QuestionsDialog.address(with.owner()).ifPresent(window::open));
    }
}
