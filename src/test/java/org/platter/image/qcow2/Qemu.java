package org.platter.image.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.platter.block.HostStoredFile;
import org.platter.block.StoredFile;
import org.platter.host.HostFile;
import org.platter.image.DiskImage;
import org.platter.image.RawImage;

/** QEMU's programs, which make the images that are read and judge the ones that are written. */
final class Qemu {

    private static final Pattern MAPPED = Pattern.compile("\"start\": (\\d+), \"length\": (\\d+), \"depth\": "
            + "(\\d+), \"present\": (\\w+), \"zero\": (\\w+), \"data\": (\\w+)(?:, \"offset\": (\\d+))?");

    /** What a program did. */
    record Outcome(int status, String output) {}

    /**
     * One range of what {@code qemu-img map} says.
     *
     * @param offset in the file of that depth, -1 where there is none or it is compressed
     */
    record Mapped(long start, long end, int depth, boolean present, boolean zero, boolean data,
            long offset) {}

    private Qemu() {}

    /** Runs a program that has to succeed, and returns what it printed. */
    static String run(Object... command) {
        Outcome outcome = attempt(command);
        assertEquals(0, outcome.status(), () -> List.of(command) + "\n" + outcome.output());
        return outcome.output();
    }

    static Outcome attempt(Object... command) {
        try {
            List<String> words = new ArrayList<>();
            for (Object word : command) {
                if (word instanceof List<?> several) {
                    several.forEach(each -> words.add(each.toString()));
                } else {
                    words.add(word.toString());
                }
            }
            ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes a qcow2 image; {@code options} as for {@code -o}, may be empty. */
    static void create(Path image, String options, long size) {
        run("qemu-img", "create", "-q", "-f", "qcow2", options.isEmpty() ? List.of() : List.of("-o", options),
                image, size);
    }

    /** Makes a qcow2 image over another file. */
    static void overlay(Path image, String options, Path backing, String backingFormat, long size) {
        run("qemu-img", "create", "-q", "-f", "qcow2", options.isEmpty() ? List.of() : List.of("-o", options),
                "-b", backing, "-F", backingFormat, image, size);
    }

    /** Runs commands of {@code qemu-io} on an image, all of which have to succeed. */
    static void io(Path image, List<String> commands) {
        Outcome outcome = tryIo(image, commands);
        assertEquals(0, outcome.status(), () -> commands + "\n" + outcome.output());
    }

    /** Runs commands of {@code qemu-io}; it compresses no cluster that has a place already, for example. */
    static Outcome tryIo(Path image, List<String> commands) {
        List<String> words = new ArrayList<>(List.of("qemu-io", "-t", "unsafe", "-f", "qcow2"));
        for (String command : commands) {
            words.add("-c");
            words.add(command);
        }
        return attempt(words, image);
    }

    /** The status of {@code qemu-img check}: 0 clean, 2 corrupt, 3 leaks only. */
    static Outcome check(Path image) {
        return attempt("qemu-img", "check", "-f", "qcow2", image);
    }

    static List<Mapped> map(Path image) {
        return MAPPED.matcher(run("qemu-img", "map", "--output=json", "-f", "qcow2", image)).results()
                .map(Qemu::mapped).toList();
    }

    private static Mapped mapped(MatchResult line) {
        long start = Long.parseLong(line.group(1));
        boolean data = line.group(6).equals("true");
        return new Mapped(start, start + Long.parseLong(line.group(2)), Integer.parseInt(line.group(3)),
                line.group(4).equals("true"), line.group(5).equals("true"), data,
                line.group(7) == null || !data ? -1 : Long.parseLong(line.group(7)));
    }

    static StoredFile file(Path path, boolean writable) throws IOException {
        return new HostStoredFile(HostFile.open(path,
                writable ? HostFile.Access.WRITE : HostFile.Access.READ));
    }

    /** Opens an image and all that it names, as Platter reads it. */
    static Qcow2Image open(Path path, boolean writable) throws IOException {
        Qcow2Header header;
        try (StoredFile file = file(path, false)) {
            header = Qcow2Image.header(file, path);
        }
        Optional<DiskImage> backing = Optional.empty();
        if (header.backingName().isPresent()) {
            Path below = path.resolveSibling(header.backingName().get());
            backing = Optional.of(header.backingFormat().orElseThrow().equals("raw")
                    ? RawImage.open(below, false, 512) : open(below, false));
        }
        Optional<StoredFile> data = header.hasDataFile()
                ? Optional.of(file(path.resolveSibling(header.dataFileName().orElseThrow()), writable))
                : Optional.empty();
        return Qcow2Image.open(file(path, writable), path, writable, OptionalInt.empty(), backing, data);
    }
}
