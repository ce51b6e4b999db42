package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.block.SealedBlock;
import org.platter.image.Canaries;
import org.platter.layout.PartitionId;
import org.platter.session.DiskSession.Mode;
import org.platter.session.SeedDisk.Part;

/** An image that was opened to be looked at is left alone until it is held, and is still the same then. */
class LookTest {

    @TempDir
    private Path folder;

    private Path make(String format) throws IOException {
        SeedDisk seed = SeedDisk.make(folder, 32 * ByteSize.MIB, "label: dos\nstart=2048, size=32768\n",
                List.of(Part.ext4(2048, 32768)));
        Path image = Files.createDirectory(folder.resolve("images")).resolve("disk." + format);
        Shell.run("qemu-img", "convert", "-O", format, seed.image.toString(), image.toString());
        return image;
    }

    /** Leaves what a change leaves that is killed before it begins. */
    private static Path abandonJournal(Path image) throws IOException {
        Path journal = Files.createDirectory(image.resolveSibling(image.getFileName() + ".platter"));
        byte[] mark = new byte[SealedBlock.SIZE];
        SealedBlock.seal(SealedBlock.create(SealedBlock.MARK, 0, UUID.randomUUID())).get(mark);
        Files.write(journal.resolve("mark"), mark);
        Files.createFile(journal.resolve("log"));
        Shell.run("chmod", "-R", "go=", journal.toString());
        return journal;
    }

    private static DiskSession look(Path image) throws IOException {
        return DiskSession.open(image, Mode.LOOK);
    }

    private static void apply(Path image, String line) throws IOException, Refusal {
        try (DiskSession other = DiskSession.open(image, Mode.EDIT)) {
            other.push(line);
            other.apply(event -> {}, () -> false);
        }
    }

    /** Also what a program of QEMU's does for Platter counts, which serves all but raw and qcow2. */
    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2", "vdi"})
    void nothingIsOpenedToBeWrittenMadeOrRemovedBeforeItIsHeld(String format) throws IOException, Refusal {
        Path image = make(format);
        Path abandoned = abandonJournal(image);
        try (Canaries written = Canaries.ofWriters(image);
                Canaries changed = Canaries.ofNames(image.getParent())) {
            try (DiskSession session = look(image)) {
                assertEquals(Optional.empty(), session.readOnlyReason());
                PartitionId first = session.onDisk().partitions().get(0).id();
                session.learnMinimum(first);
                assertTrue(
                        session.onDisk().partition(first).orElseThrow().fileSystem().orElseThrow().minimum()
                                .isPresent());
                session.push("label 1 text=new");
                assertEquals(1, session.review().steps().size());
                assertFalse(session.isHeld());
            }
            assertEquals(0,
                    Platters.run("apply", image.toString(), "--plan", "-e", "label 1 text=new").status());
            assertFalse(written.wasOpened(), "it was opened to be written");
            assertFalse(changed.wasOpened(), () -> "something was made or removed beside it");
        }
        try (DiskSession session = look(image)) {
            PartitionId first = session.onDisk().partitions().get(0).id();
            session.push("label 1 text=new");
            session.hold();
            assertTrue(session.isHeld());
            assertEquals(List.of("label 1 text=new"), session.draft().lines());
            assertEquals(first, session.onDisk().partitions().get(0).id());
            assertFalse(Files.exists(abandoned), "what an earlier change left is removed now");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2", "vdi"})
    void twoLookSideBySideAndTheSecondToQueueIsRefused(String format) throws IOException, Refusal {
        Path image = make(format);
        try (DiskSession one = look(image); DiskSession two = look(image)) {
            one.hold();
            Refusal refusal = assertThrows(Refusal.class, two::hold);
            assertTrue(refusal.getMessage().contains("is in use by another program"), refusal.getMessage());
            assertFalse(two.isHeld());
            assertEquals(1, two.onDisk().partitions().size(), "it can still be looked at");
            try (DiskSession third = look(image); DiskSession edit = DiskSession.open(image, Mode.EDIT)) {
                assertEquals(edit.readOnlyReason(), third.readOnlyReason(), "it is said at once");
                assertEquals(edit.readOnlyReason(), two.readOnlyReason());
            }
            one.reload();
            two.reload();
            assertEquals(Optional.empty(), two.readOnlyReason());
            two.hold();
        }
    }

    @Test
    void whatBecameOfTheDiskMeanwhileIsToldAndShownAndNothingIsQueued() throws IOException, Refusal {
        Path image = make("raw");
        try (DiskSession session = look(image)) {
            session.push("delete 1");
            apply(image, "label 1 text=other");
            Refusal refusal = assertThrows(Refusal.class, session::hold);
            assertTrue(refusal.getMessage().matches(image
                    + " is not what was shown here any more: The label of "
                    + "partition 1 was .* and is other\\. Nothing was queued; it is shown as it is now\\."),
                    refusal.getMessage());
            assertTrue(session.draft().isEmpty());
            assertEquals("other", session.onDisk().partitions().get(0).content().label().orElse(""));
            session.push("delete 1");
            session.apply(event -> {}, () -> false);
            assertTrue(session.onDisk().partitions().isEmpty());
        }
    }

    @Test
    void anotherFileOfThatNameIsToldThoughItLooksTheSame() throws IOException, Refusal {
        Path image = make("raw");
        try (DiskSession session = look(image)) {
            Path copy = Files.copy(image, folder.resolve("copy"));
            Files.move(copy, image, StandardCopyOption.REPLACE_EXISTING);
            session.push("delete 1");
            Refusal refusal = assertThrows(Refusal.class, () -> session.apply(event -> {}, () -> false));
            assertTrue(refusal.getMessage().contains("Another file has taken its place."),
                    refusal.getMessage());
            assertEquals(1, session.onDisk().partitions().size());
        }
    }

    /** Which a minimum or a use that has changed since is none of. */
    @Test
    void aFileMoreInAFileSystemIsTheSameDisk() throws IOException, Refusal {
        Path image = make("raw");
        try (DiskSession session = look(image)) {
            session.push("label 1 text=new");
            Shell.feed("write /etc/passwd more\n", "debugfs", "-w", "-f", "-", image + "?offset=1048576");
            session.apply(event -> {}, () -> false);
        }
        assertTrue(Shell.run("debugfs", "-R", "ls", image + "?offset=1048576").contains("more"));
    }

    @Test
    void whyItCannotBeChangedIsKnownAtOnce() throws IOException {
        Path image = make("raw");
        Path loop = Shell.attach(image);
        try (DiskSession look = look(image); DiskSession edit = DiskSession.open(image, Mode.EDIT)) {
            assertEquals(image + " is attached as " + loop + "; open that device, or detach it to change "
                    + "the image here.",
                    edit.readOnlyReason().orElse(""));
            assertEquals(edit.readOnlyReason(), look.readOnlyReason());
            try (DiskSession device = DiskSession.open(loop, DiskSession.Mode.EDIT)) {
                assertEquals(Optional.empty(), device.readOnlyReason());
            }
        } finally {
            Shell.run("losetup", "-d", loop.toString());
        }
        try (DiskSession edit = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            assertEquals(Optional.empty(), edit.readOnlyReason());
        }
        Path program = Files.createDirectory(folder.resolve("of-others"));
        Path theirs = Files.copy(image, program.resolve("theirs.raw"));
        Files.setPosixFilePermissions(theirs, PosixFilePermissions.fromString("r--r--r--"));
        Shell.run("chmod", "-R", "a+rX", folder.toString());
        Shell.Outcome outcome = Platters.runAs("65534", "apply", theirs.toString(), "--plan", "-e",
                "delete 1");
        assertEquals(3, outcome.status(), outcome.output());
        assertTrue(outcome.output().contains("The image is read-only: You have no permission to change "
                + theirs),
                outcome.output());
    }

    /** A device is not even opened to be written: the system would look at it afresh when it is closed. */
    @Test
    void aDeviceIsLookedAtAndHeldAsAnImageIs() throws IOException, Refusal {
        Path loop = Shell.attach(make("raw"));
        try (Canaries written = Canaries.ofWriters(loop)) {
            try (DiskSession one = look(loop); DiskSession two = look(loop)) {
                assertEquals(Optional.empty(), two.readOnlyReason());
                assertFalse(written.wasOpened());
                one.hold();
                assertThrows(Refusal.class, two::hold);
            }
            assertTrue(written.wasOpened());
        } finally {
            Shell.run("losetup", "-d", loop.toString());
        }
    }
}
