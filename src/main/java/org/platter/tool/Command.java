package org.platter.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A call of a program, described and not yet made. The placeholder {@link #WINDOW} among the arguments stands
 * for the path at which the partition appears; whoever runs the command puts it in.
 *
 * @param arguments the program's name, looked up on the path and in the sbin folders, then its arguments
 * @param accepted the exit statuses that mean success, each with what it says
 * @param refused other exit statuses whose meaning is known
 * @param input what it reads from its standard input; empty for none
 */
public record Command(List<String> arguments, Map<Integer, String> accepted, Map<Integer, String> refused,
        String input) {

    /** Stands for the path of the partition's window; also inside of an argument. */
    public static final String WINDOW = "{window}";

    /**
     * Stands for the folder that the window's path is in, which goes with the window and what is left there.
     */
    public static final String FOLDER = "{folder}";

    /** Stands for the folder in which the partition is mounted, where it is. */
    public static final String MOUNT = "{mount}";

    public Command {
        arguments = List.copyOf(arguments);
        accepted = Map.copyOf(accepted);
        refused = Map.copyOf(refused);
    }

    /** Returns a call that succeeds with exit status 0 only. */
    public static Command of(String program, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(0, program);
        return new Command(all, Map.of(0, "done"), Map.of(), "");
    }

    public Command accepting(int status, String meaning) {
        return new Command(arguments, with(accepted, status, meaning), refused, input);
    }

    public Command refusing(int status, String meaning) {
        return new Command(arguments, accepted, with(refused, status, meaning), input);
    }

    public Command withInput(String text) {
        return new Command(arguments, accepted, refused, text);
    }

    /** Returns this call with an absolute path in the place of {@link #WINDOW}. */
    public Command on(String windowPath) {
        int slash = windowPath.lastIndexOf('/');
        return replacing(WINDOW, windowPath).replacing(FOLDER, windowPath.substring(0, Math.max(1, slash)));
    }

    /** Returns this call with the folder in the place of {@link #MOUNT}. */
    public Command mountedAt(String folder) {
        return replacing(MOUNT, folder);
    }

    public String program() {
        return arguments.get(0);
    }

    /** What an exit status of this program means, or nothing where that is not known. */
    public Optional<String> meaning(int status) {
        return Optional.ofNullable(accepted.getOrDefault(status, refused.get(status)));
    }

    private Command replacing(String placeholder, String value) {
        return new Command(arguments.stream().map(word -> word.replace(placeholder, value)).toList(),
                accepted, refused, input);
    }

    private static Map<Integer, String> with(Map<Integer, String> map, int status, String meaning) {
        Map<Integer, String> more = new java.util.HashMap<>(map);
        more.put(status, meaning);
        return more;
    }
}
