package org.platter.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.platter.session.BlockDevices;
import org.platter.session.OpenDisk;
import org.platter.session.remote.RemoteSession;

/** The disk model of a device that this user may not touch: its engine runs as root, the window does not. */
final class RemoteDisk extends EngineDisk {

    private static final int BLOCK_DEVICE = 0060000;
    private static final int TYPE = 0170000;

    private final RemoteSession session;
    private final Optional<BlockDevices.Device> device;

    private RemoteDisk(RemoteSession session, Optional<BlockDevices.Device> device) {
        this.session = session;
        this.device = device;
    }

    /** Returns whether a path is a block device that this user may not write to. */
    static boolean isNeeded(Path path) {
        try {
            return Files.exists(path) && !Files.isWritable(path)
                    && ((int) Files.getAttribute(path, "unix:mode") & TYPE) == BLOCK_DEVICE;
        } catch (IOException e) {
            return false; // opening it says better what is wrong
        }
    }

    /** Returns what this computer tells of a device; nothing of images, and of what is gone. */
    static Optional<BlockDevices.Device> device(Path node) {
        if (!node.startsWith("/dev")) {
            return Optional.empty();
        }
        try {
            return BlockDevices.find(node);
        } catch (IOException e) {
            return Optional.empty(); // words to show, nothing to act on
        }
    }

    static DiskModel open(Path device) throws IOException {
        return new RemoteDisk(RemoteSession.open(device), device(device));
    }

    @Override
    OpenDisk engine() {
        return session;
    }

    @Override
    public Optional<BlockDevices.Device> device() {
        return device;
    }

    @Override
    public boolean isElsewhere() {
        return true;
    }
}
