package org.platter.ui.action;

/** Opens image files. */
final class OpenImages extends OnWindow {

    OpenImages() {
        super("open", "Shortcut+O", "mdi2f-folder-open-outline");
    }

    @Override
    void run(Actions window) {
        window.open(window.files().images());
    }
}
