package org.platter.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.platter.base.ByteSize.GIB;
import static org.platter.base.ByteSize.MIB;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.base.ByteRange;
import org.platter.filesystem.Support;
import org.platter.layout.Alignment;
import org.platter.layout.Layout;
import org.platter.layout.TableType;
import org.platter.operation.Amount;
import org.platter.operation.Delete;
import org.platter.operation.Move;
import org.platter.operation.NewTable;
import org.platter.operation.Resize;
import org.platter.session.Interrupted;
import org.platter.ui.action.ActionList;
import org.platter.ui.action.OnDisk;
import org.platter.ui.action.WindowAction;

final class DiskViewModelTest {

    private final Screen screen = new Screen();
    private FakeDisk fake;
    private DiskViewModel disk;

    private DiskViewModel open(Layout layout) {
        fake = new FakeDisk("/images/thumb.raw", layout);
        disk = new DiskViewModel(fake, new Background("test", screen));
        return disk;
    }

    @AfterEach
    void close() {
        if (disk != null) {
            disk.close();
        }
    }

    private static Move moveSecond(long start) {
        return new Move(Pictures.SECOND, Amount.bytes(start), Alignment.MIB);
    }

    private static Resize growFirst(long size) {
        return new Resize(Pictures.FIRST, Optional.empty(), Optional.empty(), Optional.of(Amount.bytes(size)),
                Alignment.MIB);
    }

    private long start() {
        return disk.preview().partition(Pictures.SECOND).orElseThrow().range().start();
    }

    @Test
    void whatIsPushedIsInThePreviewAndNotOnTheDisk() {
        open(Pictures.two());
        assertEquals(Optional.empty(), disk.pending().push(moveSecond(GIB)));
        assertEquals(GIB, start());
        assertEquals(479 * MIB, disk.onDisk().partition(Pictures.SECOND).orElseThrow().range().start());
        assertEquals(1, disk.pending().operations().size());
        assertTrue(disk.pending().operations().get(0).text().contains("partition 2"),
                disk.pending().operations().get(0).text());
        assertTrue(disk.pending().operations().get(0).line().startsWith("move 2 "),
                disk.pending().operations().get(0).line());
    }

    @Test
    void whatIsImpossibleIsRefusedInASentenceAndChangesNothing() {
        open(Pictures.two());
        Layout before = disk.preview();
        Optional<String> refusal = disk.pending().push(growFirst(2 * GIB));
        assertTrue(refusal.orElse("").endsWith("."), refusal.toString());
        assertEquals(before, disk.preview());
        assertTrue(disk.draft().isEmpty());
    }

    @Test
    void undoAndRedoGoThereAndBack() {
        open(Pictures.two());
        disk.pending().push(moveSecond(GIB));
        disk.pending().undo();
        assertEquals(479 * MIB, start());
        assertTrue(ActionList.UNDO.whyNot(disk).isPresent());
        assertEquals(Optional.empty(), ActionList.REDO.whyNot(disk));
        disk.pending().redo();
        assertEquals(GIB, start());
    }

    @Test
    void oneOperationCanBeTakenOutOfTheMiddle() {
        open(Pictures.two());
        disk.pending().push(moveSecond(2 * GIB));
        disk.pending().push(growFirst(500 * MIB));
        disk.pending().push(moveSecond(GIB));
        assertEquals(Optional.empty(), disk.pending().remove(1));
        assertEquals(List.of(0, 1),
                disk.pending().operations().stream().map(PendingOperation::index).toList());
        assertEquals(478 * MIB, disk.preview().partition(Pictures.FIRST).orElseThrow().range().length());
        disk.pending().undo();
        assertEquals(3, disk.pending().operations().size(), "taking out can be undone");
    }

    @Test
    void anOperationThatALaterOneNeedsIsKeptAndTheReasonTold() {
        open(Pictures.two());
        disk.pending().push(moveSecond(GIB));
        disk.pending().push(growFirst(900 * MIB));
        assertTrue(disk.pending().remove(0).isPresent());
        assertEquals(2, disk.pending().operations().size());
    }

    @Test
    void clearingTakesAllBackAndCanBeUndone() {
        open(Pictures.two());
        disk.pending().push(moveSecond(GIB));
        disk.pending().clear();
        assertTrue(disk.draft().isEmpty());
        disk.pending().undo();
        assertEquals(GIB, start());
    }

    @Test
    void theFirstPartitionIsSelectedAtFirst() {
        open(Pictures.two());
        assertEquals(new Selection.OfPartition(Pictures.FIRST), disk.selectionProperty().get());
    }

    @Test
    void theSelectionFollowsWhatWasJustDone() {
        open(Pictures.two());
        disk.pending().push(moveSecond(GIB));
        assertEquals(Pictures.SECOND, disk.selectedPartition().orElseThrow().id());
        disk.pending().push(new Delete(Pictures.SECOND));
        ByteRange gap = disk.selectedGap().orElseThrow();
        assertTrue(gap.contains(GIB), gap.toString());
        disk.pending().undo();
        assertTrue(disk.selectedPartition().isPresent() || disk.selectedGap()
                .filter(selected -> FreeSpace.of(disk.preview()).contains(selected)).isPresent(),
                "never what is not there");
    }

    @Test
    void undoingADeleteSelectsThePartitionAndRedoingItsFreeSpace() {
        open(Pictures.two());
        disk.pending().push(moveSecond(GIB)); // free space on both sides
        disk.pending().push(new Delete(Pictures.SECOND));
        for (int i = 0; i < 2; i++) {
            disk.pending().undo();
            assertEquals(new Selection.OfPartition(Pictures.SECOND), disk.selectionProperty().get());
            disk.pending().redo();
            assertTrue(disk.selectedGap().orElseThrow().contains(GIB));
        }
    }

    @Test
    void freeSpaceThatAPartitionGrowsOverLeavesThatPartitionSelected() {
        open(Pictures.two());
        disk.pending().push(moveSecond(GIB));
        disk.pending().push(growFirst(GIB - MIB));
        disk.pending().undo();
        ByteRange between = FreeSpace.of(disk.preview()).stream()
                .filter(gap -> gap.start() < GIB && gap.length() > MIB).findFirst().orElseThrow();
        disk.selectionProperty().set(new Selection.OfGap(between));
        disk.pending().redo();
        assertEquals(new Selection.OfPartition(Pictures.FIRST), disk.selectionProperty().get());
    }

    @Test
    void theReviewIsWorkedOutInTheBackgroundForTheLatestDraftOnly() {
        open(Pictures.two());
        disk.pending().push(moveSecond(GIB));
        assertEquals(new Outlook.Working(), disk.outlookProperty().get());
        screen.until(() -> disk.outlookProperty().get() instanceof Outlook.Known);
        assertEquals("Applying will copy 67 MiB, and needs 3 MiB of scratch space",
                disk.outlookProperty().get().text());
        disk.pending().undo();
        assertEquals(new Outlook.Nothing(), disk.outlookProperty().get());
    }

    @Test
    void whileItIsBusyNothingCanBeQueuedAndAfterwardsTheDiskIsReadAfresh() {
        open(Pictures.two());
        disk.pending().push(moveSecond(GIB));
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicReference<String> ended = new AtomicReference<>("");
        disk.jobs().run("Committing", () -> {
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            fake.apply(event -> {}, () -> false);
            return "done";
        }, ended::set, failure -> ended.set(failure.toString()));
        assertTrue(disk.busyProperty().get());
        assertTrue(disk.pending().push(moveSecond(2 * GIB)).isPresent());
        assertTrue(ActionList.APPLY.whyNot(disk).orElse("").contains("Committing"));
        mayEnd.countDown();
        screen.until(() -> !disk.busyProperty().get());
        assertEquals("done", ended.get());
        assertTrue(disk.draft().isEmpty());
        assertEquals(GIB, disk.onDisk().partition(Pictures.SECOND).orElseThrow().range().start());
    }

    @Test
    void aFailureOfWorkIsToldAndTheDiskIsFreeAgain() {
        open(Pictures.two());
        AtomicReference<Throwable> told = new AtomicReference<>();
        disk.jobs().run("Reading", () -> {
            throw new IOException("The disk is gone.");
        }, done -> {}, told::set);
        screen.until(() -> told.get() != null);
        assertEquals("The disk is gone.", told.get().getMessage());
        assertFalse(disk.busyProperty().get());
    }

    @Test
    void aScriptIsSavedAndLoadedBack(@TempDir Path folder) {
        open(Pictures.two());
        disk.pending().push(moveSecond(GIB));
        disk.pending().push(growFirst(900 * MIB));
        Layout wanted = disk.preview();
        Path file = folder.resolve("plan.txt");
        AtomicReference<Throwable> failure = new AtomicReference<>();
        disk.files().saveScript(file, failure::set);
        disk.pending().clear();
        disk.files().loadScript(file, failure::set);
        screen.until(() -> disk.pending().operations().size() == 2 || failure.get() != null);
        assertEquals(wanted, disk.preview(), () -> String.valueOf(failure.get()));
    }

    @Test
    void aScriptWithAWrongLineQueuesNothing(@TempDir Path folder) throws IOException {
        open(Pictures.two());
        Path file = Files.writeString(folder.resolve("plan.txt"), "delete 2\ndelte 1\n");
        AtomicReference<Throwable> failure = new AtomicReference<>();
        disk.files().loadScript(file, failure::set);
        screen.until(() -> failure.get() != null);
        assertTrue(failure.get().getMessage().contains("delte"), failure.get().getMessage());
        assertTrue(disk.draft().isEmpty());
    }

    @Test
    void everyGreyActionSaysWhyInASentence() {
        List<Layout> pictures = List.of(
                Pictures.two(), Pictures.nested(), Pictures.twenty(), Pictures.blank(),
                Pictures.damaged(true), Pictures.damaged(false));
        for (Layout picture : pictures) {
            open(picture);
            for (WindowAction action : ActionList.all()) {
                action.whyNot(Optional.of(disk))
                        .ifPresent(why -> assertTrue(why.matches("(?s)[A-ZÄ].*\\S.*[.:)]"),
                                action.id() + ": " + why));
            }
        }
    }

    @Test
    void actionsFollowWhatIsSelected() {
        open(Pictures.two());
        assertEquals(Optional.of("Select free space first."), ActionList.NEW_PARTITION.whyNot(disk));
        assertEquals(Optional.empty(), ActionList.DELETE.whyNot(disk));
        assertEquals(Optional.of("Only GPT keeps names of partitions."), ActionList.NAME.whyNot(disk));
        disk.selectionProperty().set(new Selection.OfGap(FreeSpace.of(disk.preview()).get(0)));
        assertEquals(Optional.empty(), ActionList.NEW_PARTITION.whyNot(disk));
        assertEquals(Optional.of("Select a partition first."), ActionList.DELETE.whyNot(disk));
        assertEquals(Optional.of("Copy a partition first."), ActionList.PASTE.whyNot(disk));
    }

    @Test
    void whatStandsInTheWayIsTakenAwayAsAdvised() {
        open(Pictures.blank());
        assertEquals(Optional.of("This disk has no partition table; make one first (Disk, New partition "
                + "table)."),
                ActionList.NEW_PARTITION.whyNot(disk));
        assertEquals(Optional.empty(), disk.pending().push(new NewTable(TableType.GPT, Optional.empty())));
        disk.selectionProperty().set(new Selection.OfGap(FreeSpace.of(disk.preview()).get(0)));
        assertEquals(Optional.empty(), ActionList.NEW_PARTITION.whyNot(disk));
        disk.close();

        open(Pictures.two());
        assertEquals(Optional.empty(), ActionList.MOUNT.whyNot(disk));
        disk.pending().push(growFirst(400 * MIB));
        assertEquals(Optional.of("Something is pending on this partition; apply or clear that first."),
                ActionList.MOUNT.whyNot(disk));
        disk.pending().clear();
        assertEquals(Optional.empty(), ActionList.MOUNT.whyNot(disk));
        fake.interrupted = Optional.of(new Interrupted("It was.", List.of(), 1, 2));
        assertEquals(Optional.of("A commit to this disk was interrupted; resume it first."),
                ActionList.DELETE.whyNot(disk));
        assertEquals(Optional.empty(), ActionList.RESUME.whyNot(disk));
        fake.interrupted = Optional.empty(); // as by resuming
        assertEquals(Optional.empty(), ActionList.DELETE.whyNot(disk));
    }

    @Test
    void aMissingProgramIsNamedWhereItsActionIsGrey() {
        open(Pictures.two());
        fake.support = Optional.of(new Support.MissingTool("e2fsck", "e2fsprogs"));
        assertEquals(Optional.of("This needs e2fsck; install the package e2fsprogs."),
                ActionList.CHECK.whyNot(disk));
    }

    @Test
    void whatWasCopiedCanBePastedWhereItFits() {
        open(Pictures.two());
        disk.pasting().copySelected();
        disk.selectionProperty().set(new Selection.OfGap(FreeSpace.of(disk.preview()).get(0)));
        assertEquals(Optional.empty(), ActionList.PASTE.whyNot(disk));
        disk.pending().push(new Delete(Pictures.FIRST));
        disk.selectionProperty().set(new Selection.OfGap(FreeSpace.of(disk.preview()).get(0)));
        assertEquals(Optional.of("The copied partition is gone."), ActionList.PASTE.whyNot(disk));
    }

    @Test
    void whatIsPlannedIsPastedElsewhereOnceItIsApplied() throws Exception {
        Desk desk = new Desk();
        FakeDisk source = new FakeDisk("/images/first.raw", Pictures.two());
        DiskViewModel first = new DiskViewModel(source, new Background("first", screen), desk);
        DiskViewModel second = new DiskViewModel(new FakeDisk("/images/second.raw", Pictures.two()),
                new Background("second", screen), desk);
        assertEquals(Optional.empty(), first.pending().append("create size=10MiB fs=ext4"));
        first.selectionProperty()
                .set(new Selection.OfPartition(first.preview().partition(3).orElseThrow().id()));
        first.pasting().copySelected();
        second.selectionProperty().set(new Selection.OfGap(FreeSpace.of(second.preview()).get(0)));
        assertEquals(Optional.of("Partition 3 of first.raw is not on that disk yet; apply there first."),
                ActionList.PASTE.whyNot(second));
        source.apply(event -> {}, () -> false);
        first.jobs().reload(failure -> {});
        screen.until(() -> !first.busyProperty().get());
        assertEquals(Optional.empty(), ActionList.PASTE.whyNot(second));
        first.close();
        second.close();
    }

    @Test
    void theExtendedPartitionIsNotDeletedFromUnderItsLogicals() {
        open(Pictures.nested());
        disk.selectionProperty().set(new Selection.OfPartition(disk.preview().extended().orElseThrow().id()));
        assertTrue(ActionList.DELETE.whyNot(disk).isPresent());
        assertTrue(ActionList.FORMAT.whyNot(disk).isPresent());
    }

    @Test
    void aDamagedTableAllowsItsRepairOnly() {
        open(Pictures.damaged(true));
        assertTrue(ActionList.DELETE.whyNot(disk).orElse("").contains("damaged"));
        assertTrue(Reasons.edit(disk).isPresent());
        open(Pictures.damaged(false));
        assertTrue(ActionList.REPAIR_TABLE.whyNot(disk).orElse("").contains("backup GPT"));
    }

    @Test
    void anInterruptedCommitComesBeforeAllElse() {
        open(Pictures.two());
        fake.interrupted = Optional.of(new Interrupted("Resume it.", List.of(), 1, 2));
        assertEquals(Optional.empty(), ActionList.RESUME.whyNot(disk));
        assertTrue(ActionList.DELETE.whyNot(disk).orElse("").contains("interrupted"));
        assertTrue(ActionList.APPLY.whyNot(disk).orElse("").contains("interrupted"));
    }

    @Test
    void anInterruptedCommitOfAnotherDiskCannotBeResumedHere() {
        open(Pictures.two());
        fake.interrupted = Optional.of(new Interrupted("Not this one.", List.of(), 1, 2, true));
        for (OnDisk action : List.of(ActionList.RESUME, ActionList.DELETE, ActionList.APPLY)) {
            String why = action.whyNot(disk).orElse("");
            assertTrue(why.contains("another disk") && !why.contains("resume"), action + ": " + why);
        }
        assertEquals(Optional.empty(), ActionList.RELOAD.whyNot(disk));
    }

    @Test
    void aReadOnlyDiskSaysWhyOnEachAction() {
        open(Pictures.two());
        fake.readOnly = Optional.of("Another Platter has it open.");
        assertEquals(Optional.of("Another Platter has it open."), ActionList.DELETE.whyNot(disk));
        assertEquals(Optional.empty(), ActionList.INFORMATION.whyNot(disk));
    }

    @Test
    void readingAgainKeepsTheSelectionByNumber() {
        open(Pictures.two());
        disk.selectionProperty().set(new Selection.OfPartition(Pictures.SECOND));
        disk.jobs().reload(failure -> {});
        screen.until(() -> !disk.busyProperty().get());
        assertEquals(2, disk.selectedPartition().orElseThrow().number());
    }

    @Test
    void closingClosesTheDiskAfterItsWork() {
        open(Pictures.two()).close();
        screen.until(() -> fake.closed);
    }
}
