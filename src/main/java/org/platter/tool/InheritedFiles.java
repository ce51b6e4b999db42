package org.platter.tool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The files and folders that a program gets from Platter as open descriptors, so that the program resolves no
 * path of them. A command names such a file by Platter's descriptor, {@code /proc/PID/fd/N}. A shell opens
 * each one under the same number, and the program finds it as {@code /proc/self/fd/N}.
 */
final class InheritedFiles {

    private static final Pattern DESCRIPTOR = Pattern.compile("/proc/" + ProcessHandle.current().pid()
            + "/fd/(\\d+)");
    /** The POSIX shell has no descriptors of two digits. */
    private static final String SHELL = "bash";

    private InheritedFiles() {}

    /** Returns whether a path leads by a descriptor of Platter's. */
    static boolean isOne(Path path) {
        return DESCRIPTOR.matcher(path.toString()).lookingAt();
    }

    /** Returns a word of a command as the program is to read it. */
    static String inside(String word) {
        return DESCRIPTOR.matcher(word).replaceAll("/proc/self/fd/$1");
    }

    /**
     * Puts the shell before a command line that opens what the command names.
     *
     * @throws ToolFailure if there is no such shell
     */
    static void addTo(List<String> line, Programs programs, Command command) throws ToolFailure {
        Set<String> descriptors = new TreeSet<>();
        List<String> words = new ArrayList<>(command.arguments());
        command.confinedTo().ifPresent(paths -> paths.forEach(path -> words.add(path.toString())));
        for (String word : words) {
            Matcher named = DESCRIPTOR.matcher(word);
            while (named.find()) {
                descriptors.add(named.group(1) + "<" + named.group());
            }
        }
        if (descriptors.isEmpty()) {
            return;
        }
        Path shell = programs.find(SHELL).orElseThrow(() -> new ToolFailure(SHELL, 127,
                "it is not installed; install the package " + SHELL, ""));
        // -p: neither a file nor a function of the environment changes what the words mean
        line.addAll(0, List.of(shell.toString(), "-pc", descriptors.stream()
                .collect(Collectors.joining(" ", "exec ", " || exit; exec \"$@\"")), SHELL));
    }

    /** Returns the command line without what {@link #addTo} has put before it. */
    static List<String> withoutShell(List<String> line) {
        return line.size() > 3 && line.get(1).equals("-pc") && line.get(0).endsWith("/" + SHELL)
                ? line.subList(4, line.size()) : line;
    }
}
