package org.platter.session;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
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

    /** Runs it to its end as another user, if this one may do so, from a copy in {@code work}. */
    static Shell.Outcome runAs(String user, Path work, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of("setpriv", "--reuid=" + user, "--regid=" + user,
                "--clear-groups", "java", "-Xmx64m", "-cp", readableByAll(work), Platter.class.getName()));
        words.addAll(List.of(arguments));
        return Shell.attempt("", words.toArray(String[]::new));
    }

    /** Copies what the command line needs to where any user may read it; returns a class path. */
    static String readableByAll(Path work) throws IOException {
        Path copy = Files.createDirectory(work.resolve("program"));
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> entries = new ArrayList<>();
        for (String entry : path.split(File.pathSeparator)) {
            String name = Path.of(entry).getFileName().toString();
            if (name.equals("classes") || name.startsWith("jna-") || name.startsWith("picocli-")
                    || name.startsWith("zstd-")) {
                Shell.run("cp", "-r", entry, copy.toString());
                entries.add(copy.resolve(name).toString());
            }
        }
        Shell.run("chmod", "-R", "a+rX", copy.toString());
        return String.join(File.pathSeparator, entries);
    }
}
