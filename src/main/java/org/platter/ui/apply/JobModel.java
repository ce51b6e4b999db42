package org.platter.ui.apply;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.JobLog;
import org.platter.base.Refusal;
import org.platter.session.OpenDisk;
import org.platter.ui.Texts;

/**
 * A job on a whole image, from the question to the outcome. It lives on the window's thread; the job runs on
 * a worker's, and {@link #refresh} takes over how far it is.
 */
public final class JobModel {

    /** Where it is. */
    public enum State { ASK, WORK, DONE, FAILED, CANCELLED }

    /** The job itself, on its worker's thread. */
    @FunctionalInterface
    public interface Job {
        JobOutcome run(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal;
    }

    /** Has work done off the window's thread, and tells on it what came of that. */
    @FunctionalInterface
    public interface Worker {
        void run(OpenDisk.Work<JobOutcome> work, Consumer<JobOutcome> done, Consumer<Throwable> failed);
    }

    private final Predicate<Throwable> answered;
    private final LongSupplier clock;
    private final Pace pace = new Pace();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(State.ASK);
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(-1);
    private final ReadOnlyStringWrapper step = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper figures = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper elapsed = new ReadOnlyStringWrapper("");
    private final ReadOnlyBooleanWrapper stopping = new ReadOnlyBooleanWrapper();
    private Optional<JobOutcome> outcome = Optional.empty();
    private String why = "";
    private Log log;
    private long began;

    /**
     * @param answered asks what has to be answered after a failure; whether the job can be tried again with
     *     the answer
     */
    public JobModel(Predicate<Throwable> answered) {
        this(answered, System::nanoTime);
    }

    JobModel(Predicate<Throwable> answered, LongSupplier clock) {
        this.answered = answered;
        this.clock = clock;
        log = new Log(clock);
    }

    public ReadOnlyObjectProperty<State> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /** How far it is, 0 to 1; -1 while that cannot be told. */
    public ReadOnlyDoubleProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }

    /** What is being done. */
    public ReadOnlyStringProperty stepProperty() {
        return step.getReadOnlyProperty();
    }

    /** Bytes done, rate and time left, as far as they are known. */
    public ReadOnlyStringProperty figuresProperty() {
        return figures.getReadOnlyProperty();
    }

    public ReadOnlyStringProperty elapsedProperty() {
        return elapsed.getReadOnlyProperty();
    }

    /** Whether a stop was asked for, and is on its way. */
    public ReadOnlyBooleanProperty stoppingProperty() {
        return stopping.getReadOnlyProperty();
    }

    public boolean isWorking() {
        return state.get() == State.WORK;
    }

    /** What came of it, once it is done. */
    public Optional<JobOutcome> outcome() {
        return outcome;
    }

    /** Why it failed, in a sentence; empty otherwise. */
    public String why() {
        return why;
    }

    Log log() {
        return log;
    }

    /** Begins the job; it may be begun again once it has ended. */
    public void start(Worker worker, Job job) {
        log = new Log(clock);
        pace.clear();
        cancelled.set(false);
        stopping.set(false);
        outcome = Optional.empty();
        why = "";
        began = clock.getAsLong();
        state.set(State.WORK);
        refresh();
        Log told = log;
        worker.run(() -> logged(job, told), this::done, failure -> failed(failure, worker, job));
    }

    private JobOutcome logged(Job job, Log told) throws IOException, Refusal {
        try (JobLog logged = new JobLog("a job of the window")) {
            JobOutcome came = job.run(told, cancelled::get);
            logged.ended("done");
            return came;
        }
    }

    /** Asks for a stop; the job ends at the next place where nothing is half done. */
    public void cancel() {
        if (isWorking()) {
            stopping.set(true);
            cancelled.set(true);
            refresh();
        }
    }

    /** Back to the question. */
    public void askAgain() {
        if (!isWorking()) {
            state.set(State.ASK);
        }
    }

    /** Takes over what the job told; called some times a second. */
    public void refresh() {
        if (!isWorking()) {
            return;
        }
        long now = clock.getAsLong();
        Optional<Event.Progress> made = log.progress().filter(known -> known.total() > 0);
        made.ifPresentOrElse(known -> pace.add(now, known.done()), pace::clear);
        progress.set(made.map(known -> Math.min(1, (double) known.done() / known.total())).orElse(-1.0));
        step.set(stopping.get() ? Texts.get("apply.stopping.stage")
                : log.current().orElseGet(() -> Texts.get("job.working")));
        figures.set(made.map(known -> Figures.of(known, pace)).orElse(""));
        elapsed.set(Durations.took(now - began));
    }

    private void done(JobOutcome came) {
        outcome = Optional.of(came);
        end(State.DONE);
    }

    private void failed(Throwable failure, Worker worker, Job job) {
        if (failure instanceof Cancelled) {
            end(State.CANCELLED);
        } else if (answered.test(failure)) {
            start(worker, job);
        } else {
            why = Figures.explain(failure);
            end(State.FAILED);
        }
    }

    private void end(State reached) {
        log.close(switch (reached) {
            case DONE -> Event.Outcome.DONE;
            case CANCELLED -> Event.Outcome.CANCELLED;
            default -> Event.Outcome.FAILED;
        });
        elapsed.set(Durations.took(clock.getAsLong() - began));
        figures.set("");
        step.set("");
        stopping.set(false);
        state.set(reached);
    }
}
