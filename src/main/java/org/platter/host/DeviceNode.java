package org.platter.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The node of a block device at a place where nobody but root can put another one. */
public final class DeviceNode {

    private static final Path DEVICES = Path.of("/dev");

    private DeviceNode() {}

    /**
     * Returns the path of a device without links in it. A link of root's is followed; by another one, the
     * user who is asked for a password would be told another name.
     *
     * @throws IOException if it is no block device below {@code /dev}, or is reached through a folder in
     *     which others than root can put something
     */
    public static Path resolve(Path device) throws IOException {
        if (!BlockDeviceFacts.isBlockDevice(device)) {
            throw new IOException(device + " is no block device.");
        }
        Path real = device.toRealPath();
        for (Path path : List.of(device, real)) {
            if (!path.startsWith(DEVICES) || !path.equals(path.normalize())) {
                throw new IOException(device + " is not named by its node in " + DEVICES
                        + ", and root changes for others only devices that are.");
            }
            Optional<Path> open = RootsFolders.firstOfOthers(path);
            if (open.isPresent()) {
                throw new IOException(device + " leads into " + open.get() + ", where others than root can "
                        + "put another device; name the device by its node in " + DEVICES + ".");
            }
        }
        if (!BlockDeviceFacts.isBlockDevice(real)) {
            throw new IOException(device + " was replaced while it was being opened.");
        }
        return real;
    }
}
