package org.platter.tool;

import java.io.IOException;

/** A program ended with a status that does not mean success, or could not be started. */
public final class ToolFailure extends IOException {

    private final String program;
    private final int status;
    private final String output;

    /**
     * @param status the exit status, 128 + the signal's number where one ended it
     * @param output the last of what it printed
     */
    public ToolFailure(String program, int status, String meaning, String output) {
        super(program + ": " + meaning);
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
}
