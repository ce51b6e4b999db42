package org.platter.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The programs that have files of a mounted file system open, as far as this user may know. */
public final class FileUsers {

    private static final Path PROC = Path.of("/proc");

    private FileUsers() {}

    /**
     * Returns programs that hold something below a folder: an open file, their current folder, their root or
     * their own file.
     *
     * @param most how many at most
     * @return each by its name and number: {@code bash (1234)}
     */
    public static List<String> of(Path folder, int most) {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (found.size() < most && uses(process, folder)) {
                    found.add(name(process) + " (" + process.getFileName() + ")");
                }
            }
        } catch (IOException e) {
            return found; // no /proc: nothing is known
        }
        return found;
    }

    private static boolean uses(Path process, Path folder) {
        if (Stream.of("cwd", "root", "exe").anyMatch(link -> leadsInto(process.resolve(link), folder))) {
            return true;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (leadsInto(file, folder)) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // it has ended, or is another user's
        }
        return false;
    }

    private static boolean leadsInto(Path link, Path folder) {
        try {
            return Files.readSymbolicLink(link).startsWith(folder); // the link only: its end may not answer
        } catch (IOException e) {
            return false;
        }
    }

    private static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException e) {
            return "a program";
        }
    }
}
