package org.platter.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What disks are used for, in folders like those that Linux 6.1 made. */
final class DeviceUseTest {

    @TempDir
    private Path sysfs;

    private void device(String name, String number, String... holders) throws IOException {
        Path folder = Files.createDirectories(sysfs.resolve("class/block").resolve(name));
        Files.writeString(folder.resolve("dev"), number + "\n");
        for (String holder : holders) {
            Files.createDirectories(folder.resolve("holders"));
            Files.createSymbolicLink(folder.resolve("holders").resolve(holder),
                    sysfs.resolve("class/block").resolve(holder));
        }
    }

    private void mapped(String name, String number, String called) throws IOException {
        device(name, number);
        Path folder = Files.createDirectories(sysfs.resolve("class/block").resolve(name).resolve("dm"));
        Files.writeString(folder.resolve("name"), called + "\n");
    }

    private void btrfs(String... devices) throws IOException {
        for (String device : devices) {
            Files.createDirectories(sysfs.resolve("fs/btrfs/0f3c-11/devices").resolve(device));
        }
        Files.createDirectories(sysfs.resolve("fs/btrfs/features"));
    }

    private DeviceUse use(Mount.Entry... mounts) {
        return new DeviceUse(sysfs, List.of(mounts), List.of("Filename\tType", "/dev/dm-1    partition"));
    }

    private static Mount.Entry mount(String number, String point, String type, String source) {
        return new Mount.Entry(number, Path.of(point), type, source);
    }

    @Test
    void whatIsPartOfAnotherDeviceSaysOfWhichAndWhereThatIs() throws IOException {
        mapped("dm-0", "254:0", "vg-data");
        mapped("dm-1", "254:1", "vg-swap");
        device("sda1", "8:1", "dm-0");
        device("md7", "9:7");
        device("sda2", "8:2", "md7");
        device("sda3", "8:3", "dm-1");
        Mount.Entry srv = mount("254:0", "/srv", "ext4", "/dev/mapper/vg-data");
        Mount.Entry home = mount("254:0", "/home", "ext4", "/dev/mapper/vg-data");
        assertEquals(List.of("part of vg-data"), use().uses("sda1"));
        assertEquals(List.of("part of vg-data, which is mounted at /srv"), use(srv).uses("sda1"));
        assertEquals(List.of("part of vg-data, which is mounted at /srv and mounted at /home"),
                use(srv, home).uses("sda1"));
        assertEquals(List.of("part of md7"), use(srv).uses("sda2"));
        assertEquals(List.of("part of vg-swap, which is swap space in use"), use(srv).uses("sda3"));
    }

    @Test
    void everyDeviceOfABtrfsIsMountedWhereTheOneIsThatWasNamed() throws IOException {
        device("sda7", "8:7");
        device("sdb", "8:16");
        device("sdc", "8:32");
        btrfs("sda7", "sdb");
        Mount.Entry point = mount("0:33", "/m", "btrfs", "/dev/sda7");
        for (String name : List.of("sda7", "sdb")) {
            assertEquals(List.of("mounted at /m"), use(point).uses(name));
            assertEquals(List.of(Path.of("/m")), use(point).pointsOf(name));
        }
        assertEquals(List.of(), use(point).uses("sdc"));
    }

    @Test
    void aBtrfsThatIsMountedOutOfSightIsInUseToo() throws IOException {
        device("sdb", "8:16");
        btrfs("sdb", "sdc");
        assertEquals(List.of("part of a Btrfs that is mounted"),
                use(mount("0:33", "/m", "btrfs", "/dev/sdz")).uses("sdb"));
    }
}
