package org.platter.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and serial numbers of disks, in folders like those that Linux 6.1 made for disks of each kind. */
final class DeviceIdentityTest {

    /** What a SCSI disk answers: page 0x80, 7 bytes. */
    private static final String INQUIRY = "\0\u0080\0\u0007SCSI456";

    @TempDir
    private Path sysfs;

    private Path put(String path, String text) throws IOException {
        Path file = sysfs.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1)).getParent();
    }

    /** A disk on a bus, where {@code device} leads back to its address there. */
    private Path disk(String address, String name) throws IOException {
        Path disk = put(address + "/block/" + name + "/size", "2048\n");
        Files.createSymbolicLink(disk.resolve("device"), sysfs.resolve(address));
        return disk.toRealPath();
    }

    @Test
    void aDiskOfTheKernelsOwnDriversSaysItItself() throws IOException {
        Path virtual = put("virtio5/block/vdb/serial", "VIRT012\n");
        assertEquals("VIRT012", SerialNumber.of(virtual, sysfs));
        Path disk = disk("nvme0", "nvme0n1");
        put("nvme0/serial", "NVME789             \n");
        put("nvme0/block/nvme0n1/wwid", "nvme.1b36-4e56\n");
        assertEquals("NVME789", SerialNumber.of(disk, sysfs));
        assertEquals(Optional.of("nvme.1b36-4e56 2048 "), DeviceIdentity.inSysfs(disk));
    }

    @Test
    void aScsiDiskIsKnownByItsAnswerAlsoUnderAnotherNameAndItsPartitionsByTheirNumbers() throws IOException {
        Path disk = disk("host9/9:0:0:0", "sdd");
        put("host9/9:0:0:0/vendor", "Acme    \n");
        put("host9/9:0:0:0/model", "Disk            \n");
        put("host9/9:0:0:0/vpd_pg80", INQUIRY);
        put("host9/9:0:0:0/block/sdd/sdd1/partition", "1\n");
        assertEquals("SCSI456", SerialNumber.of(disk, sysfs));
        assertEquals(Optional.of("Acme Disk SCSI456 2048 "), DeviceIdentity.inSysfs(disk));
        assertEquals(Optional.of("Acme Disk SCSI456 2048 1"), DeviceIdentity.inSysfs(disk.resolve("sdd1")));
        Path later = disk("host4/4:0:7:0", "sda");
        put("host4/4:0:7:0/vendor", "Acme    \n");
        put("host4/4:0:7:0/model", "Disk            \n");
        put("host4/4:0:7:0/vpd_pg80", INQUIRY);
        assertEquals(DeviceIdentity.inSysfs(disk), DeviceIdentity.inSysfs(later));
    }

    @Test
    void theDrivesOfOnePlugHaveItsSerialNumberAndNamesOfTheirOwn() throws IOException {
        put("usb2/2-1/idVendor", "46f4\n");
        put("usb2/2-1/idProduct", "0001\n");
        put("usb2/2-1/serial", "USB345\n");
        Path first = disk("usb2/2-1/2-1:1.0/host8/8:0:0:0", "sdc");
        Path second = disk("usb2/2-1/2-1:1.0/host8/8:0:0:1", "sdd");
        assertEquals("USB345", SerialNumber.of(first, sysfs));
        assertEquals(Optional.of("46f4:0001 USB345 0 2048 "), DeviceIdentity.inSysfs(first));
        assertNotEquals(DeviceIdentity.inSysfs(first), DeviceIdentity.inSysfs(second));
    }

    @Test
    void aSerialNumberMayHoldAnyBytesAndOneThatTheKernelHasNoTextForIsNone() throws IOException {
        Path odd = put("nvme1/block/nvme1n1/serial", " A\u00e4 \"B\\  \n");
        assertEquals("A\ufffd \"B\\", SerialNumber.of(odd, sysfs));
        Path none = put("ubd1/block/ubdb/serial", "(null)\n");
        assertEquals("", SerialNumber.of(none, sysfs));
        assertEquals(Optional.empty(), DeviceIdentity.inSysfs(none));
    }

    @Test
    void aMemoryCardIsKnownByMoreThanASerialNumberOfZero() throws IOException {
        Path card = disk("mmc0:4567", "mmcblk0");
        put("mmc0:4567/serial", "0x00000000\n");
        put("mmc0:4567/cid", "aa585951454d552101000000006200\n");
        assertEquals("0x00000000", SerialNumber.of(card, sysfs));
        assertEquals(Optional.of("aa585951454d552101000000006200 2048 "), DeviceIdentity.inSysfs(card));
    }

    @Test
    void theUdevDaemonIsAskedLastAndADiskThatNobodyKnowsHasNoName() throws IOException {
        Path disk = disk("ata3/2:0:0:0", "sdb");
        put("ata3/2:0:0:0/block/sdb/dev", "8:16\n");
        assertEquals("", SerialNumber.of(disk, sysfs));
        assertEquals(Optional.empty(), DeviceIdentity.inSysfs(disk));
        put("b8:16", "S:disk/by-path/x\nE:ID_SERIAL=Disk_SATA123\nE:ID_SERIAL_SHORT=SATA123\n");
        assertEquals("SATA123", SerialNumber.of(disk, sysfs));
    }
}
