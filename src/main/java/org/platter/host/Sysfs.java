package org.platter.host;

import java.nio.file.Path;
import java.util.Optional;

/** Where the kernel tells about a block device. */
final class Sysfs {

    private Sysfs() {}

    /** Returns the folder of a device, also of a partition; it is not there where the device is none. */
    static Path folder(HostFile device) {
        return Path.of("/sys/dev/block", device.deviceNumber());
    }

    /** Returns the folder of the device that a node stands for; nothing where it is no block device. */
    static Optional<Path> folder(Path node) {
        FileStatus status = FileStatus.of(LibC.bytes(node));
        return status == null || !status.isBlockDevice() ? Optional.empty()
                : Optional.of(Path.of("/sys/dev/block", status.major() + ":" + status.minor()));
    }
}
