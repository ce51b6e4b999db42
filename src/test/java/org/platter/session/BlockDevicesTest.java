package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of disks, from folders like those of Linux 6.1. */
final class BlockDevicesTest {

    @TempDir
    private Path sysfs;

    private void put(String path, String text) throws IOException {
        Path file = sysfs.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    @Test
    void whatHasNoMediumIsLeftOutThoughTheKernelMakesUpASize() throws IOException {
        put("sr0/size", "2097151");
        put("sr1/size", "1331200");
        put("fd0/size", "8");
        put("fd1/size", "2880");
        put("mmcblk0/size", "0");
        assertEquals(List.of("/dev/fd1", "/dev/sr1"), BlockDevices.list(sysfs, false).stream()
                .map(device -> device.path().toString()).toList());
    }

    @Test
    void aDiskIsCalledAsItsMakerCallsItAndByItsKind() throws IOException {
        put("sda/size", "4096");
        put("sda/device/vendor", "ATA     ");
        put("sda/device/model", "Disk Nine       ");
        put("sdb/size", "4096");
        put("sdb/device/vendor", "QEMU    ");
        put("sdb/device/model", "QEMU HARDDISK   ");
        put("vda/size", "4096");
        put("vda/device/vendor", "0x1af4");
        put("mmcblk0/size", "4096");
        put("mmcblk0/device/name", "SD16G");
        put("nvme0n1/size", "4096");
        put("nvme0n1/device/model", "Fast One");
        put("dm-10/size", "4096");
        put("dm-10/dm/name", "vg-data");
        assertEquals(List.of("disk: Disk Nine", "disk: QEMU HARDDISK", "disk: ", "mapped: vg-data",
                "memory card: SD16G", "NVMe disk: Fast One"),
                BlockDevices.list(sysfs, false).stream().map(device -> device.kind() + ": " + device.model())
                        .toList());
    }
}
