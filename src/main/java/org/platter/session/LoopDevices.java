package org.platter.session;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.platter.base.ByteRange;
import org.platter.base.RecoveryNeeded;
import org.platter.base.Refusal;
import org.platter.commit.Recovery;
import org.platter.commit.UnusableJournal;
import org.platter.host.DeviceUse;
import org.platter.host.HostFailure;
import org.platter.host.HostFile;
import org.platter.host.Location;
import org.platter.host.LoopDevice;
import org.platter.host.Requester;
import org.platter.image.DiskImage;
import org.platter.image.open.Images;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.session.image.ImageOptions;
import org.platter.stage.DiskProbe;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;
import org.platter.tool.ToolFailure;

/**
 * Shows images, or partitions of them, as block devices of the machine. Attaching and detaching need root;
 * for other users the desktop asks for a password.
 */
public final class LoopDevices {

    /**
     * A loop device in use.
     *
     * @param path its node
     * @param file what it shows
     * @param offset where in the file it begins, in bytes
     * @param size bytes of it at most; 0 up to the end of the file
     */
    public record Loop(Path path, Path file, long offset, long size, boolean readOnly, boolean directIo) {}

    /**
     * How to attach.
     *
     * @param partition which one to attach alone
     * @param directIo leaves the page cache of the image out, where its file system can
     */
    public record Wish(OptionalInt partition, boolean readOnly, boolean directIo) {}

    private static final String ATTACH = "attach and detach loop devices";
    private static final String SAYS = "platter: ";

    private LoopDevices() {}

    /** Returns the loop devices in use, by number. */
    public static List<Loop> list() throws IOException {
        List<Loop> loops = new ArrayList<>();
        for (LoopDevice.Attached one : LoopDevice.list()) {
            loops.add(loop(one));
        }
        return loops;
    }

    private static Loop loop(LoopDevice.Attached one) {
        return new Loop(one.path(), one.file(), one.offset(), one.sizeLimit(), one.readOnly(),
                one.directIo());
    }

    /**
     * Attaches a raw image, or one of its partitions; of a whole image the kernel learns the partitions.
     *
     * @return its node, {@code /dev/loop3}
     * @throws Refusal if the image is not raw, or has no such partition
     */
    public static Path attach(Path image, ImageOptions options, Wish wish) throws IOException, Refusal {
        return Elevation.isNeeded() ? attachAsRoot(image, wish) : attachHere(image, options, wish);
    }

    private static Path attachAsRoot(Path image, Wish wish) throws IOException, Refusal {
        List<String> words = new ArrayList<>(List.of("loop", "attach"));
        wish.partition().ifPresent(number -> words.addAll(List.of("--partition", String.valueOf(number))));
        if (wish.readOnly()) {
            words.add("--read-only");
        }
        if (wish.directIo()) {
            words.add("--direct-io");
        }
        words.add(image.toRealPath().toString());
        return Path.of(askRoot(words).strip());
    }

    /** Runs Platter's command line as root, which prints a result or fails in a sentence. */
    private static String askRoot(List<String> words) throws IOException, Refusal {
        if (!Elevation.canAsk()) {
            throw new Refusal(Elevation.onlyRoot(ATTACH));
        }
        try {
            return new ProgramRunner(Programs.installed()).run(Elevation.asRoot(words.toArray(String[]::new)),
                    event -> {}, () -> false).output();
        } catch (ToolFailure e) {
            String refusal = Elevation.refusal(e.status(), ATTACH);
            if (!refusal.isEmpty()) {
                throw new Refusal(refusal);
            }
            throw new IOException(sentence(e.output()).orElse(e.getMessage()), e);
        }
    }

    /** Returns what Platter said as root, with what a program printed below it. */
    private static Optional<String> sentence(String output) {
        int start = output.startsWith(SAYS) ? 0 : output.indexOf("\n" + SAYS) + 1;
        return output.startsWith(SAYS, start) ? Optional.of(output.substring(start + SAYS.length())
                .split("\n(?!    \\| )", 2)[0]) : Optional.empty();
    }

    /**
     * Attaches as {@link #attach} does, and asks nobody for a password. For a user who asked by pkexec the image
     * is opened with the rights of that user, once: what is looked at is what is attached.
     *
     * @throws Refusal also where this user has not the right
     */
    public static Path attachHere(Path image, ImageOptions options, Wish wish) throws IOException, Refusal {
        requireRoot();
        try (DiskImage disk = Images.openRaw(open(image, wish), options.opening(false))) {
            requireWhole(disk, wish);
            if (!wish.readOnly() && isLocked(disk)) {
                throw new Refusal(image + " is in use by another program, a virtual machine or another "
                        + "Platter; close it there first, or attach it read-only.");
            }
            Layout layout = DiskProbe.read(disk);
            LoopDevice.Options how = LoopDevice.Options.whole().ofSectors(layout.sectorSize());
            how = wish.readOnly() ? how.toRead() : how;
            how = wish.directIo() ? how.direct() : how;
            if (wish.partition().isPresent()) {
                ByteRange range = find(layout, wish.partition().getAsInt()).range();
                how = how.part(range.start(), range.length());
            }
            try (LoopDevice loop = LoopDevice.attach(disk.file(),
                    wish.partition().isPresent() ? how : how.scanned())) {
                if (wish.partition().isEmpty()) {
                    // kernels differ in the tables that they can read; ours is read here
                    KernelTable.update(loop.file(), layout);
                }
                loop.keep();
                return loop.path();
            }
        }
    }

    /** What may be half changed is written to by its recovery only. */
    private static void requireWhole(DiskImage disk, Wish wish) throws IOException {
        try {
            if (Recovery.find(disk).isPresent()) {
                throw new RecoveryNeeded(disk.path());
            }
        } catch (UnusableJournal e) {
            if (!wish.readOnly()) {
                throw e;
            }
        }
    }

    private static HostFile open(Path image, Wish wish) throws IOException, Refusal {
        HostFile.Access access = wish.readOnly() ? HostFile.Access.READ : HostFile.Access.WRITE;
        try {
            return withRightsOfWhoAsked(() -> HostFile.open(image, access));
        } catch (HostFailure e) {
            if (!wish.readOnly() && e.isNoPermission()) {
                throw new Refusal("You have no permission to change " + image + "; attach it read-only.");
            }
            throw e;
        }
    }

    private static <T> T withRightsOfWhoAsked(Requester.Work<T> work) throws IOException {
        Optional<Requester> requester = Requester.byPkexec();
        return requester.isPresent() ? requester.get().run(work) : work.run();
    }

    private static boolean isLocked(DiskImage disk) throws IOException {
        Optional<? extends Closeable> mine = disk.tryLock(true);
        if (mine.isPresent()) {
            mine.get().close();
        }
        return mine.isEmpty();
    }

    private static Partition find(Layout layout, int number) throws Refusal {
        Partition partition = layout.partition(number)
                .orElseThrow(() -> new Refusal("The image has no partition " + number + "."));
        if (partition.role() == Role.EXTENDED) {
            throw new Refusal("Partition " + number
                    + " is extended, and only holds others; attach one of those.");
        }
        return partition;
    }

    /**
     * Detaches a device, or all that show an image.
     *
     * @return the nodes that are free now, or will be when the last program closes them
     * @throws Refusal if nothing is attached
     */
    public static List<Path> detach(Path deviceOrImage) throws IOException, Refusal {
        if (!Elevation.isNeeded()) {
            return detachHere(deviceOrImage);
        }
        List<Path> devices = showing(deviceOrImage);
        askRoot(List.of("loop", "detach", deviceOrImage.toRealPath().toString()));
        return devices;
    }

    /**
     * Detaches as {@link #detach} does, and asks nobody for a password.
     *
     * @throws Refusal also where this user has not the right
     */
    public static List<Path> detachHere(Path deviceOrImage) throws IOException, Refusal {
        List<Path> devices = showing(deviceOrImage);
        requireRoot();
        for (Path path : devices) {
            LoopDevice.detach(path);
        }
        return devices;
    }

    /** Returns why a device that was detached is still there, in a sentence; nothing where it is free. */
    public static Optional<String> whyKept(Path device) throws IOException {
        if (LoopDevice.find(device).isEmpty()) {
            return Optional.empty();
        }
        String node = device.getFileName().toString();
        Set<String> uses = new LinkedHashSet<>(DeviceUse.of(node));
        try (Stream<Path> inside = Files.list(Path.of("/sys/block", node))) {
            for (String part : inside.map(it -> it.getFileName().toString())
                    .filter(name -> name.startsWith(node)).sorted().toList()) {
                uses.addAll(DeviceUse.of(part));
            }
        }
        return Optional.of(device + " is in use (" + (uses.isEmpty() ? "open in another program"
                : String.join(", ", uses)) + "); the kernel detaches it as soon as that ends.");
    }

    private static void requireRoot() throws Refusal {
        if (Elevation.isNeeded()) {
            throw new Refusal(Elevation.onlyRoot(ATTACH));
        }
    }

    private static List<Path> showing(Path deviceOrImage) throws IOException, Refusal {
        Path real = withRightsOfWhoAsked(() -> {
            try (Location place = HostFile.locate(deviceOrImage)) {
                return place.realPath();
            }
        });
        Optional<LoopDevice.Attached> device = real.startsWith("/dev")
                ? LoopDevice.find(real) : Optional.empty();
        List<Path> devices = new ArrayList<>();
        device.ifPresent(one -> devices.add(one.path()));
        if (devices.isEmpty()) {
            LoopDevice.list().stream().filter(one -> one.file().equals(real))
                    .forEach(one -> devices.add(one.path()));
        }
        if (devices.isEmpty()) {
            throw new Refusal("No loop device shows " + deviceOrImage + ".");
        }
        return devices;
    }
}
