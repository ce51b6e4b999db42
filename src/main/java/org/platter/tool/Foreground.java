package org.platter.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program that has the terminal for itself until it ends: a shell. */
public final class Foreground {

    private Foreground() {}

    /**
     * Runs it in the user's own environment, and returns its exit status.
     *
     * @param folder where it starts
     * @param more variables beside the user's own
     * @throws ToolFailure if it is not there or cannot be started
     */
    public static int run(Programs programs, List<String> arguments, Path folder, Map<String, String> more)
            throws IOException {
        String name = arguments.get(0);
        List<String> command = new ArrayList<>(arguments);
        command.set(0, programs.find(name).orElseThrow(() -> new ToolFailure(name, 127,
                "it is not installed", ""))
                .toString());
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).inheritIO();
        builder.environment().putAll(more);
        Process process = Lifeline.start(programs, builder, name, Lifeline.Signal.HUP);
        process.onExit().join();
        return process.exitValue();
    }
}
