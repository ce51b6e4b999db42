package org.platter.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.host.PrivateFolder;

/** What is left of windows whose Platter ends before they are closed. */
@Timeout(60)
class EndedWindowsTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"fuse,TERM", "fuse,INT", "fuse,HUP", "copy,TERM"})
    void aPlatterThatIsToldToEndLeavesNothing(String kind, String signal) throws Exception {
        Other other = new Other(kind);
        assertEquals(1 << 20, Files.size(other.path));
        other.end(signal);
        assertNothingIsThere();
    }

    @Test
    void aPlatterThatIsToldToEndWhileAProgramUsesAWindowLeavesNothing() throws Exception {
        Other other = new Other("fuse");
        Process reader = new ProcessBuilder("sh", "-c", "exec 3<>" + other.path + "; echo up; exec sleep 100")
                .start();
        reader.getInputStream().read();
        other.end("TERM");
        assertNothingIsThere();
        reader.destroy();
        reader.onExit().join();
    }

    @ParameterizedTest
    @CsvSource({"fuse", "copy"})
    void whatAKilledPlatterLeavesIsRemovedByTheNext(String kind) throws Exception {
        Other killed = new Other(kind);
        Other alive = new Other(kind);
        killed.end("KILL");
        assertEquals(2, folders().size());
        PrivateFolder.sweep(folder);
        assertEquals(List.of(alive.path.getParent()), folders());
        assertFalse(Files.readString(Path.of("/proc/self/mounts")).contains(killed.path.toString()));
        assertEquals(1 << 20, Files.size(alive.path));
        alive.end("TERM");
        assertNothingIsThere();
    }

    @Test
    void onlyWhatAPlatterLeftIsRemoved() throws IOException {
        FileAttribute<?> ownerOnly = PosixFilePermissions
                .asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        List<Path> others = List.of(folder.resolve("platter-window-123456"),
                folder.resolve(".platter-window-images"),
                folder.resolve(".platter-window-1234567"), folder.resolve(".platter-window-12345678"));
        for (Path other : others.subList(0, 3)) {
            Files.writeString(Files.createDirectory(other, ownerOnly).resolve("disk.raw"), "precious");
        }
        Files.setPosixFilePermissions(others.get(2), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(others.get(3), others.get(0));
        PrivateFolder.sweep(folder);
        for (Path other : others) {
            assertEquals("precious", Files.readString(other.resolve("disk.raw")));
        }
    }

    private void assertNothingIsThere() throws IOException {
        assertEquals(List.of(), folders());
        assertFalse(Files.readString(Path.of("/proc/self/mounts")).contains(folder.toString()));
    }

    private List<Path> folders() throws IOException {
        try (var list = Files.list(folder)) {
            return list.toList();
        }
    }

    /** Another Platter, with an open window. */
    private final class Other {

        private final Process process;
        private final Path path;

        Other(String kind) throws IOException {
            process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
                    System.getProperty("java.class.path"), OpenAndWait.class.getName(), kind,
                    folder.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            path = Path.of(process.inputReader(StandardCharsets.UTF_8).readLine());
        }

        void end(String signal) throws Exception {
            String number = String.valueOf(process.pid());
            assertEquals(0, new ProcessBuilder("kill", "-" + signal, number).start().waitFor());
            process.waitFor();
            assertTrue(process.exitValue() > 128, "status " + process.exitValue());
        }
    }
}
