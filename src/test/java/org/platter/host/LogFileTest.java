package org.platter.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogFileTest {

    @TempDir
    Path work;

    private Path folder;

    @BeforeEach
    void chooseFolder() {
        folder = work.resolve("state").resolve("platter").resolve("log");
    }

    @Test
    void aLineSaysWhenAndByWhichProcess() throws IOException {
        log(1 << 20).write(Level.INFO, "tool", "sfdisk: done", null);
        String line = Files.readString(folder.resolve("platter.log"));
        assertTrue(line.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} [+-]\\d{4} "
                + ProcessHandle.current().pid() + " INFO tool sfdisk: done\n"), line);
    }

    @Test
    void onlyItsUserMayLookAtIt() throws IOException {
        LogFile log = log(100);
        for (int i = 0; i < 5; i++) {
            log.write(Level.INFO, "tool", "sfdisk: done", null);
        }
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
        for (String name : names()) {
            assertEquals("rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))));
        }
    }

    @Test
    void aFullFileIsRenamedAndTheOldestRemoved() throws IOException {
        LogFile log = log(200);
        for (int i = 0; i < 40; i++) {
            log.write(Level.INFO, "tool", "line " + i + ".", null);
        }
        assertEquals(List.of("platter.log", "platter.log.1", "platter.log.2"), names());
        for (String name : names()) {
            assertTrue(Files.size(folder.resolve(name)) <= 200, name);
        }
        List<String> all = Stream.of("platter.log.2", "platter.log.1", "platter.log").flatMap(this::lines)
                .toList();
        List<String> last = IntStream.range(40 - all.size(), 40).mapToObj(i -> "line " + i + ".").toList();
        assertEquals(last, all.stream().map(line -> line.replaceFirst(".*tool ", "")).toList());
    }

    @Test
    void theTraceOfAFailureStandsBelowItsLine() throws IOException {
        log(1 << 20).write(Level.WARNING, "cli", "It failed.",
                new IOException("no\33 room", new Error("why")));
        List<String> lines = Files.readAllLines(folder.resolve("platter.log"));
        assertTrue(lines.get(0).endsWith(" WARNING cli It failed."), lines.get(0));
        assertEquals("    java.io.IOException: no\ufffd room", lines.get(1));
        assertTrue(lines.get(2).startsWith("    \tat org.platter.host.LogFileTest."), lines.get(2));
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("    Caused by: java.lang.Error: why")));
    }

    @Test
    void whatATerminalWouldObeyIsReplaced() throws IOException {
        log(1 << 20).write(Level.INFO, "tool", "a\33[31m\nb", null);
        assertTrue(Files.readString(folder.resolve("platter.log")).endsWith(" a\ufffd[31m\ufffdb\n"));
    }

    @Test
    void nothingIsSaidWhereItCannotBeWritten() throws IOException {
        Path file = Files.writeString(work.resolve("state"), "no folder");
        log(1 << 20).write(Level.INFO, "tool", "sfdisk: done", null);
        assertEquals("no folder", Files.readString(file));
        new LogFile(Path.of("/proc/nobody/platter/log"), 1 << 20, 3).write(Level.INFO, "tool", "x", null);
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path other = Files.writeString(work.resolve("other"), "");
        Files.createDirectories(folder);
        Files.createSymbolicLink(folder.resolve("platter.log"), other);
        log(1 << 20).write(Level.INFO, "tool", "sfdisk: done", null);
        assertEquals("", Files.readString(other));
    }

    @Test
    void othersAreHeardWhereTheyWarn() throws IOException {
        Loggers loggers = new Loggers(log(1 << 20));
        Module module = LogFileTest.class.getModule();
        loggers.getLogger("javafx.css", module).log(Level.WARNING, "nothing");
        loggers.getLogger("java.net", module).log(Level.INFO, "nothing");
        assertFalse(Files.exists(folder));
        loggers.getLogger("java.net", module).log(Level.WARNING, "{0} of {1}", 1, "two");
        loggers.getLogger("org.platter.tool", module).log(Level.DEBUG, "nothing");
        loggers.getLogger("org.platter.tool", module).log(Level.INFO, "It's {0}");
        List<String> lines = lines("platter.log").toList();
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).endsWith(" WARNING java.net 1 of two"), lines.get(0));
        assertTrue(lines.get(1).endsWith(" INFO tool It's {0}"), lines.get(1));
    }

    private LogFile log(long limit) {
        return new LogFile(folder, limit, 2);
    }

    private Stream<String> lines(String name) {
        try {
            return Files.readAllLines(folder.resolve(name)).stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
