package org.platter.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a block device, or a partition of one, is used for at the moment. */
public final class DeviceUse {

    private DeviceUse() {}

    /**
     * Returns the uses of a device by its node's name, in words that end a sentence:
     * {@code mounted at /home}, {@code swap space in use}, {@code part of dm-0}; none where it is free.
     *
     * @param name as in {@code /dev} and sysfs: {@code loop0p1}
     */
    public static List<String> of(String name) throws IOException {
        List<String> uses = new ArrayList<>();
        Path folder = Path.of("/sys/class/block", name);
        for (Path point : points(name)) {
            uses.add("mounted at " + point);
        }
        if (isSwap(name)) {
            uses.add("swap space in use");
        }
        for (Path holder : Sysfs.entries(folder.resolve("holders"), "*")) {
            uses.add("part of " + holder.getFileName());
        }
        return uses;
    }

    /** Returns where a device is mounted, in the order in which that was done. */
    public static List<Path> points(String name) throws IOException {
        List<Path> points = new ArrayList<>();
        String device = Sysfs.text(Path.of("/sys/class/block", name, "dev"));
        for (Mount.Entry mount : Mount.list()) {
            // Btrfs has a made-up device number, and its members are known by their names only
            if (!device.isEmpty() && mount.device().equals(device) || mount.source().equals("/dev/" + name)) {
                points.add(mount.point());
            }
        }
        return points;
    }

    /** Returns whether it is not the device itself that is in use, but one or more of its partitions. */
    static boolean isOfPartitionsOnly(int major, int minor) throws IOException {
        Path folder = Path.of("/sys/dev/block", major + ":" + minor);
        if (!Files.isDirectory(folder)) {
            return false;
        }
        String name = folder.toRealPath().getFileName().toString();
        boolean isPart = false;
        for (Path entry : Sysfs.entries(folder, "*")) {
            isPart |= Files.exists(entry.resolve("partition"))
                    && !of(entry.getFileName().toString()).isEmpty();
        }
        return isPart && of(name).isEmpty();
    }

    /** Returns whether a device is swap space in use. */
    public static boolean isSwap(String name) throws IOException {
        Path table = Path.of("/proc/swaps");
        return Files.isReadable(table) && Files.readAllLines(table, StandardCharsets.ISO_8859_1).stream()
                .anyMatch(line -> line.startsWith("/dev/" + name + " ")
                        || line.startsWith("/dev/" + name + "\t"));
    }
}
