package org.platter.session;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Starts programs of Java's, for a short run, as the launcher does: no library is unpacked, which takes time,
 * and which not every user can do, nor every machine.
 */
public final class Java {

    /** So are the processors called in the archives of JNA and of zstd. */
    private static final Set<String> PROCESSORS = System.getProperty("os.arch").equals("amd64")
            ? Set.of("x86-64", "amd64") : Set.of(System.getProperty("os.arch"));

    private Java() {}

    /** What is unpacked once for all programs that this JVM starts; it goes with this JVM. */
    private static final class Libraries {

        private static final List<String> OPTIONS = unpack();

        private static List<String> unpack() {
            List<String> options = new ArrayList<>();
            try {
                Path folder = folder("libraries-of-platter");
                for (Path archive : classPath()) {
                    if (archive.getFileName().toString().matches("(jna|zstd-jni)-.*\\.jar")) {
                        options.addAll(unpack(archive, folder));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return options;
        }

        private static List<String> unpack(Path archive, Path folder) throws IOException {
            try (ZipFile zip = new ZipFile(archive.toFile())) {
                for (ZipEntry entry : zip.stream().toList()) {
                    Path name = Path.of(entry.getName());
                    if (name.toString().matches(".*linux[-/](" + String.join("|", PROCESSORS)
                            + ")/.*\\.so")) {
                        Path library = folder.resolve(name.getFileName());
                        try (InputStream in = zip.getInputStream(entry)) {
                            Files.copy(in, library);
                        }
                        Shell.run("chmod", "755", library.toString());
                        return name.startsWith("com") ? List.of("-Djna.boot.library.path=" + folder,
                                "-Djna.nounpack=true") : List.of("-DZstdNativePath=" + library);
                    }
                }
            }
            throw new IOException(archive + " has no library for this machine");
        }
    }

    /** Returns the words that start Java, up to its other options and the class. */
    public static List<String> command(String... options) {
        List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
        words.addAll(Libraries.OPTIONS);
        words.addAll(List.of(options));
        return words;
    }

    /** Returns the class path of the tests. */
    public static List<Path> classPath() {
        return Stream.of(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator)).map(Path::of).toList();
    }

    /** Makes a folder that any user can reach and in which programs run; it goes with this JVM. */
    public static Path folder(String name) throws IOException {
        for (String place : List.of(System.getProperty("java.io.tmpdir"), "/var/tmp", "target")) {
            Path folder = Files.createTempDirectory(Path.of(place).toAbsolutePath(), name);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Volume.delete(folder)));
            Shell.run("chmod", "755", folder.toString());
            Path script = Files.writeString(folder.resolve("script"), "#!/bin/sh\n");
            Shell.run("chmod", "755", script.toString());
            boolean runs = Shell.attempt("", "sh", "-c", script.toString()).status() == 0;
            Files.delete(script);
            if (runs) {
                return folder;
            }
        }
        throw new IOException("There is no folder in which programs run.");
    }
}
