package org.platter.tool;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the user's desktop, which goes on by itself: nothing waits for it, and nothing ends it. */
public final class Launched {

    private static final long PATIENCE_SECONDS = 3;

    private Launched() {}

    /**
     * Starts it in the user's own environment. One that fails does so soon, and only that is waited for.
     *
     * @throws ToolFailure if it is not there, cannot be started, or fails at once
     */
    public static void start(Programs programs, List<String> arguments) throws IOException {
        String name = arguments.get(0);
        List<String> command = new ArrayList<>(arguments);
        command.set(0, programs.find(name).orElseThrow(() -> new ToolFailure(name, 127,
                "it is not installed", "")).toString());
        Process process = ProgramRunner.begin(new ProcessBuilder(command)
                .redirectInput(Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD), name);
        try {
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() != 0) {
                throw new ToolFailure(name, process.exitValue(), "it found no program to do it", "");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
