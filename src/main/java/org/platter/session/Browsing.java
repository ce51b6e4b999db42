package org.platter.session;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Viewing;
import org.platter.filesystem.registry.FileSystems;
import org.platter.host.LoopDevice;
import org.platter.host.Mount;
import org.platter.host.PrivateFolder;
import org.platter.layout.Partition;
import org.platter.stage.DiskProbe;
import org.platter.stage.Scratch;
import org.platter.stage.StagedDisk;
import org.platter.tool.Command;
import org.platter.tool.Programs;
import org.platter.tool.Service;
import org.platter.window.Window;
import org.platter.window.Windows;

/**
 * The files of a partition, to look at and to copy out while this is open; nothing can be written. An
 * ordinary user sees ext2 to ext4 and NTFS, by programs of their own; root sees whatever the kernel can
 * mount, of a list of file systems.
 */
public final class Browsing implements Closeable {

    private static final int SET_USER_ID = 04000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Window window;
    private final Closeable disk;
    private final PrivateFolder folder;
    private final Path point;
    private Optional<Service> service = Optional.empty();
    private Optional<LoopDevice> loop = Optional.empty();
    private Optional<Mount> mount = Optional.empty();

    private Browsing(Window window, Closeable disk, PrivateFolder folder, Path point) {
        this.window = window;
        this.disk = disk;
        this.folder = folder;
        this.point = point;
    }

    /**
     * Shows the files of a partition of an image, which must not change meanwhile.
     *
     * @throws Refusal if nothing here can read it, saying what could
     */
    static Browsing of(OpenImage image, Partition partition, Programs programs) throws IOException, Refusal {
        // on a staged disk: whatever the program writes of its own accord goes nowhere (C1)
        StagedDisk staged = new StagedDisk(image.get(), Scratch.beside(image.get()));
        try {
            Windows windows = needsCopy(partition, programs) ? image.copyingWindows() : image.windows();
            Window window = windows.open(DiskProbe.slice(staged, partition), "p" + partition.number());
            return open(window, staged, partition, programs);
        } catch (IOException | Refusal e) {
            staged.close();
            throw e;
        }
    }

    /** Shows the files in a window's file system; takes the window and its disk over, unless it fails. */
    private static Browsing open(Window window, Closeable disk, Partition partition, Programs programs)
            throws IOException, Refusal {
        try {
            return begun(window, disk, partition, programs);
        } catch (IOException | Refusal e) {
            window.close();
            throw e;
        }
    }

    private static Browsing begun(Window window, Closeable disk, Partition partition, Programs programs)
            throws IOException, Refusal {
        String type = partition.content().type()
                .orElseThrow(() -> new Refusal("Partition " + partition.number()
                        + " holds nothing whose files could be shown."));
        if (!PartitionUse.hasFiles(type)) {
            throw new Refusal("Partition " + partition.number() + " (" + named(partition, type)
                    + ") has no files of its own to be shown" + (type.startsWith("LVM")
                            ? "; they are in its logical volumes, which LVM shows to root (“vgchange -ay”) once the "
                                    + "image is attached to a loop device."
                            : "."));
        }
        Viewing viewing = FileSystems.viewing(type);
        Optional<Command> command = viewing.program();
        boolean byProgram = command.isPresent() && programs.has(command.get().program());
        if (!byProgram && !(Mount.isPermitted() && Mount.knows(viewing.driver()))) {
            throw new Refusal("The files of " + type + " on partition " + partition.number()
                    + " cannot be shown: " + (command.isPresent() ? "install the package "
                            + Programs.debianPackage(command.get().program()).orElseThrow()
                            : Mount.isPermitted() ? "this kernel does not know " + type
                            : "only root can mount it")
                    + ".");
        }
        PrivateFolder folder = PrivateFolder.in(PrivateFolder.base());
        Browsing browsing = new Browsing(window, disk, folder, folder.folder("p" + partition.number()));
        try {
            if (byProgram) {
                browsing.start(programs, command.get());
            } else {
                browsing.mount(viewing);
            }
            return browsing;
        } catch (IOException e) {
            try {
                browsing.end();
            } catch (IOException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    private static String named(Partition partition, String type) {
        return FileSystems.of(partition.content()).map(FileSystemType::displayName).orElse(type);
    }

    /**
     * Whether the program that shows it works as another user than this one, to whom the kernel does not show
     * this user's windows: ntfs-3g has the set-user-ID bit where ordinary users shall mount with it.
     */
    private static boolean needsCopy(Partition partition, Programs programs) throws IOException {
        Optional<Path> program = partition.content().type().map(FileSystems::viewing)
                .flatMap(Viewing::program)
                .flatMap(command -> programs.find(command.program()));
        return program.isPresent() && !Mount.isPermitted()
                && ((int) Files.getAttribute(program.get(), "unix:mode") & SET_USER_ID) != 0;
    }

    private void start(Programs programs, Command command) throws IOException {
        List<String> words = new ArrayList<>(command.arguments());
        words.add(window.path().toString());
        words.add(point.toString());
        Service started = Service.start(programs, Command.of(words.get(0),
                words.subList(1, words.size()).toArray(String[]::new)));
        service = Optional.of(started);
        started.await(() -> isMounted() ? Optional.of(point) : Optional.empty(), PATIENCE);
    }

    private void mount(Viewing viewing) throws IOException {
        LoopDevice device = LoopDevice.attach(window.path(), LoopDevice.Options.whole().toRead());
        loop = Optional.of(device);
        mount = Optional.of(Mount.over(device.path(), point, viewing.driver(), true, viewing.options()));
    }

    private boolean isMounted() throws IOException {
        Path real = point.toRealPath();
        return Mount.list().stream().anyMatch(entry -> entry.point().equals(real));
    }

    /** Where to start programs: a folder of this user's, beside the files of the disk's maker. */
    public Path folder() {
        return folder.path();
    }

    /** Where the files are seen: a folder in {@link #folder}. */
    public Path path() {
        return point;
    }

    @Override
    public void close() throws IOException {
        try {
            end();
        } finally {
            window.close();
            disk.close();
        }
    }

    private void end() throws IOException {
        try {
            if (mount.isPresent()) {
                mount.get().close();
            }
            if (loop.isPresent()) {
                loop.get().close();
            }
            if (service.isPresent()) {
                service.get().close(); // unmounts when it is asked to end
            }
        } finally {
            folder.close();
        }
    }
}
