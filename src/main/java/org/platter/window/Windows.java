package org.platter.window;

import java.io.IOException;
import org.platter.block.BlockDevice;

/** Opens windows, in the way that this machine allows: FUSE, or else copies. */
public final class Windows {

    private Windows() {}

    /** Returns the way of this machine. Removes what killed processes left behind. */
    public static Windows detect() {
        return new Windows();
    }

    /** Opens a window on a device; only the window's user may touch the device until the window is closed. */
    public Window open(BlockDevice slice, String name) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Opens a window on a made-up disk whose only partition, number 1, is the device. */
    public Window openWithTable(BlockDevice slice, String name) throws IOException {
        throw new UnsupportedOperationException();
    }
}
