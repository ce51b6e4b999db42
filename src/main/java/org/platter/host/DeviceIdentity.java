package org.platter.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Which disk a block device is, whatever its node is called today. */
public final class DeviceIdentity {

    /**
     * Where sysfs keeps what a maker, RAID or the device mapper calls a disk, the best first: the number of a
     * memory card's kind, maker and date before its serial number, which can be 0.
     */
    private static final List<String> NAMES = List.of("wwid", "device/wwid", "device/cid", "serial",
            "device/serial", "dm/uuid", "md/uuid");

    private DeviceIdentity() {}

    /**
     * Returns a name that the device has on every day and in every slot: of a loop device the part of the
     * file that it shows, of a disk its serial number; of a partition that of its disk and its number.
     * Nothing where a block device has none.
     */
    public static Optional<String> find(Path device) throws IOException {
        Optional<LoopDevice.Attached> loop = LoopDevice.find(device);
        if (loop.isPresent()) {
            return Optional.of(loop.get().file() + " from " + loop.get().offset());
        }
        Optional<Path> folder = Sysfs.folder(device).filter(Files::isDirectory);
        return folder.isPresent() ? inSysfs(folder.get().toRealPath()) : Optional.empty();
    }

    /** Returns the name of {@link #find}; without any, the node's path. */
    public static String of(Path device) throws IOException {
        return find(device).orElse(device.toString());
    }

    /** @param folder of a disk or a partition, no link */
    static Optional<String> inSysfs(Path folder) {
        String part = Sysfs.text(folder.resolve("partition"));
        Path disk = part.isEmpty() ? folder : Objects.requireNonNull(folder.getParent());
        return NAMES.stream().map(name -> Sysfs.text(disk.resolve(name))).filter(name -> !name.isEmpty())
                .findFirst().or(() -> inquired(disk)).or(() -> ofUsb(disk))
                .map(name -> name + " " + Sysfs.text(disk.resolve("size")) + " " + part);
    }

    private static Optional<String> inquired(Path disk) {
        return SerialNumber.ofInquiry(disk).map(serial -> Sysfs.text(disk.resolve("device/vendor")) + " "
                + Sysfs.text(disk.resolve("device/model")) + " " + serial);
    }

    /** What one plug serves can be several drives, a reader of memory cards for one. */
    private static Optional<String> ofUsb(Path disk) {
        Optional<Path> usb = SerialNumber.usb(disk);
        String serial = usb.map(folder -> Sysfs.text(folder.resolve("serial"))).orElse("");
        if (serial.isEmpty()) {
            return Optional.empty();
        }
        try {
            String address = disk.resolve("device").toRealPath().getFileName().toString();
            return Optional.of(Sysfs.text(usb.get().resolve("idVendor")) + ":"
                    + Sysfs.text(usb.get().resolve("idProduct")) + " " + serial + " "
                    + address.substring(address.lastIndexOf(':') + 1)); // host:channel:target:unit
        } catch (IOException e) {
            return Optional.empty(); // unplugged meanwhile
        }
    }
}
