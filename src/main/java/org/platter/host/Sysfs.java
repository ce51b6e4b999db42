package org.platter.host;

import java.nio.file.Path;

/** Where the kernel tells about a block device. */
final class Sysfs {

    private Sysfs() {}

    /** Returns the folder of a device, also of a partition; it is not there where the device is none. */
    static Path folder(HostFile device) {
        return Path.of("/sys/dev/block", device.deviceNumber());
    }
}
