package org.platter.ui.action;

import org.platter.ui.device.DevicesDialog;

/** Opens a disk of this computer. */
final class OpenDevice extends OnWindow {

    OpenDevice() {
        super("open-device", "Shortcut+Shift+D", "mdi2h-harddisk");
    }

    @Override
    void run(Actions window) {
        window.show(this, with -> DevicesDialog.open(with.owner(), with.devices(), window::open));
    }
}
