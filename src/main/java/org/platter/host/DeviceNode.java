package org.platter.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The node of a block device at a place where nobody but root can put another one. */
public final class DeviceNode {

    private static final Path DEVICES = Path.of("/dev");

    private DeviceNode() {}

    /**
     * Returns the path of a device without links in it; whoever asked by a link that can be changed gets the
     * device that the link led to now.
     *
     * @throws IOException if it leads to no block device below {@code /dev}, or through a folder in which
     *     others than root can put something
     */
    public static Path resolve(Path device) throws IOException {
        if (!BlockDeviceFacts.isBlockDevice(device)) {
            throw new IOException(device + " is no block device.");
        }
        Path real = device.toRealPath();
        if (!real.startsWith(DEVICES)) {
            throw new IOException(device + " does not lead to " + DEVICES + ", and root changes for others "
                    + "only devices that lie there.");
        }
        Optional<Path> open = RootsFolders.firstOfOthers(real);
        if (open.isPresent()) {
            throw new IOException(device + " leads into " + open.get() + ", where others than root can put "
                    + "another device; name the device by its node in " + DEVICES + ".");
        }
        if (!BlockDeviceFacts.isBlockDevice(real)) {
            throw new IOException(device + " was replaced while it was being opened.");
        }
        return real;
    }
}
