package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made for a change or a copy of an image is made for its owner only, from the first byte. */
final class PrivacyTest {

    private static final Pattern CREATED = Pattern.compile(
            "(?:openat|open|creat|mkdir|mkdirat)\\((?:\\w+, )?\"([^\"]*)\"(?:, ([A-Z_|]+))?(?:, (0\\d*))?"
                    + "(?:\\) = \\d+.*| <unfinished ...>)");

    @TempDir
    private Path work;
    private Path temporary;
    private Path home;
    private Path raw;

    @BeforeEach
    void makeImage() throws IOException {
        temporary = Files.createDirectory(work.resolve("temporary"));
        home = Files.createDirectory(work.resolve("home"));
        raw = home.resolve("d.raw");
        Shell.run("truncate", "-s", "40M", raw.toString());
        Shell.feed("label: gpt\nstart=1MiB, size=16MiB\n", "sfdisk", "-q", raw.toString());
        Shell.run("mke2fs", "-q", "-E", "offset=1048576", raw.toString(), "16M");
        Shell.run("chmod", "600", raw.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"apply d.raw -e move_1_start=+7MiB -e label_1_text=x",
        "image convert -O qcow2 d.raw n.qcow2",
        "image create -f vmdk n.vmdk 20MiB"})
    void nothingIsMadeForOthersToRead(String command) throws IOException {
        assertEquals(0, traced(command).status());
        assertCreatedPrivately();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vdi", "vmdk", "vhdx", "qcow", "qed", "parallels"})
    void aResizedImageIsPrivateFromItsFirstByteOn(String format) throws IOException {
        Path image = home.resolve("d.img");
        Shell.run("qemu-img", "convert", "-O", format, raw.toString(), image.toString());
        Shell.run("chmod", "600", image.toString());
        Shell.Outcome outcome = traced("image resize d.img +16MiB");
        assertEquals(0, outcome.status(), outcome.output());
        assertCreatedPrivately();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(image)));
        assertEquals(List.of("d.img", "d.raw"), names());
    }

    @Test
    void whatAKilledResizeLeavesIsPrivateAndGoesWithTheNext() throws IOException {
        Path image = home.resolve("d.hdd");
        Shell.run("qemu-img", "convert", "-O", "parallels", raw.toString(), image.toString());
        Shell.run("chmod", "600", image.toString());
        String hash = Volume.imageHash(image);
        traced("image resize d.hdd +16MiB", "-e", "inject=renameat:signal=KILL:when=1");
        assertEquals(hash, Volume.imageHash(image));
        assertEquals(3, names().size(), names().toString());
        try (Stream<Path> left = Files.walk(home)) {
            for (Path file : left.filter(path -> !path.equals(home)).toList()) {
                String mode = PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
                assertTrue(mode.endsWith("------"), file + " " + mode);
            }
        }
        assertEquals(0, Platters.run("image", "resize", image.toString(), "+16MiB").status());
        assertEquals(List.of("d.hdd", "d.raw"), names());
    }

    @Test
    void aNewImageHasTheUsualPermissionsInTheEnd() throws IOException {
        Path made = home.resolve("new.qcow2");
        assertEquals(0, Platters.run("image", "create", "-f", "qcow2", made.toString(), "20MiB").status());
        String usual = Shell.run("sh", "-c", "cd " + work + " && touch usual && stat -c %a usual").strip();
        assertEquals(usual, Shell.run("stat", "-c", "%a", made.toString()).strip());
    }

    private Shell.Outcome traced(String command, String... more) {
        List<String> words = Stream.of(command.split(" ")).map(word -> word.startsWith("d.")
                || word.startsWith("n.") ? home.resolve(word).toString() : word.replace('_', ' ')).toList();
        List<String> platter = Platters.command(words.toArray(String[]::new));
        return Shell.attempt("", Stream.of(List.of("env", "TMPDIR=" + temporary,
                "XDG_RUNTIME_DIR=" + temporary, "strace", "-f", "-qq", "-s", "400", "-o",
                work.resolve("trace").toString(), "-e",
                "trace=open,openat,creat,mkdir,mkdirat,renameat"),
                // by which strace sends no signal
                more.length == 0 ? List.of("--seccomp-bpf") : List.of(more), platter.subList(0, 1),
                List.of("-XX:-UsePerfData", "-Djava.io.tmpdir=" + temporary),
                platter.subList(1, platter.size()))
                .flatMap(List::stream).toArray(String[]::new));
    }

    private void assertCreatedPrivately() throws IOException {
        Set<String> made = new HashSet<>();
        int count = 0;
        for (String line : Files.readAllLines(work.resolve("trace"))) {
            Matcher call = CREATED.matcher(line.substring(line.indexOf(' ') + 1).strip());
            if (!call.matches() || call.group(3) == null) {
                continue;
            }
            String path = call.group(1);
            String name = path.substring(path.lastIndexOf('/') + 1);
            String flags = String.valueOf(call.group(2));
            // relative to a descriptor, or below where the test is; a sandbox makes folders in its memory
            boolean isOurs = path.startsWith(work.toString()) || path.startsWith("/proc/")
                    || !path.contains("/") && line.contains("at(") && !line.contains("AT_FDCWD");
            // a program that empties a file which was made for it leaves the permissions as they are
            boolean isThere = made.contains(name) && !flags.contains("O_EXCL");
            if (isOurs && !isThere && !name.startsWith("jna")) {
                assertEquals(0, Integer.parseInt(call.group(3), 8) & 077, line);
                made.add(name);
                count++;
            }
        }
        assertTrue(count > 0, "nothing was made");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
