package org.platter.ui.action;

import org.platter.ui.dialog.HelpDialogs;

/** Tells of Platter. */
final class ShowAbout extends OnWindow {

    ShowAbout() {
        super("about", "Shift+F1", "mdi2h-help-circle-outline");
    }

    @Override
    void run(Actions window) {
        window.show(this, with -> HelpDialogs.about(with.owner()));
    }
}
