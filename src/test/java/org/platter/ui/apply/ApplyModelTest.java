package org.platter.ui.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.operation.Disks;
import org.platter.session.Interrupted;
import org.platter.session.Review;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Outlook;
import org.platter.ui.apply.ApplyModel.Job;
import org.platter.ui.apply.ApplyModel.State;

final class ApplyModelTest {

    private static final Interrupted WAITING = new Interrupted("It was interrupted.",
            List.of("move 2 start=+1GiB"),
            30 * ByteSize.MIB, 67 * ByteSize.MIB);

    private final AtomicLong clock = new AtomicLong();
    private ScriptedDisk disk;
    private DiskViewModel view;

    @BeforeEach
    void open() throws Exception {
        disk = new ScriptedDisk(Disks.thumb(63, 979902, 979965, 996030).layout(), "disk size=+2GiB",
                "move 2 start=+1GiB", "label 1 text=root");
        view = disk.view();
        disk.until(() -> view.outlookProperty().get() instanceof Outlook.Known);
    }

    private ApplyModel model(Job job) {
        return new ApplyModel(view, job, clock::get);
    }

    private static Event step(String text) {
        return new Event.StepStarted(text);
    }

    private static final Event DONE = new Event.StepEnded(Event.Outcome.DONE);

    private State end(ApplyModel model) throws InterruptedException {
        disk.until(() -> !model.isWorking());
        return model.stateProperty().get();
    }

    @Test
    void progressGoesOverThePhasesAndNeverBack() throws Exception {
        CountDownLatch[] marks = {new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1)};
        CountDownLatch[] told = {new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1)};
        disk.play = (events, cancelled) -> {
            events.accept(new Event.PhaseStarted(Event.Phase.STAGE));
            events.accept(step("Grow the disk"));
            events.accept(DONE);
            events.accept(step("Move partition 2"));
            await(told[0], marks[0]);
            events.accept(DONE);
            events.accept(new Event.PhaseStarted(Event.Phase.VERIFY));
            events.accept(step("Check the outcome"));
            await(told[1], marks[1]);
            events.accept(DONE);
            events.accept(new Event.PhaseStarted(Event.Phase.COMMIT));
            events.accept(step("Copy"));
            events.accept(new Event.Progress(30 * ByteSize.MIB, 60 * ByteSize.MIB));
            await(told[2], marks[2]);
            events.accept(DONE);
        };
        ApplyModel model = model(Job.APPLY);
        model.start();
        double before = -1;
        State[] states = {State.STAGE, State.VERIFY, State.COMMIT};
        String[] steps = {"Move partition 2", "Check the outcome", "Copy"};
        for (int i = 0; i < 3; i++) {
            assertTrue(told[i].await(60, TimeUnit.SECONDS));
            model.refresh();
            assertEquals(states[i], model.stateProperty().get());
            assertEquals(steps[i], model.stepProperty().get());
            assertTrue(model.progressProperty().get() > before, i + ": " + model.progressProperty().get());
            assertTrue(model.progressProperty().get() < 1);
            before = model.progressProperty().get();
            marks[i].countDown();
        }
        assertTrue(model.figuresProperty().get().startsWith("30 MiB of 60 MiB"),
                model.figuresProperty().get());
        assertEquals(State.DONE, end(model));
        assertEquals(1, model.progressProperty().get());
        assertTrue(view.draft().isEmpty());
        assertEquals(3, model.plan().size(), "the report still knows what was asked for");
    }

    @Test
    void theHeadlineTellsWhatACheckerChanged() throws Exception {
        disk.play = (events, cancelled) -> events.accept(new Event.Checked(1, Event.Condition.MENDED,
                "e2fsck repaired the ext4 of partition 1.", List.of("Inode 12 was cleared.")));
        ApplyModel model = model(Job.APPLY);
        model.start();
        assertEquals(State.DONE, end(model));
        String headline = model.sentenceProperty().get();
        assertTrue(headline.endsWith("\ne2fsck repaired the ext4 of partition 1."), headline);
    }

    private static void await(CountDownLatch told, CountDownLatch mark) {
        told.countDown();
        try {
            assertTrue(mark.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatLooksUsefulIsDestroyedOnceTheBoxIsTicked() throws Exception {
        disk.review = new Review(List.of(), "", 0, 0, List.of("A file system is lost."),
                List.of(new Review.Loss(ByteRange.of(0, 512), 512, "a file system",
                        "A file system is lost.")),
                false);
        view.pending().append("label 2 text=x");
        disk.until(() -> view.outlookProperty().get() instanceof Outlook.Known known
                && !known.review().losses().isEmpty());
        ApplyModel model = model(Job.APPLY);
        assertEquals("Something that looks useful would be destroyed; read what the review says of it, and "
                + "tick the box below it.", model.lossProblem());
        model.allowsLossesProperty().set(true);
        assertEquals("", model.lossProblem());
    }

    @Test
    void whatWasBeforeIsKeptAsASnapshotOnlyWhereThatIsWantedAndPossible() throws Exception {
        ApplyModel impossible = model(Job.APPLY);
        impossible.keepsSnapshotProperty().set(true);
        impossible.start();
        assertEquals(State.DONE, end(impossible));
        assertEquals(Optional.empty(), disk.kept);

        disk.canKeepSnapshot = true;
        ApplyModel model = model(Job.APPLY);
        assertEquals("", model.snapshotProblemBinding().get());
        model.keepsSnapshotProperty().set(true);
        model.snapshotNameProperty().set(" ");
        assertFalse(model.snapshotProblemBinding().get().isEmpty());
        model.snapshotNameProperty().set(" before the move ");
        assertEquals("", model.snapshotProblemBinding().get());
        model.start();
        assertEquals(State.DONE, end(model));
        assertEquals(Optional.of("before the move"), disk.kept);
        assertTrue(model.sentenceProperty().get().contains("“before the move”"),
                model.sentenceProperty().get());

        ApplyModel rehearsal = model(Job.REHEARSE);
        rehearsal.keepsSnapshotProperty().set(true);
        rehearsal.start();
        end(rehearsal);
        assertEquals(Optional.empty(), disk.kept);
    }

    @Test
    void aFailureLeavesTheOperationsPendingAndSaysWhy() throws Exception {
        disk.play = (events, cancelled) -> {
            events.accept(step("Move partition 2"));
            throw new IOException("resize2fs ended with status 1.");
        };
        ApplyModel model = model(Job.APPLY);
        model.start();
        assertEquals(State.FAILED, end(model));
        assertEquals("resize2fs ended with status 1.", model.sentenceProperty().get());
        assertEquals(3, view.draft().operations().size());
        assertEquals(LogEntry.State.FAILED, model.log().entries().get(0).state());
    }

    @Test
    void aRefusalAndAFaultOfTheProgramAreToldToo() throws Exception {
        disk.play = (events, cancelled) -> {
            throw new Refusal("It is too small.");
        };
        ApplyModel refused = model(Job.APPLY);
        refused.start();
        assertEquals(State.FAILED, end(refused));
        assertEquals("It is too small.", refused.sentenceProperty().get());
    }

    @Test
    void stoppingBeforeTheCommitStopsAtOnce() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        disk.play = (events, cancelled) -> {
            events.accept(new Event.PhaseStarted(Event.Phase.STAGE));
            begun.countDown();
            while (!cancelled.getAsBoolean()) {
                Thread.onSpinWait();
            }
            throw new Cancelled();
        };
        ApplyModel model = model(Job.APPLY);
        model.start();
        assertTrue(begun.await(60, TimeUnit.SECONDS));
        model.refresh();
        model.cancel();
        assertFalse(model.asksToStopProperty().get());
        assertTrue(model.stoppingProperty().get());
        assertEquals(State.CANCELLED, end(model));
        assertEquals(3, view.draft().operations().size());
    }

    @Test
    void stoppingACommitIsAskedForFirstAndCanBeResumed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        disk.play = (events, cancelled) -> {
            events.accept(new Event.PhaseStarted(Event.Phase.COMMIT));
            begun.countDown();
            while (!cancelled.getAsBoolean()) {
                Thread.onSpinWait();
            }
            disk.interrupted = Optional.of(WAITING);
            throw new Cancelled();
        };
        ApplyModel model = model(Job.APPLY);
        model.start();
        assertTrue(begun.await(60, TimeUnit.SECONDS));
        model.refresh();
        model.cancel();
        assertTrue(model.asksToStopProperty().get());
        model.keepGoing();
        assertFalse(model.asksToStopProperty().get());
        model.cancel();
        model.stop();
        assertEquals(State.INTERRUPTED, end(model));
        assertTrue(model.sentenceProperty().get().endsWith("30 MiB of 67 MiB are written. The image cannot "
                + "be used until the rest is: resume now, or when it is opened again."),
                model.sentenceProperty().get());

        disk.play = (events, cancelled) -> {};
        model.goOn();
        assertEquals(Job.RECOVER, model.job());
        assertEquals(State.DONE, end(model));
        assertEquals(Optional.empty(), disk.interrupted);
    }

    @Test
    void aRehearsalCanBeFollowedByTheRealThing() throws Exception {
        ApplyModel model = model(Job.REHEARSE);
        model.start();
        assertEquals(State.DONE, end(model));
        assertEquals(3, view.draft().operations().size(), "nothing was applied");
        model.goOn();
        assertEquals(State.DONE, end(model));
        assertTrue(view.draft().isEmpty());
    }

    @Test
    void theMoreTheCommitCopiesTheMoreOfTheBarItGets() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        disk.play = (events, cancelled) -> {
            events.accept(new Event.PhaseStarted(Event.Phase.COMMIT));
            events.accept(new Event.Progress(0, 100));
            await(begun, go);
        };
        ApplyModel model = model(Job.RECOVER);
        model.start();
        assertTrue(begun.await(60, TimeUnit.SECONDS));
        model.refresh();
        assertEquals(0, model.progressProperty().get(), "all of the bar is the commit's");
        go.countDown();
        end(model);
    }
}
