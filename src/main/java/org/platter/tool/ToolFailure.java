package org.platter.tool;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A program ended with a status that does not mean success, or could not be started. The message is a sentence
 * of Platter's, with what the program printed below it.
 */
public final class ToolFailure extends IOException {

    private static final int NOT_STARTED = 127;
    private static final Pattern OUR_FOLDER = Pattern.compile("\\S*/\\.platter-window-[0-9]+/");
    private static final int MAX_LINES = 20;

    /** What begins each line of a program below a sentence of Platter's. */
    public static final String BELOW = "\n    | ";

    private final String program;
    private final int status;
    private final String meaning;
    private final String output;

    /**
     * @param status the exit status; 128 and the signal's number where one ended it, 127 if it did not start
     * @param meaning what that says of this program; empty where that is not known
     * @param output the last of what it printed
     */
    public ToolFailure(String program, int status, String meaning, String output) {
        super(message(program, status, meaning, output));
        this.program = program;
        this.status = status;
        this.meaning = meaning;
        this.output = output;
    }

    public String program() {
        return program;
    }

    public int status() {
        return status;
    }

    /** Returns whether the program ran, and ended with a status of its own. */
    public boolean isOfProgram() {
        return status != NOT_STARTED;
    }

    public String output() {
        return output;
    }

    /**
     * Says that a piece of work failed for this, in no words of the program's: what it printed stands below,
     * wherever that is told.
     *
     * @param work what was to be done
     */
    public String failing(String work) {
        return work + ": " + (!isOfProgram() ? getMessage() : program + " ended with status " + status
                + (meaning.isEmpty() ? "" : " (" + meaning + ")") + "; nothing was changed."
                + (output.isBlank() ? "" : " What it printed tells why."));
    }

    /** Returns a line that a program printed without the folder of its window, and spaces behind it. */
    static String plain(String line) {
        return OUR_FOLDER.matcher(line).replaceAll("").stripTrailing();
    }

    private static String message(String program, int status, String meaning, String output) {
        String printed = output.stripTrailing();
        if (status == NOT_STARTED && meaning.startsWith("it ")) { // it has not failed: it never ran
            return program + meaning.substring(2) + (printed.isEmpty() ? "." : ": " + printed);
        }
        String ended = program + " ended with status " + status
                + (meaning.isEmpty() ? "" : " (" + meaning + ")");
        return printed.isBlank() ? ended + "." : ended + "; it printed:" + below(printed);
    }

    /** Returns the last of what a program printed, each line after a {@link #BELOW}; no name of a folder of ours. */
    public static String below(String printed) {
        List<String> lines = printed.lines()
                .map(ToolFailure::plain)
                .filter(line -> !line.isEmpty()).toList();
        return lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size()).stream()
                .map(line -> BELOW + line).collect(Collectors.joining());
    }
}
