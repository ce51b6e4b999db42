package org.platter.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.platter.host.Mount;
import org.platter.tool.Command;
import org.platter.tool.Programs;

/**
 * Starts Platter's command line as root, for which the desktop asks for a password: {@code pkexec}, and the
 * policy that is packaged with Platter.
 */
public final class Elevation {

    private static final String ASKER = "pkexec";
    /**
     * The asker touches every number that a file may have, and Java raises their limit to half a million or
     * a thousand times that: seconds or minutes between the password and what it is for.
     */
    private static final String FEW_FILES = "ulimit -S -n 1024; exec " + ASKER + " \"$@\"";

    private Elevation() {}

    /**
     * The program and its first arguments that start Platter's command line: the script that started this
     * one, else as this Java was.
     */
    private static List<String> commandLine() {
        String script = System.getProperty("platter.launcher", "");
        return !script.isEmpty() ? List.of(script)
                : List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                        System.getProperty("java.class.path"), "org.platter.Platter");
    }

    /** Returns a call of Platter's command line as root, with these arguments. */
    public static Command asRoot(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-c", FEW_FILES, ASKER));
        all.addAll(commandLine());
        all.addAll(List.of(arguments));
        return Command.of("sh", all.toArray(String[]::new));
    }

    /** Returns whether this process needs to ask for what only root may do. */
    static boolean isNeeded() {
        return !Mount.isPermitted();
    }

    /** Returns whether there is what asks for the password. */
    public static boolean canAsk() {
        return Programs.installed().has(ASKER);
    }

    /**
     * Returns a sentence for somebody who has not the right, and whom nobody can ask for a password.
     *
     * @param what only root may do: {@code edit /dev/sdb}
     */
    public static String onlyRoot(String what) {
        return "Only root may " + what + ": run Platter as root" + (canAsk() ? "."
                : ", or install the package " + ASKER + ", by which the window asks for the password.");
    }

    /**
     * Returns what {@code pkexec}, or the script that it starts, says by its exit status when nothing has
     * been done; empty for others.
     *
     * @param what only root may do: {@code edit /dev/sdb}
     */
    public static String refusal(int status, String what) {
        return switch (status) {
            case 125 -> "Only root may " + what + ", and root does not run a Platter from a folder that "
                    + "others can change; install Platter by packaging/install.";
            case 126 -> "Only root may " + what + ", and the password was not given.";
            case 127 -> "Only root may " + what + ", and that was not allowed: the password was wrong, or "
                    + "nobody on this desktop could be asked for it; run Platter as root for it.";
            default -> "";
        };
    }
}
