package org.platter.kernel;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.filesystem.MountedWork;
import org.platter.host.OpenFolder;
import org.platter.host.PrivateFolder;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;
import org.platter.tool.ToolFailure;

/**
 * Works on file systems that have to be mounted, without root: in a machine of its own for each call, whose
 * kernel is the program of Debian's package user-mode-linux.
 */
public final class OwnKernel {

    /** The property of Java that, where it is true, leaves all mounts to the kernel of this machine. */
    public static final String UNUSED = "platter.kernel.unused";

    static final String PROGRAM = "linux.uml";

    private static final String SHELL = "sh";
    private static final String MOUNT = "mount";
    private static final String UNMOUNT = "umount";
    private static final String LOADER = "insmod";
    /** What every machine needs. */
    private static final List<String> BASIC = List.of(SHELL, MOUNT, UNMOUNT, "mkdir");
    private static final String MEMORY = "256M";
    private static final String PLACE = "/m";
    private static final String DISK = "/dev/ubda";

    /** How a kernel that panics ends: by SIGABRT. */
    private static final int ABORTED = 128 + 6;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final ProgramRunner programs;
    private final Duration limit;

    public OwnKernel(ProgramRunner programs) {
        this(programs, LIMIT);
    }

    /** @param limit how long the machine may neither print nor read nor write */
    OwnKernel(ProgramRunner programs, Duration limit) {
        this.programs = programs;
        this.limit = limit;
    }

    /** Returns whether the package is installed, and its kernel knows the file system. */
    public static boolean knows(Programs installed, String kernelName) {
        return !Boolean.getBoolean(UNUSED) && installed.has(PROGRAM)
                && Modules.installed().filter(modules -> modules.has(kernelName)
                        && (modules.of(kernelName).isEmpty() || installed.has(LOADER))).isPresent();
    }

    /**
     * Mounts the file system in a window, runs the commands of the work, and unmounts it.
     *
     * @param window the path of the window's file
     * @throws ToolFailure if one of the commands fails, naming it, or if the machine ends before they have
     *     ended; the window's content is worth nothing then
     */
    public void run(Path window, MountedWork work, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException {
        Modules modules = Modules.installed().orElseThrow();
        List<Path> toLoad = modules.of(work.kernelName());
        List<Command> commands = new ArrayList<>();
        toLoad.forEach(module -> commands.add(Command.of(LOADER, module.toString())));
        String options = "nosuid,nodev,noexec" + (work.options().isEmpty() ? "" : "," + work.options());
        commands.add(Command.of(MOUNT, "-i", "-t", work.kernelName(), "-o", options, DISK, PLACE));
        work.commands().forEach(command -> commands.add(command.mountedAt(PLACE).withDevice(DISK)));
        commands.add(Command.of(UNMOUNT, PLACE));

        String secret = UUID.randomUUID().toString();
        Console console = new Console(commands, secret, events);
        try (PrivateFolder folder = PrivateFolder.in(PrivateFolder.base())) {
            Path root = folder.folder("kernel").resolve("root.cpio");
            writeRoot(root, commands, toLoad, MachineScript.of(commands, secret));
            programs.run(Command.of(PROGRAM, "mem=" + MEMORY, "initrd=" + root, "ubd0=" + window,
                    "uml_dir=" + OpenFolder.parent(root) + "/", "hostfs=" + OpenFolder.parent(root),
                    "con=null",
                    "con0=fd:0,fd:1", "quiet", "panic=1")
                    .confinedTo(OpenFolder.parent(root), OpenFolder.parent(window)).isolated(), limit,
                    console, cancelled);
        } catch (ToolFailure e) {
            if (e.status() == ABORTED) {
                console.requireComplete(); // which names the command that ran
            }
            throw console.failure().orElse(e);
        }
        console.requireComplete();
    }

    private void writeRoot(Path file, List<Command> commands, List<Path> modules, String script)
            throws IOException {
        Set<String> names = new LinkedHashSet<>(BASIC);
        commands.forEach(command -> names.add(command.program()));
        try (OutputStream into = new BufferedOutputStream(Files.newOutputStream(file))) {
            Initramfs root = new Initramfs(into);
            for (String folder : List.of("proc", "sys", "dev", "run", "tmp", "etc", PLACE.substring(1))) {
                root.addFolder(folder);
            }
            root.addDevice("dev/console", 5, 1);
            root.addDevice("dev/null", 1, 3);
            for (String name : names) {
                Path program = programs.installed().find(name).orElseThrow(() -> new ToolFailure(name, 127,
                        "it is not installed", ""));
                root.addFile("bin/" + name, program);
                for (Path library : Libraries.of(program, programs)) {
                    root.addFile(library.toString().substring(1), library);
                }
            }
            for (Path module : modules) {
                root.addFile(module.toString().substring(1), module);
            }
            root.addLink("etc/mtab", "/proc/self/mounts");
            root.addText("init", script);
            root.end();
        }
    }
}
