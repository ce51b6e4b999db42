package org.platter.tool;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A call of a program, described and not yet made. The placeholder {@link #WINDOW} among the arguments stands
 * for the path at which the partition appears; its runner puts it in.
 *
 * @param arguments the program's name, looked up on the path and in the sbin folders, then its arguments
 * @param accepted the exit statuses that mean success, each with what it says
 * @param refused other exit statuses whose meaning is known
 * @param input what it reads from its standard input; empty for none
 * @param confinedTo the only files and folders that it may write, for a program that works on what somebody
 *        else made; empty for one that is not confined
 * @param isIsolated whether it sees no other file either, but those of the system's programs and libraries
 */
public record Command(List<String> arguments, Map<Integer, String> accepted, Map<Integer, String> refused,
        String input, Optional<List<Path>> confinedTo, boolean isIsolated) {

    /** Stands for the path of the partition's window; also inside of an argument. */
    public static final String WINDOW = "{window}";

    /**
     * Stands for the folder that the window's path is in, which goes with the window and what is left there.
     */
    public static final String FOLDER = "{folder}";

    /** Stands for the folder in which the partition is mounted, where it is. */
    public static final String MOUNT = "{mount}";

    /** Stands for the block device that a partition is mounted from, where it is. */
    public static final String DEVICE = "{device}";

    public Command {
        arguments = List.copyOf(arguments);
        accepted = Map.copyOf(accepted);
        refused = Map.copyOf(refused);
        confinedTo = confinedTo.map(List::copyOf);
    }

    /** Returns a call of a program that is not confined. */
    public Command(List<String> arguments, Map<Integer, String> accepted, Map<Integer, String> refused,
            String input) {
        this(arguments, accepted, refused, input, Optional.empty(), false);
    }

    /** Returns a call that succeeds with exit status 0 only. */
    public static Command of(String program, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(0, program);
        return new Command(all, Map.of(0, "done"), Map.of(), "");
    }

    public Command accepting(int status, String meaning) {
        return new Command(arguments, with(accepted, status, meaning), refused, input, confinedTo,
                isIsolated);
    }

    public Command refusing(int status, String meaning) {
        return new Command(arguments, accepted, with(refused, status, meaning), input, confinedTo,
                isIsolated);
    }

    public Command withInput(String text) {
        return new Command(arguments, accepted, refused, text, confinedTo, isIsolated);
    }

    /** Returns this call confined to these files and folders, which are there. */
    public Command confinedTo(Path... paths) {
        return confined(Optional.of(List.of(paths)));
    }

    /** Returns this call so that it sees only what it is confined to, and the system's programs. */
    public Command isolated() {
        return new Command(arguments, accepted, refused, input, confinedTo, true);
    }

    private Command confined(Optional<List<Path>> to) {
        return new Command(arguments, accepted, refused, input, to, isIsolated);
    }

    /** Returns this call with an absolute path in the place of {@link #WINDOW}, confined to its folder. */
    public Command on(String windowPath) {
        String folder = windowPath.substring(0, Math.max(1, windowPath.lastIndexOf('/')));
        return replacing(WINDOW, windowPath).replacing(FOLDER, folder).confinedTo(Path.of(folder));
    }

    /** Returns this call with the folder in the place of {@link #MOUNT}; what mounts is not confined. */
    public Command mountedAt(String folder) {
        return replacing(MOUNT, folder).confined(Optional.empty());
    }

    /** Returns this call with the path of a block device in the place of {@link #DEVICE}. */
    public Command withDevice(String device) {
        return replacing(DEVICE, device);
    }

    public String program() {
        return arguments.get(0);
    }

    /** Returns the program that does the work, where “env” only sets variables for it. */
    public String worker() {
        return arguments.stream().filter(word -> !word.equals("env") && !word.contains("=")).findFirst()
                .orElseThrow();
    }

    /** What an exit status of this program means, or nothing where that is not known. */
    public Optional<String> meaning(int status) {
        return Optional.ofNullable(accepted.getOrDefault(status, refused.get(status)));
    }

    private Command replacing(String placeholder, String value) {
        return new Command(arguments.stream().map(word -> word.replace(placeholder, value)).toList(),
                accepted, refused, input, confinedTo, isIsolated);
    }

    private static Map<Integer, String> with(Map<Integer, String> map, int status, String meaning) {
        Map<Integer, String> more = new java.util.HashMap<>(map);
        more.put(status, meaning);
        return more;
    }

    /** Returns whether a path can be a word of a command: each name in it is a text of this locale. */
    public static boolean canName(Path path) {
        try {
            return Path.of(path.toString()).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
