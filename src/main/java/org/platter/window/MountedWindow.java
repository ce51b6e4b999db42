package org.platter.window;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.host.PrivateFolder;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.ToolFailure;

/**
 * The file system of a window, mounted in a folder that only root can enter, for as long as this is open. The
 * loop device under it goes with the mount.
 *
 * <p>Programs of their own attach and mount: this process may answer for the window's file, and if it were
 * killed while it waits for its own answer, it would wait for ever.
 */
public final class MountedWindow implements Closeable {

    private static final int TRIES = 50;
    private static final long PAUSE_NANOS = 100_000_000;

    private final PrivateFolder folder;
    private final Path path;
    private final ProgramRunner programs;
    private final Consumer<Event> events;

    private MountedWindow(PrivateFolder folder, Path path, ProgramRunner programs, Consumer<Event> events) {
        this.folder = folder;
        this.path = path;
        this.programs = programs;
        this.events = events;
    }

    /**
     * Mounts it.
     *
     * @param kernelName what the kernel calls the file system
     * @param options more options of the mount, with commas between; may be empty
     * @throws IOException if it cannot be mounted
     */
    public static MountedWindow open(Window window, String kernelName, String options, ProgramRunner programs,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        PrivateFolder folder = PrivateFolder.in(PrivateFolder.base());
        try {
            Path path = folder.folder("mount");
            String all = "loop,nosuid,nodev,noexec" + (options.isEmpty() ? "" : "," + options);
            programs.run(Command.of("mount", "-t", kernelName, "-o", all, Command.WINDOW, Command.MOUNT)
                    .on(window.path().toString()).mountedAt(path.toString()), events, cancelled);
            return new MountedWindow(folder, path, programs, events);
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    /**
     * Runs a command on what is mounted.
     *
     * @throws IOException if it fails
     */
    public void run(Command command, BooleanSupplier cancelled) throws IOException {
        Command placed = command.mountedAt(path.toString());
        if (command.arguments().contains(Command.DEVICE)) {
            placed = placed.withDevice(programs.run(Command.of("findmnt", "-n", "-o", "SOURCE", "--target",
                    Command.MOUNT).mountedAt(path.toString()), event -> {}, cancelled).output().strip());
        }
        programs.run(placed, events, cancelled);
    }

    /** Unmounts it; something that looks at every new mount is waited for. */
    @Override
    public void close() throws IOException {
        try (folder) {
            Command unmount = Command.of("umount", Command.MOUNT).mountedAt(path.toString());
            for (int i = 1;; i++) {
                try {
                    programs.run(unmount, events, () -> false);
                    return;
                } catch (ToolFailure e) {
                    if (i == TRIES) {
                        throw e;
                    }
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }
}
