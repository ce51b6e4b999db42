package org.platter.ui.action;

/** Makes an image of a disk of this computer. */
final class CloneDevice extends OnWindow {

    CloneDevice() {
        super("clone-device", "Shortcut+D", "mdi2c-content-duplicate");
    }

    @Override
    void run(Actions window) {
        window.show(this, with -> with.making().cloneDevice(window::open));
    }
}
