package org.platter.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    /**
     * Returns whether another process has a file open to write, or shares its bytes with its memory.
     *
     * @param file its real path
     */
    static boolean isWritten(Path file, long inode) {
        String self = String.valueOf(ProcessHandle.current().pid());
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (!process.endsWith(self) && (hasToWrite(process, file, inode) || maps(process, inode))) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // no /proc: nothing is known
        }
        return false;
    }

    private static boolean hasToWrite(Path process, Path file, long inode) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path open : files) {
                if (isToWrite(process.resolve("fdinfo").resolve(open.getFileName()), inode,
                        leadsInto(open, file))) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // it has ended, or is another user's
        }
        return false;
    }

    /** Looks at "flags:" in octal, of which the last two bits tell, and at "ino:", which old kernels lack. */
    private static boolean isToWrite(Path facts, long inode, boolean isByName) {
        try {
            boolean writes = false;
            boolean isIt = isByName;
            for (String line : Files.readAllLines(facts, StandardCharsets.ISO_8859_1)) {
                String value = line.substring(line.indexOf(':') + 1).strip();
                writes |= line.startsWith("flags:") && (Long.parseLong(value, 8) & 3) != 0;
                isIt |= line.startsWith("ino:") && value.equals(String.valueOf(inode));
            }
            return writes && isIt;
        } catch (IOException | NumberFormatException e) {
            return false; // closed meanwhile
        }
    }

    /** proc(5), maps: addresses, permissions, offset, device, inode, path. */
    private static boolean maps(Path process, long inode) {
        try {
            return Files.readAllLines(process.resolve("maps"), StandardCharsets.ISO_8859_1).stream()
                    .map(line -> line.split(" +", 6)).anyMatch(words -> words.length > 4
                            && words[1].startsWith("w", 1) && words[1].endsWith("s")
                            && words[4].equals(String.valueOf(inode)));
        } catch (IOException e) {
            return false; // it has ended, or is another user's
        }
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
