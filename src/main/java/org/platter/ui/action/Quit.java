package org.platter.ui.action;

/** Closes all disks and the window. */
final class Quit extends OnWindow {

    Quit() {
        super("quit", "Shortcut+Q", "mdi2e-exit-to-app");
    }

    @Override
    void run(Actions window) {
        if (window.closeAll()) {
            window.quit();
        }
    }
}
