package org.platter.ui.action;

import org.platter.ui.dialog.HelpDialogs;

/** Shows the keys of all actions. */
final class ShowKeys extends OnWindow {

    ShowKeys() {
        super("keys", "F1", "mdi2k-keyboard-outline");
    }

    @Override
    void run(Actions window) {
        window.show(this, with -> HelpDialogs.keys(with.owner(), ActionList.all().stream()
                .map(action -> new HelpDialogs.Key(action.text(), action.key())).toList()));
    }
}
