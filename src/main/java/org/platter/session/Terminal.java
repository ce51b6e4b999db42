package org.platter.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.platter.tool.Foreground;
import org.platter.tool.Programs;

/** Programs that a person runs by Platter at the terminal. */
public final class Terminal {

    private Terminal() {}

    /**
     * Runs a command in a folder, or the user's shell, and returns its exit status.
     *
     * @param command empty for the shell
     */
    public static int run(List<String> command, Path folder) throws IOException {
        return run(command, folder, folder);
    }

    /**
     * Runs a command likewise.
     *
     * @param named the folder that the variable {@code PLATTER} names to it
     */
    public static int run(List<String> command, Path folder, Path named) throws IOException {
        String shell = System.getenv().getOrDefault("SHELL", "/bin/sh");
        return Foreground.run(Programs.installed(), command.isEmpty() ? List.of(shell) : command, folder,
                Map.of("PLATTER", named.toString()));
    }
}
