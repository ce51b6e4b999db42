package org.platter.tool;

import java.io.IOException;

/** A program ended with a status that does not mean success, or could not be started. */
public final class ToolFailure extends IOException {

    private static final int NOT_STARTED = 127;

    private final String program;
    private final int status;
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
        this.output = output;
    }

    public String program() {
        return program;
    }

    public int status() {
        return status;
    }

    public String output() {
        return output;
    }

    private static String message(String program, int status, String meaning, String output) {
        String printed = output.stripTrailing();
        if (status == NOT_STARTED && meaning.startsWith("it ")) { // it has not failed: it never ran
            return program + meaning.substring(2) + (printed.isEmpty() ? "." : ": " + printed);
        }
        String last = printed.substring(printed.lastIndexOf('\n') + 1).strip();
        return program + " failed with status " + status + (meaning.isEmpty() ? "" : " (" + meaning + ")")
                + (last.isEmpty() ? "." : ": " + last);
    }
}
