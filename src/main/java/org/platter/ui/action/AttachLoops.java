package org.platter.ui.action;

import org.platter.ui.device.LoopsDialog;

/** Lists the loop devices, attaches and detaches. */
final class AttachLoops extends OnWindow {

    AttachLoops() {
        super("loop-devices", "Shortcut+Shift+L", "mdi2s-sync");
    }

    @Override
    void run(Actions window) {
        window.show(this,
                with -> LoopsDialog.show(with.owner(), with.devices(), window.disks(), window::open));
    }
}
