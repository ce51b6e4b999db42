package org.platter.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.host.HostFile.Access;

/** Root on behalf of another user, and in an environment of another user. */
final class RequesterTest {

    private static final int NOBODY = 65534;

    @TempDir
    private Path work;

    @BeforeEach
    void requireRoot() throws IOException {
        assumeTrue(Mount.isPermitted(), "only root works for others");
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Requester nobody() throws IOException {
        return Requester.of(Map.of("PKEXEC_UID", "65534"), "PKEXEC_UID").orElseThrow();
    }

    private Path file(String name, String permissions, int group) throws IOException {
        Path file = Files.writeString(work.resolve(name), "content");
        Files.setAttribute(file, "unix:gid", group);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void whatTheUserMayNotReadIsNotReadAndWhatTheUserMayIs() throws IOException {
        Path closed = file("closed", "rw-------", 0);
        Path ofGroup = file("group", "rw-rw----", NOBODY);
        HostFailure failure = assertThrows(HostFailure.class,
                () -> nobody().run(() -> HostFile.open(closed, Access.READ)));
        assertEquals("You have no permission to read " + closed + ".", failure.getMessage());
        nobody().run(() -> HostFile.open(ofGroup, Access.WRITE)).close();
        assertThrows(AccessDeniedException.class, () -> nobody().run(() -> Files.readString(closed)));
        assertEquals("content", Files.readString(closed), "this thread is root still");
    }

    /** proc(5): real, effective, saved and file system's number. */
    @Test
    void theThreadHasNoRightOfRootsLeft() throws IOException {
        List<String> status = nobody().run(() -> Files.readAllLines(Path.of("/proc/thread-self/status")));
        assertTrue(status.contains("Uid:\t0\t0\t0\t65534"), status.toString());
        assertTrue(status.contains("Gid:\t0\t0\t0\t65534"), status.toString());
        assertTrue(status.contains("Groups:\t65534 "), status.toString());
        assertTrue(status.contains("CapEff:\t0000000000000000"), status.toString());
        assertTrue(status.contains("CapPrm:\t0000000000000000"), status.toString());
        List<String> own = Files.readAllLines(Path.of("/proc/thread-self/status"));
        assertTrue(own.contains("Uid:\t0\t0\t0\t0"), own.toString());
    }

    @Test
    void whoAskedIsTakenFromPkexecAndNobodyElse() throws IOException {
        assertEquals(Optional.empty(), Requester.of(Map.of(), "PKEXEC_UID"));
        assertEquals(Optional.empty(), Requester.of(Map.of("PKEXEC_UID", "0"), "PKEXEC_UID"));
        assertEquals(new Requester(NOBODY, NOBODY, "nobody"), nobody());
        for (String value : List.of("-1", "4294967295", "x", "1 ", "99999999999")) {
            assertThrows(IOException.class, () -> Requester.of(Map.of("PKEXEC_UID", value), "PKEXEC_UID"),
                    value);
        }
    }

    @Test
    void foldersThatTheEnvironmentNamesAreUsedWhereTheyAreTheUsersOwn() throws IOException {
        Path foreign = Files.createDirectory(work.resolve("foreign"));
        Files.setAttribute(foreign, "unix:uid", NOBODY);
        Path own = Files.createDirectory(work.resolve("own"));
        Path home = Account.own().orElseThrow().home();
        Path usual = Path.of(System.getProperty("user.home"), ".local", "state");
        for (Path refused : List.of(foreign, foreign.resolve("new/folder"), Path.of("relative"))) {
            assertEquals(usual, UserFolders.state(Map.of("XDG_STATE_HOME", refused.toString())));
            assertEquals(Optional.of(home), UserFolders.homeInsteadOf(Map.of("HOME", refused.toString())));
        }
        for (Path taken : List.of(own, own.resolve("new/folder"))) {
            assertEquals(taken, UserFolders.state(Map.of("XDG_STATE_HOME", taken.toString())));
            assertEquals(Optional.empty(), UserFolders.homeInsteadOf(Map.of("HOME", taken.toString())));
        }
        assertEquals(usual, UserFolders.state(Map.of()));
    }

    @Test
    void aFileInMemoryIsReadByItsPathAndNeverChanged() throws IOException {
        Path path;
        try (MemoryFile file = MemoryFile.of("secret", "open sesame".getBytes())) {
            path = file.path();
            assertEquals("open sesame", Files.readString(path));
            assertThrows(IOException.class, () -> Files.writeString(path, "changed"));
            assertEquals(PosixFilePermissions.fromString("r--------"), Files.getPosixFilePermissions(path));
            assertThrows(AccessDeniedException.class, () -> nobody().run(() -> Files.readString(path)));
        }
        assertTrue(!Files.exists(path) || !Files.readSymbolicLink(path).toString().contains("memfd:secret"));
    }
}
