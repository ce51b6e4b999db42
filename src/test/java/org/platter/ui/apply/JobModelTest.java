package org.platter.ui.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.platter.base.ByteSize;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.session.OpenDisk;
import org.platter.ui.apply.JobModel.State;

final class JobModelTest {

    private final AtomicLong clock = new AtomicLong();

    /** Work runs where it is given, when it is given. */
    private static void atOnce(OpenDisk.Work<JobOutcome> work,
            Consumer<JobOutcome> done, Consumer<Throwable> failed) {
        try {
            done.accept(work.run());
        } catch (IOException | Refusal e) {
            failed.accept(e);
        }
    }

    private JobModel model() {
        return new JobModel(failure -> false, clock::get);
    }

    @Test
    void whatItToldIsTakenOverAndTheOutcomeIsKept() {
        JobModel model = model();
        List<String> seen = new ArrayList<>();
        model.start(JobModelTest::atOnce, (events, cancelled) -> {
            events.accept(new Event.StepStarted("Copy the disk"));
            events.accept(new Event.Progress(ByteSize.GIB, 4 * ByteSize.GIB));
            model.refresh();
            clock.addAndGet(1_000_000_000L);
            events.accept(new Event.Progress(2 * ByteSize.GIB, 4 * ByteSize.GIB));
            model.refresh();
            seen.addAll(List.of(model.stepProperty().get(), model.figuresProperty().get(),
                    String.valueOf(model.progressProperty().get())));
            return JobOutcome.good("Done", "All is copied.");
        });
        assertEquals(List.of("Copy the disk", "2 GiB of 4 GiB · 1 GiB/s · a moment left", "0.5"), seen);
        assertEquals(State.DONE, model.stateProperty().get());
        assertEquals("All is copied.", model.outcome().orElseThrow().sentence());
    }

    @Test
    void stoppingEndsItAndIsNoFailure() {
        JobModel model = model();
        model.start(JobModelTest::atOnce, (events, cancelled) -> {
            assertFalse(cancelled.getAsBoolean());
            model.cancel();
            assertTrue(cancelled.getAsBoolean());
            assertTrue(model.stoppingProperty().get());
            throw new Cancelled();
        });
        assertEquals(State.CANCELLED, model.stateProperty().get());
        model.askAgain();
        assertEquals(State.ASK, model.stateProperty().get());
    }

    @Test
    void aFailureIsToldInItsOwnWords() {
        JobModel model = model();
        model.start(JobModelTest::atOnce, (events, cancelled) -> {
            throw new Refusal("VDI images keep no snapshots.");
        });
        assertEquals(State.FAILED, model.stateProperty().get());
        assertEquals("VDI images keep no snapshots.", model.why());
    }

    @Test
    void aQuestionThatIsAnsweredLetsItBeTriedAgainFromTheStart() {
        AtomicInteger asked = new AtomicInteger();
        JobModel model = new JobModel(failure -> asked.incrementAndGet() < 3, clock::get);
        AtomicInteger tries = new AtomicInteger();
        model.start(JobModelTest::atOnce, (events, cancelled) -> {
            if (tries.incrementAndGet() < 3) {
                throw new IOException("Which format is it?");
            }
            return JobOutcome.good("Done", "");
        });
        assertEquals(State.DONE, model.stateProperty().get());
        assertEquals(3, tries.get());
        assertEquals("", model.why());
    }
}
