package org.platter.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.platter.Platter;

/**
 * Starts the {@code platter} command as a process of its own, with the little memory that it has to do with.
 */
final class Platters {

    private Platters() {}

    /** Returns the words of a command line that runs {@code platter} with these arguments. */
    static List<String> command(String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), Platter.class.getName()));
        words.addAll(List.of(arguments));
        return words;
    }

    /** Starts it; what it prints goes to {@code output}. */
    static Process start(Path output, String... arguments) throws IOException {
        return new ProcessBuilder(command(arguments)).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
    }

    /** Runs it to its end. */
    static Shell.Outcome run(String... arguments) {
        return Shell.attempt("", command(arguments).toArray(String[]::new));
    }
}
