package org.platter.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a block device, or a partition of one, is used for at the moment. */
public final class DeviceUse {

    /** Of devices above devices above devices, more than anybody stacks. */
    private static final int DEEPEST = 8;

    private final Path sysfs;
    private final List<Mount.Entry> mounts;
    private final List<String> swaps;

    /** @param swaps the lines of {@code /proc/swaps} */
    DeviceUse(Path sysfs, List<Mount.Entry> mounts, List<String> swaps) {
        this.sysfs = sysfs;
        this.mounts = mounts;
        this.swaps = swaps;
    }

    private static DeviceUse now() throws IOException {
        Path swaps = Path.of("/proc/swaps");
        return new DeviceUse(Path.of("/sys"), Mount.list(), Files.isReadable(swaps)
                ? Files.readAllLines(swaps, StandardCharsets.ISO_8859_1) : List.of());
    }

    /**
     * Returns the uses of a device by its node's name, in words that end a sentence:
     * {@code mounted at /home}, {@code swap space in use}, {@code part of vg-data, which is mounted at /srv};
     * none where it is free.
     *
     * @param name as in {@code /dev} and sysfs: {@code loop0p1}
     */
    public static List<String> of(String name) throws IOException {
        return now().uses(name);
    }

    /** Returns the uses of a device by its number, as {@link #of(String)} does. */
    static List<String> of(int major, int minor) throws IOException {
        Path folder = Path.of("/sys/dev/block", major + ":" + minor);
        return Files.isDirectory(folder) ? of(folder.toRealPath().getFileName().toString()) : List.of();
    }

    /** Returns where a device is mounted, in the order in which that was done. */
    public static List<Path> points(String name) throws IOException {
        return now().pointsOf(name);
    }

    /** Returns whether a device is swap space in use. */
    public static boolean isSwap(String name) throws IOException {
        return now().isSwapSpace(name);
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

    List<String> uses(String name) {
        return uses(name, DEEPEST);
    }

    private List<String> uses(String name, int depth) {
        List<String> uses = new ArrayList<>();
        List<Path> points = pointsOf(name);
        for (Path point : points) {
            uses.add("mounted at " + point);
        }
        if (points.isEmpty() && !besideInBtrfs(name).isEmpty()) {
            uses.add("part of a Btrfs that is mounted");
        }
        if (isSwapSpace(name)) {
            uses.add("swap space in use");
        }
        for (Path holder : Sysfs.entries(folder(name).resolve("holders"), "*")) {
            String mapped = Sysfs.text(holder.resolve("dm/name"));
            List<String> above = depth == 0 ? List.of() : uses(holder.getFileName().toString(), depth - 1);
            uses.add("part of " + (mapped.isEmpty() ? holder.getFileName() : mapped)
                    + (above.isEmpty() ? "" : ", which is " + String.join(" and ", above)));
        }
        return uses;
    }

    List<Path> pointsOf(String name) {
        List<String> beside = besideInBtrfs(name);
        String device = Sysfs.text(folder(name).resolve("dev"));
        List<Path> points = new ArrayList<>();
        for (Mount.Entry mount : mounts) {
            // Btrfs has a made-up device number, and one of its devices is named
            if (!device.isEmpty() && mount.device().equals(device) || mount.source().equals("/dev/" + name)
                    || mount.type().equals("btrfs") && beside.contains(node(mount.source()))) {
                points.add(mount.point());
            }
        }
        return points;
    }

    private boolean isSwapSpace(String name) {
        return swaps.stream().anyMatch(line -> line.startsWith("/dev/" + name + " ")
                || line.startsWith("/dev/" + name + "\t"));
    }

    /** Returns all devices of the Btrfs that has this one and is mounted, wherever that is. */
    private List<String> besideInBtrfs(String name) {
        for (Path mounted : Sysfs.entries(sysfs.resolve("fs/btrfs"), "*-*")) {
            if (Files.exists(mounted.resolve("devices").resolve(name))) {
                return Sysfs.entries(mounted.resolve("devices"), "*").stream()
                        .map(device -> device.getFileName().toString()).toList();
            }
        }
        return List.of();
    }

    /** Returns the name in sysfs of the device that is mounted: a mapped one is named by a link. */
    private static String node(String source) {
        try {
            return Path.of(source).toRealPath().getFileName().toString();
        } catch (IOException e) {
            return source.substring(source.lastIndexOf('/') + 1); // a node that is gone, or never was
        }
    }

    private Path folder(String name) {
        return sysfs.resolve("class/block").resolve(name);
    }
}
