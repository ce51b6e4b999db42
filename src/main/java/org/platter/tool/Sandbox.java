package org.platter.tool;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.platter.host.Mount;

/**
 * Keeps a program that works on what somebody else made from everything else: it has no network, gains no
 * rights, loses those of root, and sees the file system read-only but for what it works on. By bubblewrap,
 * where that is installed and the kernel lets this user make namespaces.
 */
public final class Sandbox {

    private static final String PROGRAM = "bwrap";
    private static final int TRIAL_SECONDS = 20;

    /** How often a program is started when its sandbox could not be built. */
    public static final int MAX_TRIES = 8;

    /** Where the programs of the system and their libraries are. */
    private static final List<String> SYSTEM = List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64",
            "/etc/alternatives", "/etc/ld.so.cache");

    /** Root opens the images of others; nothing else of what root may do is needed. */
    private static final List<String> RIGHTS = List.of("--cap-drop", "ALL", "--cap-add", "CAP_DAC_OVERRIDE");

    private static Optional<String> whyNot = Optional.empty();
    private static boolean isTried;

    private Sandbox() {}

    /** Returns why programs run without a sandbox here, in a sentence; nothing where they run in one. */
    public static synchronized Optional<String> whyNot(Programs programs) {
        if (!isTried) {
            whyNot = !programs.has(PROGRAM)
                    ? Optional.of("Programs run without a sandbox; install the package bubblewrap for one.")
                    : !Mount.isRootShared() ? Optional.of("Programs run without a sandbox: what is unmounted "
                            + "while one is there would stay mounted in it, since / is a private mount here "
                            + "(“mount --make-rshared /” shares it).")
                    : isPermitted(programs) ? Optional.empty()
                    : Optional.of("Programs run without a sandbox: this computer lets bubblewrap make none.");
            isTried = true;
        }
        return whyNot;
    }

    /**
     * Returns the words before a command that keep it to what it works on; none where it is not kept.
     *
     * @param atOurEnd one that is to end in order when Platter is killed is not ended by its sandbox
     */
    static List<String> words(Programs programs, Command command, Lifeline.Signal atOurEnd) {
        if (command.confinedTo().isEmpty() || !programs.has(PROGRAM) || whyNot(programs).isPresent()) {
            return List.of();
        }
        List<String> words = new ArrayList<>(begun(programs, command.isIsolated()));
        if (atOurEnd == Lifeline.Signal.KILL) {
            words.add("--die-with-parent");
        }
        for (Path named : command.confinedTo().get()) {
            if (InheritedFiles.isOne(named)) {
                continue; // what is open already is as writable inside
            }
            Path path = real(named);
            words.addAll(List.of(path.startsWith("/dev") ? "--dev-bind" : "--bind", path.toString(),
                    path.toString()));
        }
        words.addAll(RIGHTS);
        words.add("--");
        return words;
    }

    /** @param isIsolated whether only the system's programs are to be seen, and no process of this machine */
    private static List<String> begun(Programs programs, boolean isIsolated) {
        List<String> words = new ArrayList<>(List.of(programs.find(PROGRAM).orElseThrow().toString(),
                "--unshare-net"));
        if (!isIsolated) {
            words.addAll(List.of("--ro-bind", "/", "/", "--dev", "/dev"));
            return words;
        }
        for (String folder : SYSTEM) {
            Path path = Path.of(folder);
            if (Files.isSymbolicLink(path)) {
                try {
                    words.addAll(List.of("--symlink", Files.readSymbolicLink(path).toString(), folder));
                } catch (IOException e) {
                    continue; // gone meanwhile, and so needed by nobody
                }
            } else if (Files.exists(path)) {
                words.addAll(List.of("--ro-bind", folder, folder));
            }
        }
        words.addAll(List.of("--unshare-pid", "--proc", "/proc", "--dev", "/dev"));
        return words;
    }

    /** Returns where a program finds a file of which it is given the descriptor. */
    public static Path inside(Path file) {
        return Path.of(InheritedFiles.inside(file.toString()));
    }

    /**
     * Returns whether what was printed tells that a sandbox could not be built, and its program not begun: a
     * mount that went away meanwhile is in the way of that, and another try is not.
     */
    public static boolean couldNotBegin(String printed) {
        return printed.startsWith(PROGRAM + ": Can't ") && printed.strip().lines().count() == 1;
    }

    /** Returns whether a command line begins with a sandbox. */
    static boolean isOne(List<String> words) {
        return InheritedFiles.withoutShell(words).get(0).endsWith("/" + PROGRAM);
    }

    /** Nothing can be mounted over a link, and a name that is no text cannot be given; its folder can. */
    private static Path real(Path path) {
        Path real;
        try {
            real = path.toRealPath();
        } catch (IOException e) {
            return path; // the sandbox says that it is not there
        }
        while (!Command.canName(real)) {
            real = Objects.requireNonNull(real.getParent()); // the root folder has a name
        }
        return real;
    }

    private static boolean isPermitted(Programs programs) {
        List<String> words = new ArrayList<>(List.of(programs.find(PROGRAM).orElseThrow().toString(),
                "--unshare-net", "--ro-bind", "/", "/", "--dev", "/dev"));
        words.addAll(RIGHTS);
        words.addAll(List.of("--", "true"));
        try {
            Process trial = ProgramRunner.begin(new ProcessBuilder(words).directory(new File("/"))
                    .redirectInput(new File("/dev/null")).redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD), PROGRAM);
            boolean hasEnded = trial.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS);
            trial.destroyForcibly();
            return hasEnded && trial.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
