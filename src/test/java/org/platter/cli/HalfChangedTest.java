package org.platter.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.commit.Interruption;
import org.platter.session.DiskSession;
import org.platter.session.Shell;

/** An image of which a move was interrupted half way, under every name, and copies of it. */
final class HalfChangedTest {

    private static final String MOVE = "move 1 start=+3MiB";

    @TempDir
    private static Path shared;
    /** As it was, and as it is asked to become. */
    private static Path seed;
    private static Path done;

    @TempDir
    private Path folder;
    private Path image;
    private Path journal;
    private String said;

    @BeforeAll
    static void makeDisks() throws IOException {
        Path files = Files.createDirectory(shared.resolve("files"));
        for (int i = 0; i < 5; i++) {
            Files.write(files.resolve("file" + i), Cli.bytes(i, 2 << 20));
        }
        seed = shared.resolve("seed.raw");
        Path volume = shared.resolve("volume");
        Shell.run("truncate", "-s", "24M", seed.toString());
        Shell.run("truncate", "-s", "16M", volume.toString());
        Shell.run("mke2fs", "-q", "-F", "-t", "ext4", "-d", files.toString(), volume.toString());
        Shell.feed("label: dos\nstart=2048, size=32768\n", "sfdisk", "-q", seed.toString());
        Shell.copy(volume, 0, seed, 1 << 20, 16 << 20);
        done = shared.resolve("done.raw");
        copy(seed, done);
        assertEquals(0, Cli.run("apply", done, "-e", MOVE).status());
        Shell.copy(done, 4 << 20, volume, 0, 16 << 20);
        Shell.run("e2fsck", "-fn", volume.toString());
        assertTrue(Shell.run("debugfs", "-R", "cat file4", volume.toString()).length() >= 2 << 20);
    }

    @BeforeEach
    void interrupt() throws IOException {
        image = folder.resolve("a.raw");
        journal = folder.resolve("a.raw.platter");
        copy(seed, image);
        interrupt(image);
        assertTrue(Files.exists(journal));
        assertFalse(isSame(seed, image) || isSame(done, image));
    }

    /** Stops the move of its partition when some of it is durable. */
    private void interrupt(Path path) throws IOException {
        AtomicBoolean copies = new AtomicBoolean();
        AtomicBoolean isHalfDone = new AtomicBoolean();
        try (DiskSession session = DiskSession.open(path, DiskSession.Mode.EDIT)) {
            session.push(MOVE);
            Interruption stopped = assertThrows(Interruption.class, () -> session.apply(event -> {
                copies.compareAndSet(false, event instanceof Event.StepStarted step
                        && step.text().startsWith("Copy"));
                isHalfDone.compareAndSet(false, copies.get() && event instanceof Event.Progress progress
                        && progress.done() > 0);
            }, isHalfDone::get));
            said = stopped.getMessage();
        } catch (Refusal e) {
            throw new IOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"its own", "renamed", "hard link", "bind mount", "moved beside its journal"})
    void underWhateverNameNothingButItsRecoveryChangesIt(String way) throws IOException {
        Path other = Files.createDirectory(folder.resolve("other")).resolve("b.raw");
        Path name = other;
        switch (way) {
            case "its own" -> name = image;
            case "renamed" -> Files.move(image, other);
            case "hard link" -> Files.createLink(other, image);
            case "bind mount" -> {
                Files.createFile(other);
                Shell.run("mount", "--bind", image.toString(), other.toString());
            }
            default -> {
                Files.move(image, other);
                Files.move(journal, other.resolveSibling("a.raw.platter"));
            }
        }
        try {
            String half = hash(name);
            assertTells("The image is half changed; resume to finish it.", said);
            Cli.Outcome info = Cli.run("info", name);
            assertEquals(0, info.status(), info.err());
            assertTells("A change of this image was interrupted before it was complete; resume it to "
                    + "finish it.",
                    info.out());
            waits(name, "apply", name, "-e", "label 1 text=x");
            assertEquals(half, hash(name));
            Cli.Outcome recovered = Cli.run("recover", name);
            assertEquals(0, recovered.status(), recovered.err());
            assertTrue(isSame(done, name));
            assertEquals(0, Cli.run("apply", "--plan", name, "-e", "label 1 text=x").status());
        } finally {
            if (way.equals("bind mount")) {
                Shell.run("umount", other.toString());
            }
        }
        assertFalse(isMarked(name));
        try (Stream<Path> left = Files.walk(folder)) {
            assertEquals(List.of(), left.filter(path -> path.toString().contains(".platter")).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--sparse=always", "--preserve=all"})
    void aCopyIsKnownWhileTheOriginalWaitsAndAfterwards(String option) throws IOException {
        Path copy = folder.resolve("c.raw");
        Shell.run("cp", option, image.toString(), copy.toString());
        String half = hash(copy);
        assertTells("is a copy of " + image + " from while a change of that was half done. Finish the "
                + "change (",
                waits(copy, "apply", copy, "-e", MOVE));
        assertTells("platter recover " + image,
                waits(copy, "image", "convert", "-O", "qcow2", copy, folder.resolve("c.qcow2")));
        assertTrue(Cli.run("info", copy).out().contains("is a copy of " + image));
        assertEquals(1, Cli.run("recover", copy).status());
        assertEquals(3, Cli.run("recover", "--give-up", image).status());
        assertEquals(0, Cli.run("recover", image).status());
        assertTrue(isSame(done, image));

        assertTells("copy the image again", waits(copy, "apply", copy, "-e", MOVE));
        Path ofTheNew = folder.resolve("d.raw");
        Shell.run("cp", option, image.toString(), ofTheNew.toString());
        assertEquals(0, Cli.run("apply", "--plan", ofTheNew, "-e", "label 1 text=x").status());

        assertTells("; to take it as it is run “platter recover --give-up", waits(copy, "image", "map",
                copy));
        assertEquals(0, Cli.run("recover", "--give-up", copy).status());
        assertEquals(half, hash(copy));
        assertEquals(0, Cli.run("image", "map", copy).status());
    }

    @Test
    void theOnlyCopyThatIsLeftIsRecoveredUnderTheNameOfTheOriginal() throws IOException {
        Path copy = folder.resolve("c.raw");
        Shell.run("cp", "--sparse=always", image.toString(), copy.toString());
        Files.delete(image);
        assertTells("; if only the copy is left, give it the name of the original and recover that",
                waits(copy, "apply", copy, "-e", MOVE));
        Files.move(copy, image);
        Cli.Outcome recovered = Cli.run("recover", image);
        assertEquals(0, recovered.status(), recovered.err());
        assertTrue(isSame(done, image));
    }

    @Test
    void aChangeIsGivenUpOnceItsJournalIsAway() throws IOException {
        assertTells("has an interrupted commit; run “platter recover " + image,
                waits(image, "image", "resize", image, "+1MiB"));
        assertTells(", or move the journal away first.", Cli.run("recover", "--give-up", image).err());
        Files.move(journal, folder.resolve("elsewhere"));
        Said.done("recover", "--give-up", image);
        Said.done("image", "resize", image, "+1MiB");
    }

    @Test
    void anImageIsTakenAsItIsOnceItsDamagedJournalIsAway() throws IOException {
        Said.patch(journal.resolve("plan"), 40, 1, 2, 3);
        assertTells(", move that folder away, run “platter recover --give-up”, and look for losses.",
                Cli.run("recover", image).err());
        Files.move(journal, folder.resolve("elsewhere"));
        Said.done("recover", "--give-up", image);
        Said.done("image", "resize", image, "+1MiB");
    }

    @Test
    void aCopyFromBeforeTheChangeIsNotHalfChanged() throws IOException {
        Path copy = folder.resolve("c.raw");
        copy(seed, copy);
        assertEquals(0, Cli.run("apply", copy, "-e", MOVE).status());
        assertTrue(isSame(done, copy));
    }

    @Test
    void anImageOfWhichTheJournalIsGoneIsNotTakenForWhole() throws IOException {
        Shell.run("mv", journal.toString(), folder.resolve("elsewhere").toString());
        assertTells("journal that could finish", waits(image, "apply", image, "-e", MOVE));
        Shell.run("mv", folder.resolve("elsewhere").toString(), journal.toString());
        assertEquals(0, Cli.run("recover", image).status());
        assertTrue(isSame(done, image));
    }

    @Test
    void everyUseOfItIsRefused() throws IOException {
        Path overlay = folder.resolve("overlay.qcow2");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", image.toString(), "-F", "raw",
                overlay.toString());
        Path fresh = folder.resolve("fresh");
        Path table = folder.resolve("table");
        Files.writeString(table, Cli.run("table", "save", seed).out());
        Path target = folder.resolve("target.raw");
        Cli.run("image", "create", "-e", "table type=gpt", target, "40MiB");
        String half = hash(image);
        for (List<Object> words : List.<List<Object>>of(
                List.of("apply", "--plan", image, "-e", MOVE),
                List.of("apply", target, "-e", "paste from=" + image + " partition=1"),
                List.of("shell", image, "--drop", "--", "true"), List.of("browse", image, 1, "--", "ls"),
                List.of("loop", "attach", image), List.of("table", "save", image, fresh),
                List.of("table", "restore", image, table),
                List.of("image", "convert", "-O", "qcow2", image, fresh),
                List.of("image", "clone", "-O", "qcow2", image, fresh),
                List.of("image", "compare", image, seed), List.of("image", "compare", seed, image),
                List.of("image", "map", image), List.of("image", "sparsify", image),
                List.of("image", "resize", image, "+1MiB"), List.of("image", "measure", "-O", "qcow2", image),
                List.of("image", "create", "-f", "qcow2", "-b", image, "-F", "raw", fresh),
                List.of("info", overlay), List.of("apply", overlay, "-e", "label 1 text=x"),
                List.of("image", "commit", overlay), List.of("image", "rebase", "-b", "", overlay),
                List.of("image", "convert", "-O", "raw", overlay, fresh), List.of("image", "map", overlay))) {
            waits(image, words.toArray());
            assertFalse(Files.exists(fresh), words.toString());
        }
        assertEquals(half, hash(image));
        assertTrue(Cli.run("image", "info", image).out().contains("platter recover " + image));
        Path loop = Shell.attach(image);
        try {
            waits(loop, "apply", target, "-e", "paste from=" + loop + " partition=1");
            waits(loop, "device", "mount", loop, 1);
        } finally {
            Shell.run("losetup", "-d", loop.toString());
        }
        assertEquals(0, Cli.run("recover", image).status());
    }

    @Test
    void whereFilesCannotBeMarkedARecordTellsUnderTheNewName() throws IOException {
        Path ntfs = folder.resolve("ntfs.img");
        Path mount = Files.createDirectory(folder.resolve("mnt"));
        Shell.run("truncate", "-s", "120M", ntfs.toString());
        Shell.run("mkntfs", "-q", "-F", ntfs.toString());
        mount(ntfs, mount);
        try {
            Path there = mount.resolve("a.raw");
            copy(seed, there);
            Path wanted = mount.resolve("done.raw");
            copy(seed, wanted);
            assertEquals(0, Cli.run("apply", wanted, "-e", MOVE).status());
            interrupt(there);
            assertFalse(isMarked(there));
            Path renamed = mount.resolve("b.raw");
            Files.move(there, renamed);
            waits(renamed, "apply", renamed, "-e", MOVE);
            Shell.run("umount", mount.toString());
            mount(ntfs, mount);
            waits(renamed, "image", "map", renamed);
            Path another = mount.resolve("c.raw"); // as where a file has another number after each mount
            copy(renamed, another);
            Files.delete(renamed);
            waits(another, "image", "map", another);
            Cli.Outcome recovered = Cli.run("recover", another);
            assertEquals(0, recovered.status(), recovered.err());
            assertTrue(isSame(wanted, another));
        } finally {
            Shell.run("umount", mount.toString());
        }
    }

    private static void mount(Path ntfs, Path folder) {
        Shell.run("ntfs-3g", "-o", "streams_interface=none", ntfs.toString(), folder.toString());
    }

    @Test
    void anImageThatQemuServesIsMarkedToo() throws IOException {
        Path vdi = folder.resolve("a.vdi");
        Path wanted = folder.resolve("done.vdi");
        Shell.run("qemu-img", "convert", "-O", "vdi", seed.toString(), vdi.toString());
        copy(vdi, wanted);
        assertEquals(0, Cli.run("apply", wanted, "-e", MOVE).status());
        interrupt(vdi);
        Path renamed = folder.resolve("b.vdi");
        Files.move(vdi, renamed);
        waits(renamed, "apply", renamed, "-e", MOVE);
        waits(renamed, "image", "check", renamed);
        Path copy = folder.resolve("c.vdi");
        Shell.run("cp", renamed.toString(), copy.toString());
        // or of the other image, which holds the same disk
        assertTells("is a copy of " + folder.resolve("a."), waits(copy, "image", "map", copy));
        assertEquals(0, Cli.run("recover", renamed).status());
        Shell.run("qemu-img", "compare", "-f", "vdi", "-F", "vdi", renamed.toString(), wanted.toString());
    }

    /**
     * Runs a command, which has to end with 4 and one sentence that names the image; returns the sentence.
     */
    private static String waits(Path image, Object... words) {
        Cli.Outcome outcome = Cli.run(words);
        List<String> said = new ArrayList<>(outcome.err().lines()
                .filter(line -> line.startsWith("platter: ")).toList());
        assertEquals(4, outcome.status(), List.of(words) + outcome.err() + outcome.out());
        assertEquals(1, said.size(), outcome.err());
        assertTrue(said.get(0).contains(image.toString()), said.get(0));
        return said.get(0);
    }

    private static void assertTells(String words, String sentence) {
        assertTrue(sentence.contains(words), sentence);
    }

    private static void copy(Path from, Path to) {
        Shell.run("cp", "--sparse=always", from.toString(), to.toString());
    }

    private static boolean isSame(Path one, Path other) throws IOException {
        return Files.mismatch(one, other) < 0;
    }

    private static boolean isMarked(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView("user") && Files.getFileAttributeView(path,
                java.nio.file.attribute.UserDefinedFileAttributeView.class).list().contains("platter.commit");
    }

    private static String hash(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).size() + " "
                + Shell.run("sha1sum", path.toString()).split(" ")[0];
    }
}
