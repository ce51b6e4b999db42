package org.platter.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Kind;
import org.platter.filesystem.Viewing;
import org.platter.filesystem.registry.FileSystems;
import org.platter.host.DeviceUse;
import org.platter.host.FileUsers;
import org.platter.host.Fstab;
import org.platter.host.HostFile;
import org.platter.host.Mount;
import org.platter.host.Requester;
import org.platter.host.RootsFolders;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;
import org.platter.tool.ToolFailure;

/**
 * Mounts partitions of a block device and switches swap space on, and ends that: root by {@code mount} and
 * its like, other users by the desktop's {@code udisksctl} where it is installed.
 */
final class PartitionUse {

    private static final String SERVICE = "udisksctl";
    private static final String SAFELY = "nosuid,nodev";
    private static final int MAX_NAMED = 3;
    /** What holds other things than files. */
    private static final Set<String> NO_FILES = Set.of(Kind.SWAP.blkidName(), Kind.SUSPENDED_SWAP.blkidName(),
            Kind.LUKS.blkidName(), Kind.LVM_MEMBER.blkidName(),
            "LVM1_member", "linux_raid_member", "zfs_member", "BitLocker", "bcache", "jbd", "DM_integrity",
            "DM_verity_hash", "drbd", "ddf_raid_member", "isw_raid_member", "VMFS_volume_member",
            "ubi", "stratis", "vdo", "drbdproxy_datalog", "drbdmanage_control_volume", "xfs_external_log",
            "oracleasm");
    /** The file systems in which no file has an owner. */
    private static final Set<String> OWNERLESS = Set.of("vfat", "msdos", "exfat", "ntfs3", "ntfs-3g", "hfs",
            "hfsplus");

    private final Programs programs;

    PartitionUse(Programs programs) {
        this.programs = programs;
    }

    /** Returns whether what has blkid's name {@code type} holds files that could be shown. */
    static boolean hasFiles(String type) {
        return !NO_FILES.contains(type);
    }

    /** Finds out what can be done with the partitions of a device now. */
    Usability usability(HostFile device, Layout layout) throws IOException {
        Map<PartitionId, Map<Usage, String>> obstacles = new LinkedHashMap<>();
        for (Partition partition : layout.partitions()) {
            obstacles.put(partition.id(),
                    obstacles(KernelTable.name(device, layout, partition), partition));
        }
        return new Usability(obstacles);
    }

    private Map<Usage, String> obstacles(Optional<String> name, Partition partition) throws IOException {
        String who = "Partition " + partition.number();
        Map<Usage, String> found = new EnumMap<>(Usage.class);
        if (partition.role() == Role.EXTENDED) {
            for (Usage usage : Usage.values()) {
                found.put(usage, who + " is extended, and only holds others.");
            }
            return found;
        }
        List<Path> points = name.isPresent() ? DeviceUse.points(name.get()) : List.of();
        List<String> uses = name.isPresent() ? DeviceUse.of(name.get()) : List.of();
        boolean isSwap = name.isPresent() && DeviceUse.isSwap(name.get());
        put(found, Usage.MOUNT, !points.isEmpty() ? Optional.of(who + " is mounted already, at "
                + points.get(0) + ".") : busy(who, uses).or(() -> whyNotMount(who, partition.content()))
                        .or(() -> noRight(name.isEmpty(), partition)));
        put(found, Usage.UNMOUNT, points.isEmpty() ? Optional.of(who + " is not mounted.")
                : noRight(false, partition));
        put(found, Usage.SWAP_ON, isSwap ? Optional.of(who + " is swap space in use already.")
                : busy(who, uses).or(() -> whyNotSwap(who, partition.content())).or(this::noRightToSwap));
        put(found, Usage.SWAP_OFF, !isSwap ? Optional.of(who + " is not swap space in use.")
                : noRightToSwap());
        return found;
    }

    private static void put(Map<Usage, String> found, Usage usage, Optional<String> obstacle) {
        obstacle.ifPresent(text -> found.put(usage, text));
    }

    private static Optional<String> busy(String who, List<String> uses) {
        return uses.isEmpty() ? Optional.empty()
                : Optional.of(who + " is in use already (" + String.join(", ", uses) + ").");
    }

    private Optional<String> whyNotMount(String who, Content content) {
        Optional<String> type = content.type();
        if (type.isEmpty()) {
            return Optional.of(who + " holds nothing that can be mounted.");
        }
        if (Kind.SWAP.isOf(content)) {
            return Optional.of(who + " holds swap space, which is switched on and not mounted.");
        }
        if (!hasFiles(type.get())) {
            return Optional.of(who + " holds nothing that can be mounted (" + type.get() + ").");
        }
        if (driver(type.get()).isPresent()) {
            return Optional.empty();
        }
        String shown = FileSystems.of(content).map(FileSystemType::displayName).orElse(type.get());
        return Optional.of(who + " cannot be mounted: the kernel of this machine does not know " + shown
                + (Kind.NTFS.isOf(content) ? "; install the package ntfs-3g." : "."));
    }

    /** Returns the name by which {@code mount} knows a file system that can be mounted here. */
    private Optional<String> driver(String type) {
        Viewing viewing = FileSystems.viewing(type);
        if (Mount.knows(viewing.driver())) {
            return Optional.of(viewing.driver());
        }
        boolean isNtfs = type.equals(Kind.NTFS.blkidName()); // the one FUSE program that mount starts
        return isNtfs ? viewing.program().map(Command::program).filter(programs::has) : Optional.empty();
    }

    private static Optional<String> whyNotSwap(String who, Content content) {
        if (!Kind.SWAP.isOf(content)) {
            return Optional.of(who + " holds no swap space.");
        }
        return content instanceof Content.FileSystem swap ? swap.problems().stream().findFirst()
                : Optional.empty();
    }

    private Optional<String> noRight(boolean isUnknown, Partition partition) {
        if (Mount.isPermitted()) {
            return Optional.empty();
        }
        if (isUnknown) {
            return Optional.of("The kernel has not been told of partition " + partition.number()
                    + ", and only root may do that.");
        }
        return programs.has(SERVICE) ? Optional.empty() : Optional.of("Only root may mount and unmount; "
                + "for other users " + SERVICE + " does, which is not installed; install the package "
                + "udisks2.");
    }

    private Optional<String> noRightToSwap() {
        return Mount.isPermitted() ? Optional.empty()
                : Optional.of("Only root may switch swap space on and off.");
    }

    /**
     * Does it; a holder of the disk, open exclusively, has to let go of it before.
     *
     * @param name of the partition's node
     * @return where it is mounted now, for {@link Usage#MOUNT}; else nothing
     * @throws IOException a program's own words, or which programs are in the way
     */
    Optional<Path> carryOut(String name, Partition partition, Usage usage) throws IOException {
        Path node = Path.of("/dev", name);
        switch (usage) {
            case MOUNT -> {
                return Optional.of(Mount.isPermitted() ? mount(node, partition)
                        : byService(name, partition.number(), usage).orElseThrow());
            }
            case UNMOUNT -> unmount(node, partition.number());
            case SWAP_ON -> new Reappearance(node).await(() -> run("swapon", node.toString()));
            case SWAP_OFF -> run("swapoff", node.toString());
        }
        return Optional.empty();
    }

    private Path mount(Path node, Partition partition) throws IOException {
        Content content = partition.content();
        Optional<Requester> requester = Requester.any();
        Optional<Fstab.Entry> wanted = Fstab.find(node, content.label(), content.uuid(),
                partition.uuid().map(Object::toString));
        String type = driver(content.type().orElseThrow()).orElseThrow();
        if (wanted.isPresent() && isFree(wanted.get())) {
            // the last words count: whatever the table says of suid and dev, it says so for root's own mounts
            String options = wanted.get().options() + (requester.isPresent() ? "," + SAFELY : "");
            new Reappearance(node).await(() -> run("mount", "-t", type, "-o", options,
                    node.toString(), wanted.get().point().toString()));
            return wanted.get().point();
        }
        MediaFolder media = MediaFolder.of(requester);
        Path point = media.make(content.label().or(content::uuid).orElse(node.getFileName().toString()));
        String owner = OWNERLESS.contains(type) ? ",uid=" + media.user() + ",gid=" + media.group() : "";
        try {
            new Reappearance(node).await(() -> run("mount", "-t", type, "-o", SAFELY + owner, node.toString(),
                    point.toString()));
        } catch (IOException e) {
            MediaFolder.remove(point);
            throw e;
        }
        return point;
    }

    /**
     * Whether a line of the table can be followed. Anybody can give a stick the label or UUID that the table
     * names, so that for a user who asked by pkexec root mounts there only what the table lets every user mount
     * there, and nowhere that a user could lead elsewhere.
     */
    private static boolean isFree(Fstab.Entry entry) throws IOException {
        boolean isGranted = Requester.byPkexec().isEmpty()
                || entry.isForUsers() && RootsFolders.holdAll(entry.point());
        return isGranted
                && Mount.list().stream().noneMatch(mounted -> mounted.point().equals(entry.point()));
    }

    private void unmount(Path node, int number) throws IOException {
        List<Path> points = new ArrayList<>(DeviceUse.points(node.getFileName().toString()));
        Collections.reverse(points); // what was mounted last may lie over the rest
        for (Path point : points) {
            try {
                if (Mount.isPermitted()) {
                    run("umount", point.toString());
                    MediaFolder.remove(point);
                } else {
                    byService(node.getFileName().toString(), number, Usage.UNMOUNT);
                }
            } catch (ToolFailure e) {
                Optional<String> inTheWay = inTheWay(number, point);
                if (inTheWay.isPresent()) {
                    throw new IOException(inTheWay.get(), e);
                }
                throw e;
            }
        }
    }

    /** Returns a sentence on what keeps a file system mounted, where that can be found out. */
    private static Optional<String> inTheWay(int number, Path point) throws IOException {
        List<String> found = new ArrayList<>(FileUsers.of(point, MAX_NAMED + 1));
        for (Mount.Entry entry : Mount.list()) {
            if (!entry.point().equals(point) && entry.point().startsWith(point)) {
                found.add("what is mounted at " + entry.point());
            }
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String names = String.join(", ", found.subList(0, Math.min(found.size(), MAX_NAMED)));
        return Optional.of("Partition " + number + " cannot be unmounted from " + point
                + " while its files are in use by " + names + (found.size() > MAX_NAMED ? " and others" : "")
                + "; close them first.");
    }

    /** Returns whether the desktop's service can do it for this user, whom root's programs do not serve. */
    static boolean isOfService(Usage usage) {
        return !Mount.isPermitted() && (usage == Usage.MOUNT || usage == Usage.UNMOUNT)
                && Programs.installed().has(SERVICE);
    }

    /** Asks the desktop's service, as an ordinary user; it asks for a password where it wants one. */
    static Optional<Path> byService(String name, int number, Usage usage) throws IOException {
        List<Path> before = DeviceUse.points(name);
        try {
            Path node = Path.of("/dev", name);
            new Reappearance(node).await(() -> run(Programs.installed(), SERVICE,
                    usage == Usage.MOUNT ? "mount" : "unmount", "-b", node.toString()));
        } catch (ToolFailure e) {
            throw explained(e, number, usage, before);
        }
        List<Path> points = DeviceUse.points(name);
        if (usage == Usage.MOUNT && points.isEmpty()) {
            throw new IOException(SERVICE + " says that partition " + number + " is mounted, and it is not.");
        }
        return points.stream().findFirst();
    }

    private static IOException explained(ToolFailure failure, int number, Usage usage, List<Path> points)
            throws IOException {
        Optional<Path> point = points.isEmpty() ? Optional.empty()
                : Optional.of(points.get(points.size() - 1));
        Optional<String> words = point.isPresent() && ServiceWords.isBusy(failure.output())
                ? inTheWay(number, point.get()) : Optional.empty();
        return words.or(() -> ServiceWords.of(failure.output(), number, usage, point))
                .<IOException>map(text -> new IOException(text, failure)).orElse(failure);
    }

    private void run(String program, String... arguments) throws IOException {
        run(programs, program, arguments);
    }

    private static void run(Programs programs, String program, String... arguments) throws IOException {
        new ProgramRunner(programs).run(Command.of(program, arguments), event -> {}, () -> false);
    }
}
