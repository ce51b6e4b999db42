package org.platter.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.host.HostFile.Access;

/** What is done in an open folder stays in it, whatever others put there or rename. */
final class OpenFolderTest {

    private static final int STRANGER = 65534;

    @TempDir
    private Path work;
    private Path path;
    private OpenFolder folder;

    @BeforeEach
    void open() throws IOException {
        path = Files.createDirectory(work.resolve("folder"));
        folder = OpenFolder.open(path);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void whatIsMadeIsForItsOwnerOnly() throws Exception {
        folder.createFile("file").close();
        folder.createInner("inner").close();
        folder.tryCreateUnnamed().orElseThrow().close();
        assertEquals(0600, folder.status("file").orElseThrow().permissions());
        assertEquals(0700, folder.status("inner").orElseThrow().permissions());
        assertEquals(Set.of("file", "inner"), new TreeSet<>(folder.names()));
    }

    @Test
    void whatIsThereIsNotMadeAgain() throws Exception {
        run("ln", "-s", work + "/elsewhere", path + "/link");
        Files.createDirectory(path.resolve("inner"));
        Files.createFile(path.resolve("file"));
        for (String name : List.of("link", "inner", "file")) {
            assertSays("already", () -> folder.createFile(name));
            assertSays("already", () -> folder.createInner(name));
            try (HostFile unnamed = folder.tryCreateUnnamed().orElseThrow()) {
                assertSays("already", () -> folder.tryLink(unnamed, name));
            }
        }
        assertFalse(Files.exists(work.resolve("elsewhere")));
    }

    @Test
    void onlyOrdinaryFilesAreOpened() throws Exception {
        Path secret = Files.writeString(work.resolve("secret"), "secret");
        run("ln", "-s", secret.toString(), path + "/link");
        run("ln", secret.toString(), path + "/second");
        run("mkfifo", path + "/pipe");
        Files.createDirectory(path.resolve("inner"));
        for (Access access : Access.values()) {
            assertSays(path + "/link is a link", () -> folder.openFile("link", access));
            assertSays(path + "/second has another name", () -> folder.openFile("second", access));
            assertSays(path + "/pipe is a pipe", () -> folder.openFile("pipe", access));
            assertSays(path + "/inner is a folder", () -> folder.openFile("inner", access));
            assertSays("There is no file " + path + "/missing.", () -> folder.openFile("missing", access));
        }
        Files.delete(path.resolve("second"));
        run("mv", secret.toString(), path + "/own");
        try (HostFile own = folder.openFile("own", Access.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(6);
            own.read(0, bytes);
            assertEquals("secret", new String(bytes.array()));
        }
    }

    @Test
    void aLinkToAFolderIsNone() throws Exception {
        run("ln", "-s", work.toString(), path + "/link");
        Files.createFile(path.resolve("file"));
        assertSays(path + "/link is no folder.", () -> folder.inner("link"));
        assertSays(path + "/file is no folder.", () -> folder.inner("file"));
        assertSays("There is no folder " + path + "/missing.", () -> folder.inner("missing"));
        assertTrue(folder.tryInner("missing").isEmpty());
    }

    @Test
    void aFolderThatIsSwappedForALinkIsUsedAsItWasOpened() throws Exception {
        Path victim = Files.createDirectory(work.resolve("victim"));
        Files.writeString(victim.resolve("file"), "precious");
        try (OpenFolder inner = folder.createInner("inner")) {
            inner.createFile("file").close();
            run("mv", path + "/inner", work + "/moved");
            run("ln", "-s", victim.toString(), path + "/inner");
            inner.createFile("another").close();
            assertTrue(inner.delete("file"));
            assertFalse(inner.delete("file"));
            inner.sync();
        }
        assertEquals("precious", Files.readString(victim.resolve("file")));
        assertEquals(List.of("file"), List.of(victim.toFile().list()));
        assertEquals(List.of("another"), List.of(work.resolve("moved").toFile().list()));
    }

    @Test
    void whatIsDeletedIsTheLinkAndNotWhatItLeadsTo() throws Exception {
        Path secret = Files.writeString(work.resolve("secret"), "secret");
        run("ln", "-s", secret.toString(), path + "/link");
        run("ln", "-s", work.toString(), path + "/folder");
        assertTrue(folder.delete("link"));
        assertSays("not a folder", () -> folder.removeInner("folder"));
        assertTrue(folder.delete("folder"));
        assertEquals("secret", Files.readString(secret));
        Files.createDirectory(path.resolve("inner"));
        Files.createFile(path.resolve("inner/file"));
        assertSays("it is a folder", () -> folder.delete("inner"));
        assertSays("not empty", () -> folder.removeInner("inner"));
    }

    @Test
    void filesAreRenamedWithinAndBetweenFolders() throws IOException {
        folder.createFile("a").close();
        folder.createFile("b").close();
        long inode = folder.status("a").orElseThrow().inode();
        folder.rename("a", "b");
        assertEquals(List.of("b"), folder.names());
        try (OpenFolder inner = folder.createInner("inner")) {
            folder.rename("b", inner, "c");
            assertEquals(inode, inner.status("c").orElseThrow().inode());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/etc/passwd", "../x", "a\0b"})
    void aNameLeadsNowhereElse(String name) {
        assertThrows(IllegalArgumentException.class, () -> folder.createFile(name));
        assertThrows(IllegalArgumentException.class, () -> folder.createInner(name));
        assertThrows(IllegalArgumentException.class, () -> folder.openFile(name, Access.READ));
        assertThrows(IllegalArgumentException.class, () -> folder.inner(name));
        assertThrows(IllegalArgumentException.class, () -> folder.delete(name));
        assertThrows(IllegalArgumentException.class, () -> folder.rename("x", name));
    }

    @Test
    void namesOfAnyBytesAreKept() throws Exception {
        for (String octal : List.of("\\377", "b\\303\\274cher", "\\303", "\\360\\237\\222\\277x\\200")) {
            run("sh", "-c", "cd " + path + " && touch \"$(printf '" + octal + "')\"");
        }
        List<String> names = folder.names();
        assertEquals(4, names.size());
        assertTrue(names.contains("b\u00fccher"), names.toString());
        for (String name : names) {
            folder.openFile(name, Access.WRITE).close();
            assertEquals(name, OpenFolder.name(folder.path(name)));
            assertTrue(folder.delete(name));
        }
        assertEquals(List.of(), folder.names());
    }

    @Test
    void manyNamesAreAllListed() throws IOException {
        Set<String> made = new TreeSet<>();
        for (int i = 0; i < 3000; i++) {
            made.add("a file with quite a long name so that it takes more than one call " + i);
        }
        for (String name : made) {
            Files.createFile(path.resolve(name));
        }
        assertEquals(made, new TreeSet<>(folder.names()));
        assertEquals(made, new TreeSet<>(folder.names()));
    }

    @ParameterizedTest
    @CsvSource({"0, 755, true", "0, 775, true", "0, 777, false", "0, 1777, true", "0, 757, false",
        "65534, 755, false", "65534, 1777, false"})
    void whoCanRenameInItIsToldByOwnerAndBits(int owner, String mode, boolean isKept) throws Exception {
        run("chown", owner + ":0", path.toString());
        run("chmod", mode, path.toString());
        assertEquals(isKept, folder.isKeptFromOthers(0));
        assertTrue(owner == 0 || mode.equals("1777") || folder.isKeptFromOthers(owner));
    }

    @Test
    void aGroupOfSeveralUsersAndAnAccessListCount() throws Exception {
        run("chmod", "775", path.toString());
        assertTrue(folder.isKeptFromOthers(0)); // the group root has nobody in it but root
        run("chgrp", "65534", path.toString());
        assertFalse(folder.isKeptFromOthers(0));
        run("chmod", "755", path.toString());
        assertTrue(folder.isKeptFromOthers(0));
        run("setfacl", "-m", "u:" + STRANGER + ":rwx", path.toString());
        assertFalse(folder.isKeptFromOthers(0));
    }

    @Test
    void whatAnotherUserPutsThereIsNeitherFollowedNorReplaced() throws Exception {
        run("chmod", "755", work.toString());
        run("chmod", "1777", path.toString());
        Path secret = Files.writeString(work.resolve("secret"), "secret");
        asStranger("ln", "-s", secret.toString(), path + "/log");
        asStranger("mkdir", path + "/journal");
        assertSays("is a link", () -> folder.openFile("log", Access.WRITE));
        assertSays("already", () -> folder.createInner("journal"));
        assertEquals(STRANGER, folder.status("journal").orElseThrow().user());
        try (OpenFolder own = folder.createInner("own")) {
            own.createFile("file").close();
        }
        assertTrue(asStranger("ls", path + "/own") != 0);
        assertTrue(asStranger("mv", path + "/own", path + "/other") != 0);
        assertEquals("secret", Files.readString(secret));
    }

    @Test
    void theRoomIsThatOfTheFileSystem() throws IOException {
        long usable = folder.usableBytes();
        assertTrue(Math.abs(usable - path.toFile().getUsableSpace()) < 1L << 30, String.valueOf(usable));
    }

    @Test
    void aFolderThatIsClosedDoesNothing() {
        folder.close();
        assertThrows(IOException.class, () -> folder.createFile("file"));
        assertThrows(IOException.class, folder::names);
        assertThrows(IOException.class, folder::sync);
    }

    private interface Action {
        Object run() throws IOException;
    }

    private static void assertSays(String part, Action action) {
        String message = assertThrows(IOException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }

    private static int asStranger(String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of("setpriv", "--reuid=" + STRANGER, "--regid=" + STRANGER,
                "--clear-groups"));
        all.addAll(List.of(command));
        return new ProcessBuilder(all).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    private static void run(String... command) throws Exception {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), String.join(" ", command));
    }
}
