package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.cli.Cli;
import org.platter.tool.Kernel;

/** Images on a file system that shares blocks, where a commit replaces the image by a clone of it. */
final class ReplacedImageTest {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path work;
    private Path host;
    private Path image;
    private byte[] content;

    @BeforeEach
    void needsRoot() throws IOException {
        assumeTrue(Kernel.letsMount(), "only root can mount a file system");
        host = Files.createDirectory(work.resolve("host"));
        mount("mkfs.xfs -q -m reflink=1", "rw", "400M");
    }

    @AfterEach
    void unmount() {
        if (Shell.attempt("", "umount", "-R", host.toString()).status() != 0) {
            Shell.attempt("", "umount", "-R", "--lazy", host.toString());
        }
    }

    private void mount(String mkfs, String options, String size) throws IOException {
        Path disk = work.resolve("disk");
        Shell.run("sh", "-ec", "truncate -s " + size + " " + disk + "; " + mkfs + " " + disk + "; mount -o "
                + "loop," + options + " " + disk + " " + host);
        image = host.resolve("disk.raw");
        Shell.run("truncate", "-s", "40M", image.toString());
        Shell.feed("label: dos\nstart=1MiB size=4MiB\n", "sfdisk", "-q", image.toString());
        content = new byte[4 * MIB];
        new Random(work.hashCode()).nextBytes(content);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(MIB);
            file.write(content);
        }
    }

    @Test
    void theNewImageHasTheProjectAndTheFlagsOfTheOldOne() throws IOException, Refusal {
        Shell.run("xfs_io", "-c", "chproj 42", image.toString());
        Shell.run("chattr", "+dAS", image.toString());
        Object inode = inode(image);
        String before = Shell.run("lsattr", "-p", image.toString());
        assertTrue(before.contains("42") && before.contains("d"), before);
        move();
        assertNotEquals(inode, inode(image), "it was not replaced");
        assertEquals(before, Shell.run("lsattr", "-p", image.toString()));
    }

    @Test
    void anImageThatAnotherProgramWritesStaysTheSameFile() throws IOException, Refusal {
        Object inode = inode(image);
        Process writer = new ProcessBuilder("sh", "-c", "exec 3<>" + image + "; echo open; read x").start();
        try {
            assertEquals('o', writer.getInputStream().read());
            move();
        } finally {
            writer.destroy();
            writer.onExit().join(); // until then its file keeps the file system in use
        }
        assertEquals(inode, inode(image));
    }

    @Test
    void anImageThatIsMountedOnItsOwnStaysTheSameFile() throws IOException, Refusal {
        Object inode = inode(image);
        Path other = host.resolve("elsewhere");
        Files.createFile(other);
        Shell.run("mount", "--bind", image.toString(), other.toString());
        Path written = image;
        image = other;
        Cli.Outcome plan = Cli.run("apply", other, "--plan", "-e", "move 1 start=+9MiB");
        assertEquals(0, plan.status(), plan.err());
        assertTrue(plan.out().contains("Copied within the image"), plan.out());
        move();
        assertEquals(inode, inode(written));
        assertArrayEquals(Files.readAllBytes(written), Files.readAllBytes(other));
        assertEquals(List.of("disk.raw", "elsewhere"), names());
    }

    /** A Parallels image changes its size by a new file, which would have to take the place of the old one. */
    @Test
    void anImageThatIsMountedOnItsOwnAndWouldHaveToBeReplacedIsLeftAsItIs() throws IOException, Refusal {
        Path written = host.resolve("disk.hdd");
        Shell.run("qemu-img", "create", "-q", "-f", "parallels", written.toString(), "16M");
        byte[] before = Files.readAllBytes(written);
        Path other = Files.createFile(host.resolve("elsewhere.hdd"));
        Shell.run("mount", "--bind", written.toString(), other.toString());
        try (DiskSession session = DiskSession.open(other, DiskSession.Mode.EDIT)) {
            session.push("disk size=+1MiB");
            String foretold = assertThrows(IOException.class, session::review).getMessage();
            assertEquals(other + " is mounted there on its own, so that no new image can take its place; "
                    + "unmount it, or use the name that it has elsewhere.", foretold);
            IOException failure = assertThrows(IOException.class,
                    () -> session.apply(event -> {}, () -> false));
            assertTrue(failure.getMessage().startsWith(other + " is mounted there on its own"),
                    failure.getMessage());
        }
        for (List<String> more : List.of(List.of("--plan"), List.of("--plan", "--json"), List.<String>of())) {
            Cli.Outcome told = Cli.run(Stream.concat(Stream.of("apply", other, "-e", "disk size=+1MiB"),
                    more.stream()).toArray());
            assertEquals(1, told.status(), told.out());
            assertEquals("platter: " + other + " is mounted there on its own, so that no new image can take "
                    + "its place; unmount it, or use the name that it has elsewhere.\n", told.err());
        }
        assertArrayEquals(before, Files.readAllBytes(written));
        assertEquals(List.of("disk.hdd", "disk.raw", "elsewhere.hdd"), names());
        try (DiskSession session = DiskSession.open(written, DiskSession.Mode.EDIT)) {
            session.push("disk size=+1MiB");
            session.apply(event -> {}, () -> false);
        }
    }

    @Test
    void whatFailsAfterTheCommitSaysThatTheChangesAreMade() throws IOException, Refusal {
        Path away = work.resolve("away");
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("move 1 start=+9MiB");
            String[] phase = new String[1];
            IOException failure = assertThrows(IOException.class, () -> session.apply(event -> {
                if (event instanceof Event.StepStarted step) {
                    phase[0] = step.text();
                } else if (event instanceof Event.StepEnded && phase[0].startsWith("Put a new image")) {
                    Shell.run("mv", image.toString(), away.toString());
                }
            }, () -> false));
            assertEquals("All changes are made, and " + image + " is as it was asked to become; but it could "
                    + "not be read afterwards: There is no file " + image + ".", failure.getMessage());
        }
        image = away;
        assertMoved();
    }

    @Test
    void aFileThatTheFileSystemCannotHaveIsRefusedBeforeTheFirstWrite() throws IOException, Refusal {
        unmount();
        mount("mkfs.ext2 -q -b 1024", "rw", "90M"); // of which no file has more than 16 GiB
        byte[] before = Files.readAllBytes(image);
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("disk size=20GiB");
            IOException failure = assertThrows(IOException.class,
                    () -> session.apply(event -> {}, () -> false));
            assertEquals("The image would have 20 GiB, and a file of its file system, or of this user, "
                    + "cannot have so many. Nothing was changed.", failure.getMessage());
        }
        assertArrayEquals(before, Files.readAllBytes(image));
        assertEquals(List.of("disk.raw", "lost+found"), names());
    }

    private void move() throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            session.push("move 1 start=+9MiB");
            session.apply(event -> {}, () -> false);
        }
        assertMoved();
    }

    private void assertMoved() throws IOException {
        assertArrayEquals(content, Arrays.copyOfRange(Files.readAllBytes(image), 10 * MIB, 14 * MIB));
    }

    private static Object inode(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(host)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
