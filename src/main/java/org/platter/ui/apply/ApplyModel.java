package org.platter.ui.apply;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.platter.base.ByteSize;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.session.Interrupted;
import org.platter.session.Review;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Outlook;
import org.platter.ui.SnapshotNames;
import org.platter.ui.Texts;

/**
 * Applying, rehearsing or resuming, from the question to the outcome. It lives on the window's thread; the
 * work runs on the disk's, and {@link #refresh} takes over how far it is.
 */
public final class ApplyModel {

    /** What is to be done. */
    public enum Job {
        APPLY, REHEARSE, RECOVER;

        /** The name in texts. */
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where it is; of these {@link #STAGE}, {@link #VERIFY} and {@link #COMMIT} are work under way. */
    public enum State {
        REVIEW, STAGE, VERIFY, COMMIT, DONE, FAILED, CANCELLED, INTERRUPTED;

        /** The name in texts. */
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final double VERIFY_SHARE = 0.15;
    private static final long LIGHT_WORK = 64 * ByteSize.MIB;

    private final DiskViewModel disk;
    private final LongSupplier clock;
    private final List<String> plan;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final Pace pace = new Pace();

    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(State.REVIEW);
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(-1);
    private final ReadOnlyStringWrapper step = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper figures = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper elapsed = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper sentence = new ReadOnlyStringWrapper("");
    private final ReadOnlyBooleanWrapper stopping = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper asksToStop = new ReadOnlyBooleanWrapper();

    private final BooleanProperty keepsSnapshot = new SimpleBooleanProperty();
    private final StringProperty snapshotName = new SimpleStringProperty("");
    private final StringBinding snapshotProblem;
    private final BooleanProperty allowsLosses = new SimpleBooleanProperty();

    private Job job;
    private Log log;
    private double commitShare;
    private long began;

    public ApplyModel(DiskViewModel disk, Job job) {
        this(disk, job, System::nanoTime);
    }

    ApplyModel(DiskViewModel disk, Job job, LongSupplier clock) {
        this.disk = disk;
        this.job = job;
        this.clock = clock;
        plan = job == Job.RECOVER ? disk.disk().interrupted().map(Interrupted::plan).orElse(List.of())
                : disk.draft().lines();
        log = new Log(clock);
        snapshotName.set(SnapshotNames.fresh(Texts.get("snapshots.before-apply"), disk.snapshots()));
        snapshotProblem = Bindings.createStringBinding(() -> keepsSnapshot.get()
                ? SnapshotNames.problem(snapshotName.get(), disk.snapshots()) : "", keepsSnapshot,
                snapshotName);
    }

    /** Whether what is on the disk now can be kept as a snapshot when this is applied. */
    boolean canKeepSnapshot() {
        return job != Job.RECOVER && disk.disk().canKeepSnapshot();
    }

    /** Whether it is kept. */
    public BooleanProperty keepsSnapshotProperty() {
        return keepsSnapshot;
    }

    /** What the snapshot is called. */
    public StringProperty snapshotNameProperty() {
        return snapshotName;
    }

    /** Why it cannot be called that, in a sentence; empty when it can. */
    StringBinding snapshotProblemBinding() {
        return snapshotProblem;
    }

    /** Returns what is destroyed only if the user allows it. */
    List<Review.Loss> lossesToAllow() {
        return review().map(Review::losses).orElse(List.of()).stream().filter(Review.Loss::needsConsent)
                .toList();
    }

    /** Whether the user allows that. */
    public BooleanProperty allowsLossesProperty() {
        return allowsLosses;
    }

    /** Why the work cannot begin before the user allows something, in a sentence; empty when it can. */
    String lossProblem() {
        return job == Job.RECOVER || allowsLosses.get() || lossesToAllow().isEmpty() ? ""
                : Texts.get("review.losses.problem");
    }

    private Optional<String> keptName() {
        return keepsSnapshot.get() && canKeepSnapshot() && job == Job.APPLY
                ? Optional.of(snapshotName.get().strip()) : Optional.empty();
    }

    Job job() {
        return job;
    }

    DiskViewModel disk() {
        return disk;
    }

    /** What was told so far; of the job that runs or ran last. */
    Log log() {
        return log;
    }

    public ReadOnlyObjectProperty<State> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /** How far all of it is, 0 to 1; -1 while that cannot be told. */
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

    /** What stopping now would mean; at the end, what came of it. */
    public ReadOnlyStringProperty sentenceProperty() {
        return sentence.getReadOnlyProperty();
    }

    /** Whether a stop was asked for, and is on its way. */
    public ReadOnlyBooleanProperty stoppingProperty() {
        return stopping.getReadOnlyProperty();
    }

    /** Whether the question is open if a commit is really to be stopped. */
    public ReadOnlyBooleanProperty asksToStopProperty() {
        return asksToStop.getReadOnlyProperty();
    }

    boolean isWorking() {
        State now = state.get();
        return now == State.STAGE || now == State.VERIFY || now == State.COMMIT;
    }

    /** Returns what the commit would take, as soon as it is known. */
    Optional<Review> review() {
        return disk.outlookProperty().get() instanceof Outlook.Known known
                ? Optional.of(known.review()) : Optional.empty();
    }

    /** Begins the work. */
    public void start() {
        log = new Log(clock);
        pace.clear();
        cancelled.set(false);
        stopping.set(false);
        asksToStop.set(false);
        began = clock.getAsLong();
        commitShare = commitShare();
        state.set(job == Job.RECOVER ? State.COMMIT : State.STAGE);
        refresh();
        Log told = log;
        Optional<String> kept = keptName();
        RangeSet overwritten = allowsLosses.get()
                ? RangeSet.of(lossesToAllow().stream().map(Review.Loss::range).toList()) : RangeSet.EMPTY;
        disk.jobs().run(Texts.get("apply.activity." + job.id()), () -> {
            disk.disk().allowOverwriting(overwritten);
            disk.disk().setKeepSnapshot(kept);
            run(told);
            return told;
        }, done -> end(State.DONE, kept.map(name -> " " + Texts.get("review.kept", name)).orElse("")
                + told.checked().stream().map(found -> "\n" + found.text()).collect(Collectors.joining())),
                this::failed);
    }

    /** After a rehearsal: does it for real. After an interruption: resumes. */
    public void goOn() {
        job = state.get() == State.INTERRUPTED ? Job.RECOVER : Job.APPLY;
        start();
    }

    /** Back to the question, as a rehearsal instead. */
    public void rehearse() {
        job = Job.REHEARSE;
        start();
    }

    /**
     * Asks for a stop. Up to the commit it stops at once, without harm; in a commit the question is put
     * first, and {@link #stop} answers it.
     */
    public void cancel() {
        if (state.get() == State.COMMIT && !stopping.get()) {
            asksToStop.set(true);
        } else if (isWorking()) {
            stop();
        }
    }

    /** Stops at the next place where nothing is half done. */
    public void stop() {
        asksToStop.set(false);
        stopping.set(true);
        cancelled.set(true);
        refresh();
    }

    /** Leaves the commit alone. */
    public void keepGoing() {
        asksToStop.set(false);
    }

    /** Takes over what the work told; called some times a second. */
    public void refresh() {
        if (!isWorking()) {
            return;
        }
        long now = clock.getAsLong();
        log.phase().ifPresent(phase -> state.set(State.valueOf(phase.name())));
        Optional<Event.Progress> made = log.progress().filter(known -> known.total() > 0);
        made.ifPresentOrElse(known -> pace.add(now, known.done()), pace::clear);
        double within = made.map(known -> Math.min(1, (double) known.done() / known.total())).orElse(0.0);
        double stageShare = (1 - commitShare) * (1 - VERIFY_SHARE);
        switch (state.get()) {
            case STAGE -> progress.set(stageShare
                    * Math.min(1, (log.endedTopSteps() + within) / Math.max(1, plan.size())));
            case VERIFY -> progress.set(stageShare + (1 - commitShare) * VERIFY_SHARE * within);
            default -> progress.set(made.isPresent() || commitShare < 1
                    ? 1 - commitShare + commitShare * within : -1);
        }
        step.set(log.currentTop().orElse(Texts.get("apply.step." + state.get().id())));
        figures.set(made.map(known -> Figures.of(known, pace)).orElseGet(this::count));
        elapsed.set(Durations.took(now - began));
        sentence.set(Texts.get((stopping.get() ? "apply.stopping." : "apply.safety.") + state.get().id()));
    }

    private String count() {
        return state.get() == State.STAGE && plan.size() > 1
                ? Texts.get("apply.count", Math.min(plan.size(), log.endedTopSteps() + 1), plan.size()) : "";
    }

    /** The part of the bar that the commit gets: the more it copies, the more. */
    private double commitShare() {
        if (job != Job.APPLY) {
            return job == Job.RECOVER ? 1 : 0;
        }
        double copied = review().map(Review::copyBytes).orElse(LIGHT_WORK);
        return Math.min(0.9, Math.max(0.25, copied / (copied + LIGHT_WORK)));
    }

    private void run(Log told) throws IOException, Refusal {
        switch (job) {
            case APPLY -> disk.disk().apply(told, cancelled::get);
            case REHEARSE -> disk.disk().rehearse(told, cancelled::get);
            case RECOVER -> disk.disk().recover(told, cancelled::get);
        }
    }

    private void failed(Throwable failure) {
        log.close(failure instanceof Cancelled ? Event.Outcome.CANCELLED : Event.Outcome.FAILED);
        if (disk.disk().interrupted().isPresent()) {
            end(State.INTERRUPTED, failure instanceof Cancelled ? "" : Figures.explain(failure));
        } else if (failure instanceof Cancelled) {
            end(State.CANCELLED, "");
        } else {
            end(State.FAILED, Figures.explain(failure));
        }
    }

    /** @param why what it failed of; of what is done, what is added */
    private void end(State outcome, String why) {
        log.close(outcome == State.DONE ? Event.Outcome.DONE : Event.Outcome.FAILED);
        long took = clock.getAsLong() - began;
        elapsed.set(Durations.took(took));
        figures.set("");
        stopping.set(false);
        asksToStop.set(false);
        step.set("");
        progress.set(outcome == State.DONE ? 1 : progress.get());
        sentence.set(switch (outcome) {
            case DONE -> Texts.get("apply.done." + job.id(), plan.size(),
                    Durations.took(took)) + why;
            case CANCELLED -> Texts.get("apply.cancelled");
            case INTERRUPTED -> interruptedSentence(why);
            default -> why;
        });
        state.set(outcome);
    }

    private String interruptedSentence(String why) {
        Interrupted waiting = disk.disk().interrupted().orElseThrow();
        String text = Texts.get("apply.interrupted", ByteSize.format(waiting.done()),
                ByteSize.format(waiting.total()));
        return why.isEmpty() ? text : why + "\n" + text;
    }

    /** The lines of what is or was to be done: for the report. */
    List<String> plan() {
        return plan;
    }
}
