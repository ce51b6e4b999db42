package org.platter.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.platter.base.Refusal;
import org.platter.host.BlockDeviceFacts;
import org.platter.host.DeviceUse;
import org.platter.host.KernelPartitions;
import org.platter.host.SerialNumber;
import org.platter.host.Sysfs;
import org.platter.layout.Partition;

/**
 * The disks of this machine, as the kernel tells of them: not one is opened or read for that, so that a dead
 * one holds nobody up.
 */
public final class BlockDevices {

    private static final long SECTOR = 512;

    /**
     * A disk.
     *
     * @param path its node
     * @param size in bytes
     * @param model the maker's words for it; empty where there are none
     * @param serial empty where the kernel knows none
     * @param kind {@code disk}, {@code NVMe disk}, {@code USB disk}, {@code loop}, {@code optical},
     *     {@code memory card}, {@code RAID} ...
     * @param file of a loop device: what it is attached to
     * @param sectorSize bytes of a logical sector
     * @param physicalSectorSize bytes that the disk writes at once
     * @param uses what it and its partitions are used for, in words
     */
    public record Device(Path path, long size, String model, String serial, String kind, boolean readOnly,
            boolean removable, Optional<Path> file, int sectorSize, int physicalSectorSize,
            List<String> uses) {

        public Device {
            uses = List.copyOf(uses);
        }
    }

    private BlockDevices() {}

    /**
     * Returns the disks that have a medium, by name. What lives in memory (zram, RAM disks) is left out, and,
     * unless {@code all}, so are the loop devices that package systems make for themselves.
     */
    public static List<Device> list(boolean all) throws IOException {
        return list(Sysfs.DISKS, all);
    }

    static List<Device> list(Path sysfs, boolean all) throws IOException {
        List<Device> found = new ArrayList<>();
        for (Path folder : Sysfs.entries(sysfs, "*")) {
            device(folder).filter(device -> all || !isOfPackages(device)).ifPresent(found::add);
        }
        found.sort(Comparator.comparing((Device device) -> device.path().toString().length())
                .thenComparing(device -> device.path().toString()));
        return found;
    }

    /**
     * Uses a partition of a device, or ends its use.
     *
     * @return where it is mounted now, for {@link Usage#MOUNT}; else nothing
     * @throws Refusal if it is impossible, in the words of {@link DiskSession#whyNot}
     * @throws IOException if it failed, or the device cannot be read
     */
    public static Optional<Path> use(Path device, int number, Usage usage) throws IOException, Refusal {
        Optional<String> name = Files.isReadable(device) ? Optional.empty()
                : KernelPartitions.name(device, number);
        if (name.isPresent() && PartitionUse.isOfService(usage)) {
            return PartitionUse.byService(name.get(), number, usage); // which needs no right to read
        }
        try (DiskSession session = DiskSession.open(device, DiskSession.Mode.READ)) {
            Partition partition = session.onDisk().partition(number)
                    .orElseThrow(() -> new Refusal("There is no partition " + number + " on "
                            + device + "."));
            return session.use(partition.id(), usage);
        }
    }

    private static boolean isOfPackages(Device device) {
        String file = device.file().map(Path::toString).orElse("");
        return file.startsWith("/var/lib/snapd/") || file.startsWith("/snap/") || file.endsWith(".snap");
    }

    private static Optional<Device> device(Path folder) throws IOException {
        String name = folder.getFileName().toString();
        if (name.startsWith("zram") || name.startsWith("ram")) {
            return Optional.empty();
        }
        String sectors = Sysfs.text(folder.resolve("size"));
        long size = sectors.matches("[0-9]{1,16}") ? Long.parseLong(sectors) * SECTOR : 0;
        if (size == 0 || isEmptyDrive(name, sectors)) {
            return Optional.empty(); // no medium, or a loop device with nothing attached
        }
        String file = Sysfs.text(folder.resolve("loop/backing_file"));
        List<String> uses = new ArrayList<>(DeviceUse.of(name));
        List<String> parts = new ArrayList<>();
        Sysfs.entries(folder, name + "*").forEach(part -> parts.add(part.getFileName().toString()));
        parts.sort(Comparator.comparing(String::length).thenComparing(part -> part));
        for (String part : parts) {
            for (String use : DeviceUse.of(part)) {
                uses.add(part + " " + use);
            }
        }
        return Optional.of(new Device(Path.of("/dev", name.replace('!', '/')), size,
                model(folder), SerialNumber.of(folder), kind(name, folder),
                Sysfs.text(folder.resolve("ro")).equals("1"),
                Sysfs.text(folder.resolve("removable")).equals("1"),
                file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file)),
                bytes(folder.resolve("queue/logical_block_size")),
                bytes(folder.resolve("queue/physical_block_size")), uses));
    }

    /**
     * Virtual disks give the number of a maker of PCI cards, and the kernel calls the maker of every ATA disk
     * ATA, which says nothing to anybody. Memory cards have a name instead, and so has what the device mapper
     * makes of others.
     */
    private static String model(Path folder) {
        String vendor = Sysfs.text(folder.resolve("device/vendor"));
        String model = Sysfs.text(folder.resolve("device/model"));
        boolean says = !vendor.startsWith("0x") && !vendor.equals("ATA") && !model.startsWith(vendor);
        String all = ((says ? vendor : "") + " " + model).strip();
        return Stream.of(all, Sysfs.text(folder.resolve("device/name")),
                Sysfs.text(folder.resolve("dm/name"))).filter(name -> !name.isEmpty()).findFirst().orElse("");
    }

    /**
     * The kernel makes up a size for a drive with nothing in it, or that it has not looked into yet: Linux,
     * drivers/scsi/sr.c and drivers/block/floppy.c.
     */
    private static boolean isEmptyDrive(String name, String sectors) {
        return name.startsWith("sr") && sectors.equals("2097151") || name.matches("fd[0-9]+")
                && sectors.equals("8");
    }

    private static int bytes(Path file) {
        String number = Sysfs.text(file);
        return number.matches("[0-9]{1,7}") ? Integer.parseInt(number) : 512;
    }

    /** Returns what the kernel tells of a disk; nothing of a partition, or of what is no block device. */
    public static Optional<Device> find(Path path) throws IOException {
        Optional<String> name = BlockDeviceFacts.name(path);
        return name.isPresent() && Files.isDirectory(Sysfs.DISKS.resolve(name.get()))
                ? device(Sysfs.DISKS.resolve(name.get())) : Optional.empty();
    }

    private static String kind(String name, Path folder) {
        if (name.startsWith("loop")) {
            return "loop";
        }
        return name.startsWith("sr") ? "optical" : name.startsWith("mmcblk") ? "memory card"
                : name.startsWith("md") ? "RAID" : name.startsWith("dm-") ? "mapped"
                : name.startsWith("nbd") ? "network"
                : name.startsWith("nvme") ? "NVMe disk"
                : SerialNumber.usb(folder).isPresent() ? "USB disk"
                : Files.exists(folder.resolve("device")) ? "disk" : "virtual";
    }
}
