package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.session.Shell;

/** C1: until a commit the files of an image are as they were, whatever their format notes when it is used. */
class UntouchedTest {

    private static final String WISH = "create start=8MiB size=4MiB";

    @TempDir
    Path folder;

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"raw,", "qcow2,", "qcow2,lazy", "qcow2,autoclear", "qcow2,data", "qcow2,encrypted", "qcow,",
        "qed,", "qed,unchecked", "vdi,", "vmdk,", "vmdk,flat", "vpc,", "vhdx,", "vhdx,log", "parallels,"})
    void whatIsPlannedRehearsedOrDroppedWritesNothing(String format, String state) throws IOException {
        Path image = make(format, state == null ? "" : state);
        Map<String, String> before = files();
        Object[] passphrase = "encrypted".equals(state)
                ? new Object[] {"--passphrase-file", folder.resolve("elsewhere/passphrase")} : new Object[0];
        for (String how : List.of("--plan", "--rehearse")) {
            Cli.Outcome outcome = Cli.run(words(passphrase, "apply", image, how, "-e", WISH));
            assertEquals(0, outcome.status(), how + ": " + outcome.err() + outcome.out());
            assertEquals(before, files(), how);
        }
        Cli.Outcome dropped = Cli.run(words(passphrase, "shell", image, "-e", WISH, "--drop", "--", "true"));
        assertEquals(0, dropped.status(), dropped.err() + dropped.out());
        assertEquals(before, files(), "shell --drop");
        Cli.Outcome applied = Cli.run(words(passphrase, "apply", image, "-e", WISH));
        assertEquals(0, applied.status(), applied.err() + applied.out());
        Cli.Outcome told = Cli.run(words(passphrase, "info", image));
        assertTrue(told.out().contains("16384     8192"), told.out() + told.err());
        if (!List.of("raw", "qcow", "vpc").contains(format) && passphrase.length == 0) {
            Shell.run("qemu-img", "check", "-q", "-f", format, image.toString());
        }
    }

    @Test
    void everyCommandThatAsksForAllowTakesIt() throws IOException {
        Path base = make("raw", "").resolveSibling("elsewhere/raw");
        Path overlay = folder.resolve("overlay.qcow2");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", base.toString(), "-F", "raw",
                overlay.toString());
        for (List<Object> words : List.<List<Object>>of(List.of("info", overlay),
                List.of("table", "save", overlay),
                List.of("table", "restore", overlay, folder.resolve("saved")),
                List.of("shell", overlay, "--drop", "--", "true"), List.of("browse", overlay, 7),
                List.of("apply", overlay, "--plan", "-e", WISH), List.of("recover", overlay))) {
            if (words.contains("restore")) {
                Files.writeString(folder.resolve("saved"), "label: dos\nstart=2048, size=8192, type=83\n");
            }
            Cli.Outcome asked = Cli.run(words.toArray());
            assertTrue(asked.err().contains("--allow " + base), words + ": " + asked.err());
            int verbs = words.get(0).equals("table") ? 2 : 1;
            Cli.Outcome allowed = Cli.run(Stream.of(words.subList(0, verbs), List.of("--allow", base),
                    words.subList(verbs, words.size())).flatMap(List::stream).toArray());
            assertEquals(words.contains("browse") ? 3 : 0, allowed.status(), words + ": " + allowed.err());
            assertFalse(allowed.err().contains("--allow"), allowed.err());
        }
    }

    private static Object[] words(Object[] last, Object... first) {
        return Stream.concat(Stream.concat(Stream.of(first[0]), Stream.of(last)), Stream.of(first).skip(1))
                .toArray();
    }

    private Path make(String format, String state) throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path raw = elsewhere.resolve("raw");
        Shell.run("truncate", "-s", "16M", raw.toString());
        Shell.feed("label: dos\nstart=2048, size=8192\n", "sfdisk", "-q", raw.toString());
        Path image = folder.resolve("disk." + format);
        String options = switch (state) {
            case "lazy" -> "lazy_refcounts=on";
            case "data" -> "data_file=" + folder.resolve("disk.raw");
            case "flat" -> "subformat=monolithicFlat";
            case "encrypted" -> "encrypt.format=luks,encrypt.key-secret=key,encrypt.iter-time=10";
            default -> format.equals("vpc") ? "force_size=on" : "";
        };
        Path passphrase = Files.writeString(elsewhere.resolve("passphrase"), "secret");
        List<String> words = new ArrayList<>(List.of("qemu-img", "convert", "--object",
                "secret,id=key,file=" + passphrase, "-O", format));
        if (!options.isEmpty()) {
            words.addAll(List.of("-o", options));
        }
        words.addAll(List.of(raw.toString(), image.toString()));
        Shell.run(words.toArray(String[]::new));
        switch (state) {
            case "lazy" -> patch(image, 79, (byte) 1); // the refcounts may be wrong
            case "autoclear" -> patch(image, 95, (byte) 0x40); // a feature that nobody knows
            case "unchecked" -> patch(image, 16, (byte) 2);
            case "log" -> leaveLog(image);
            default -> {}
        }
        return image;
    }

    /** A program that writes it is killed at its last flush at which its last change is in the log only. */
    private static void leaveLog(Path image) throws IOException {
        byte[] whole = Files.readAllBytes(image);
        for (int round = 0; !hasLog(image); round++) {
            int flush = 12 - round % 12; // QEMU's threads are not always as fast
            assertTrue(round < 60, "the log is never in use");
            Files.write(image, whole);
            Shell.attempt("", "strace", "-f", "-o", "/dev/null", "-e", "trace=fdatasync", "-e",
                    "inject=fdatasync:signal=KILL:when=" + flush, "qemu-io", "-f", "vhdx", "-c",
                    "write -P 1 14M 64k", image.toString());
        }
    }

    /** Whether the log has an entry that QEMU replays: it never empties one of which no entry is whole. */
    private static boolean hasLog(Path image) throws IOException {
        if (!isUnclean(image)) {
            return false;
        }
        Path copy = Files.copy(image, image.resolveSibling("elsewhere/copy"),
                StandardCopyOption.REPLACE_EXISTING);
        Shell.attempt("", "qemu-img", "check", "-q", "-r", "all", "-f", "vhdx", copy.toString());
        return !isUnclean(copy);
    }

    private static boolean isUnclean(Path image) {
        return Cli.image("info", "-f", "vhdx", image).contains("has to be replayed");
    }

    private static void patch(Path image, int at, byte value) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(image)).order(ByteOrder.BIG_ENDIAN);
        Files.write(image, bytes.put(at, value).array());
    }

    /** Every file by its content, its times but for that of reading, and its size on the host. */
    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(file.getFileName().toString(), Shell.run("sha256sum", file.toString())
                        + Files.getAttribute(file, "unix:lastModifiedTime", LinkOption.NOFOLLOW_LINKS)
                        + Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS));
            }
        }
        return files;
    }
}
