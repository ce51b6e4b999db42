package org.platter.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which disk a block device is, whatever its node is called today. */
public final class DeviceIdentity {

    /** Where sysfs keeps what a maker, RAID or the device mapper calls a disk, the best first. */
    private static final List<String> NAMES =
            List.of("wwid", "device/wwid", "serial", "device/serial", "dm/uuid", "md/uuid", "device/cid");

    private DeviceIdentity() {}

    /**
     * Returns the file whose bytes a loop device shows, all of them.
     *
     * @param device its node
     */
    public static Optional<Path> wholeFile(Path device) throws IOException {
        return LoopDevice.find(device)
                .filter(loop -> loop.offset() == 0 && loop.sizeLimit() == 0
                        && Files.isRegularFile(loop.file()))
                .map(LoopDevice.Attached::file);
    }

    /**
     * Returns a name that the device has on every day and in every slot: of a loop device the part of the
     * file that it shows, of a disk its serial number; of a partition that of its disk and its number.
     * Without any, the node's path.
     */
    public static String of(Path device) throws IOException {
        Optional<LoopDevice.Attached> loop = LoopDevice.find(device);
        if (loop.isPresent()) {
            return loop.get().file() + " from " + loop.get().offset();
        }
        FileStatus status = FileStatus.of(LibC.bytes(device));
        if (status == null || !status.isBlockDevice()) {
            return device.toString();
        }
        Path folder = Path.of("/sys/dev/block", status.major() + ":" + status.minor());
        if (!Files.isDirectory(folder)) {
            return device.toString();
        }
        Path real = folder.toRealPath();
        String part = Sysfs.text(real.resolve("partition"));
        Path disk = part.isEmpty() ? real : real.getParent();
        for (String name : NAMES) {
            String found = Sysfs.text(disk.resolve(name));
            if (!found.isEmpty()) {
                return found + " " + Sysfs.text(disk.resolve("size")) + " " + part;
            }
        }
        return device.toString();
    }
}
