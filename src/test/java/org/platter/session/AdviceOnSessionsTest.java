package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.Refusal;
import org.platter.host.Requester;
import org.platter.session.DiskSession.Mode;

/** What an open disk and its mounts advise is followed, and arrives. */
final class AdviceOnSessionsTest {

    @TempDir
    private Path work;

    private Path disk(String name, String table) {
        Path image = work.resolve(name);
        Shell.run("truncate", "-s", "64M", image.toString());
        Shell.feed(table, "sfdisk", "-q", image.toString());
        return image;
    }

    private static void applied(DiskSession session) throws IOException, Refusal {
        session.apply(event -> {}, () -> false);
    }

    private static String failure(DiskSession session) {
        return assertThrows(IOException.class, () -> applied(session)).getMessage();
    }

    @Test
    void aDiskThatAnotherProgramChangesIsReadAgain() throws IOException, Refusal {
        Path image = disk("disk.raw", "label: gpt\nsize=8M, name=one\n");
        try (DiskSession session = DiskSession.open(image, Mode.EDIT)) {
            session.push("name 1 text=mine");
            Shell.run("sfdisk", "--part-label", image.toString(), "1", "theirs");
            String failure = failure(session);
            assertTrue(failure.endsWith(" Read it again first."), failure);
            session.reload();
            session.clear();
            session.push("name 1 text=mine");
            applied(session);
        }
    }

    @Test
    void aCopyOfWhatHasChangedMeanwhileIsAskedForAgain() throws IOException, Refusal {
        Path from = disk("from.raw", "label: gpt\nsize=8M\n");
        Path to = disk("to.raw", "label: gpt\n");
        String line = "paste from=" + from + " partition=1";
        try (DiskSession session = DiskSession.open(to, Mode.EDIT)) {
            session.push(line);
            Shell.feed("label: gpt\nstart=4MiB, size=9M\n", "sfdisk", "-q", from.toString());
            String failure = failure(session);
            assertTrue(failure.endsWith(" is not what it was when the copy was asked for; ask again."),
                    failure);
            session.clear();
            session.push(line);
            applied(session);
            assertEquals(9 << 20, session.onDisk().partition(1).orElseThrow().range().length());
        }
    }

    @Test
    void anExtendedPartitionIsChangedOnceWhatIsInItIsUnmounted() throws IOException, Refusal {
        Path image = disk("dos.raw", "label: dos\nd1: size=32M, type=5\nd5: size=16M\n");
        Path loop = Shell.attach(image);
        Path point = Files.createDirectory(work.resolve("point"));
        try (DiskSession session = DiskSession.open(loop, Mode.EDIT)) {
            session.push("format 5 fs=ext2");
            applied(session);
            session.use(session.onDisk().partition(5).orElseThrow().id(), Usage.MOUNT);
            Refusal refusal = assertThrows(Refusal.class,
                    () -> session.push("resize 1 start=+512KiB align=none"));
            assertTrue(refusal.getMessage().startsWith("The extended partition holds partition 5, which is "
                    + "in use (")
                    && refusal.getMessage().endsWith("); unmount it first."), refusal.getMessage());
            session.use(session.onDisk().partition(5).orElseThrow().id(), Usage.UNMOUNT);
            session.push("delete 5");
            session.push("delete 1");
            applied(session);
        } finally {
            Shell.attempt("", "umount", loop + "p5");
            Shell.run("losetup", "-d", loop.toString());
            Files.delete(point);
        }
    }

    @Test
    void foldersThatAreInTheWayOfAMountAreRemovedAsAdvised() throws IOException {
        String name = "platter-test-" + ProcessHandle.current().pid();
        MediaFolder media = MediaFolder.of(Optional.of(new Requester(0, 0, name)));
        List<Path> made = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                made.add(media.make("disk"));
            }
            Path folder = made.get(0).getParent();
            assertEquals("There are too many folders named disk in " + folder
                    + "; remove those that are empty.",
                    assertThrows(IOException.class, () -> media.make("disk")).getMessage());
            Files.delete(made.remove(40));
            made.add(media.make("disk"));
            Shell.run("chmod", "777", folder.toString());
            assertEquals(folder + " is not root's alone, and what is mounted in it could be put elsewhere; "
                    + "remove it "
                    + "first.", assertThrows(IOException.class, () -> media.make("disk")).getMessage());
            Shell.run("rm", "-r", folder.toString());
            made.clear();
            made.add(media.make("disk"));
        } finally {
            for (Path one : made) {
                Files.deleteIfExists(one);
            }
            Files.deleteIfExists(Path.of("/run/media", name));
        }
    }
}
