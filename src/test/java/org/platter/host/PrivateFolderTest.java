package org.platter.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Platter keeps for a while stays its own, whatever another user does in the folder around it. */
final class PrivateFolderTest {

    private static final String NAME = ".platter-window-1234567";
    private static final int STRANGER = 65534;

    @TempDir
    private Path work;

    @Test
    void aFolderWithoutTheMarkIsNotRemovedWhoeverNamedIt() throws Exception {
        Path victims = Files.createDirectory(work.resolve("mine"), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
        Files.writeString(victims.resolve("thesis"), "precious");
        Path shared = shared("rwxrwxrwx");
        Files.move(victims, shared.resolve("mine"));
        asStranger("mv", shared + "/mine", shared + "/" + NAME);
        PrivateFolder.sweep(shared);
        assertEquals("precious", Files.readString(shared.resolve(NAME).resolve("thesis")));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        PrivateFolder.sweep(shared);
        assertEquals("precious", Files.readString(shared.resolve(NAME).resolve("thesis")));
        Files.writeString(shared.resolve(NAME).resolve(".platter"), "not the words of Platter");
        PrivateFolder.sweep(shared);
        assertEquals("precious", Files.readString(shared.resolve(NAME).resolve("thesis")));
    }

    @Test
    void aLinkInThePlaceOfAFolderIsNotFollowed() throws Exception {
        Path precious = Files.createDirectory(work.resolve("precious"), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
        try (PrivateFolder folder = PrivateFolder.in(work)) {
            Files.copy(folder.path().resolve(".platter"), precious.resolve(".platter"));
            Files.createFile(precious.resolve("p1"));
            Files.createFile(folder.path().resolve("p1"));
            Files.move(folder.path(), work.resolve("moved"));
            Files.createSymbolicLink(folder.path(), precious);
            PrivateFolder.sweep(work);
        }
        assertEquals(List.of(".platter", "p1"), names(precious));
        assertEquals(List.of(), names(work.resolve("moved")));
    }

    @Test
    void whatProgramsLeftInItGoesWithItAndNothingThatALinkNames() throws Exception {
        Path precious = Files.createDirectory(work.resolve("precious"));
        Files.createFile(precious.resolve("thesis"));
        Path ours = Files.createDirectory(work.resolve("ours"));
        try (PrivateFolder folder = PrivateFolder.in(ours)) {
            fill(folder, precious);
        }
        assertEquals(List.of(), names(ours));
        PrivateFolder ended = PrivateFolder.in(ours);
        fill(ended, precious);
        Path killed = Files.createDirectory(work.resolve("killed"));
        run("cp", "-a", ended.path().toString(), killed.toString());
        ended.close();
        PrivateFolder.sweep(killed);
        assertEquals(List.of(), names(killed));
        assertEquals(List.of("thesis"), names(precious));
    }

    private static void fill(PrivateFolder folder, Path precious) throws IOException {
        Path inner = folder.folder("kernel");
        Files.createFile(inner.resolve("root.cpio"));
        Files.createFile(Files.createDirectory(inner.resolve("machine")).resolve("pid"));
        Files.createSymbolicLink(inner.resolve("link"), precious);
        Files.createSymbolicLink(folder.path().resolve("link"), precious);
    }

    @Test
    void whatIsMountedBelowItIsNotEmptied() throws Exception {
        Path precious = Files.createDirectory(work.resolve("precious"));
        Files.createFile(precious.resolve("thesis"));
        PrivateFolder folder = PrivateFolder.in(work);
        Path inner = Files.createDirectory(folder.folder("kernel").resolve("place"));
        run("mount", "--bind", precious.toString(), inner.toString());
        folder.close();
        assertEquals(List.of("thesis"), names(inner));
        run("umount", inner.toString());
        PrivateFolder.sweep(work);
        assertEquals(List.of("precious"), names(work));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwxrwxr-x"})
    void nothingIsMadeWhereOthersCanRename(String permissions) throws Exception {
        Path shared = shared(permissions);
        Path inner = Files.createDirectory(shared.resolve("inner"));
        for (Path wanted : List.of(shared, inner)) {
            try (PrivateFolder folder = PrivateFolder.in(wanted)) {
                assertFalse(folder.path().startsWith(work), folder.path().toString());
                Files.createFile(folder.path().resolve("p1"));
            }
        }
        assertEquals(List.of("inner"), names(shared));
        assertEquals(List.of(), names(inner));
    }

    @Test
    void nothingIsMadeInTheFolderOfAnotherUser() throws Exception {
        Path theirs = Files.createDirectory(work.resolve("theirs"));
        run("chown", String.valueOf(STRANGER), theirs.toString());
        try (PrivateFolder folder = PrivateFolder.in(theirs)) {
            assertFalse(folder.path().startsWith(theirs), folder.path().toString());
        }
    }

    @Test
    void inAStickyFolderItIsMadeForItsOwnerOnlyAndStaysThere() throws Exception {
        Path shared = shared("rwxrwxrwx");
        run("chmod", "1777", shared.toString());
        PrivateFolder folder = PrivateFolder.in(shared);
        assertEquals(shared, folder.path().getParent());
        assertEquals("rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())));
        assertEquals("rw-------", PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.path().resolve(".platter"))));
        assertTrue(status("mv", folder.path().toString(), shared + "/elsewhere") != 0);
        folder.close();
        assertEquals(List.of(), names(shared));
    }

    private Path shared(String permissions) throws Exception {
        Path shared = Files.createDirectory(work.resolve("shared"));
        for (Path folder = work; !folder.equals(work.getRoot()); folder = folder.getParent()) {
            run("chmod", "o+x", folder.toString());
        }
        run("chgrp", String.valueOf(STRANGER), shared.toString());
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString(permissions));
        return shared;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void asStranger(String... words) throws Exception {
        assertEquals(0, status(words));
    }

    private static int status(String... words) throws Exception {
        String user = String.valueOf(STRANGER);
        return new ProcessBuilder(Stream.concat(Stream.of("setpriv", "--reuid=" + user, "--regid=" + user,
                "--clear-groups"), Stream.of(words)).toList()).start().waitFor();
    }

    private static void run(String... words) throws Exception {
        assertEquals(0, new ProcessBuilder(words).inheritIO().start().waitFor());
    }
}
