package org.platter.session;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.platter.Platter;

/**
 * Starts the {@code platter} command as a process of its own, as the launcher does: with the little memory
 * that it has to do with, from a jar, and with an archive of its classes, which saves a third of the start.
 */
public final class Platters {

    private Platters() {}

    /** The files that the command line needs, where any user may read them; they go with this JVM. */
    private static final class Program {

        private static final List<String> START = install();

        private static List<String> install() {
            try {
                Path folder = Java.folder("program-of-platter");
                List<String> start = Java.command("-Xmx64m", "-cp", copyTo(folder));
                Path archive = folder.resolve("classes.jsa");
                train(folder, archive, start);
                Shell.run("chmod", "-R", "a+rX", folder.toString());
                start.add(1, "-XX:SharedArchiveFile=" + archive);
                start.add(2, "-Xlog:disable"); // says nothing where it cannot use the archive
                return start;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Returns the class path of the copy. */
        private static String copyTo(Path folder) throws IOException {
            List<String> entries = new ArrayList<>();
            for (Path from : Java.classPath()) {
                String name = from.getFileName().toString();
                Path copy = folder.resolve(name + (Files.isDirectory(from) ? ".jar" : ""));
                if (name.equals("classes")) { // an archive is for jars alone
                    Shell.run(Path.of(System.getProperty("java.home"), "bin", "jar").toString(), "cf",
                            copy.toString(), "-C", from.toString(), ".");
                } else if (name.startsWith("jna-") || name.startsWith("picocli-")
                        || name.startsWith("jackson-")
                        || name.startsWith("zstd-")) {
                    Files.copy(from, copy);
                }
                if (Files.exists(copy)) {
                    entries.add(copy.toString());
                }
            }
            return String.join(File.pathSeparator, entries);
        }

        private static void train(Path folder, Path archive, List<String> start) throws IOException {
            Path image = folder.resolve("sample.raw");
            Shell.run("truncate", "-s", "16M", image.toString());
            List<String> words = new ArrayList<>(start);
            words.addAll(1, List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable"));
            words.addAll(List.of(Platter.class.getName(), "apply", image.toString(), "-e", "table type=msdos",
                    "-e", "create start=1MiB size=4MiB fs=ext4", "-e", "move 1 start=2MiB"));
            Shell.run(words.toArray(String[]::new));
            Files.delete(image);
        }
    }

    /** Returns the words of a command line by which any user may run {@code platter} with these arguments. */
    public static List<String> command(String... arguments) {
        List<String> words = new ArrayList<>(Program.START);
        words.add(Platter.class.getName());
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

    /** Runs it to its end as another user. */
    static Shell.Outcome runAs(String user, String... arguments) {
        List<String> words = new ArrayList<>(List.of("setpriv", "--reuid=" + user, "--regid=" + user,
                "--clear-groups"));
        words.addAll(command(arguments));
        return Shell.attempt("", words.toArray(String[]::new));
    }
}
