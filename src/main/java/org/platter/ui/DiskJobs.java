package org.platter.ui;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.platter.base.Refusal;
import org.platter.layout.Choices;
import org.platter.layout.Partition;
import org.platter.operation.Draft;
import org.platter.session.OpenDisk;
import org.platter.session.Usage;

/**
 * The long work on a disk. Until it has ended the disk is busy and its draft stays as it is; then everything
 * is taken over afresh from the disk, and one of two continuations runs on the window's thread. Each is to be
 * asked for on that thread; {@code what} says in a few words what the disk is busy with: {@code Committing}.
 */
public final class DiskJobs {

    private final DiskViewModel model;
    private final OpenDisk disk;
    private final Background background;
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final ReadOnlyStringWrapper activity = new ReadOnlyStringWrapper("");

    DiskJobs(DiskViewModel model, Background background) {
        this.model = model;
        this.background = background;
        disk = model.disk();
    }

    ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    ReadOnlyStringProperty activityProperty() {
        return activity.getReadOnlyProperty();
    }

    /**
     * Runs {@code work} on the disk's thread. The disks from which something pending is pasted are busy too,
     * lest they change meanwhile.
     */
    public <T> void run(String what, OpenDisk.Work<T> work, Consumer<T> done, Consumer<Throwable> failed) {
        Draft given = model.draft();
        List<DiskViewModel> lenders = model.desk().lenders(model, given);
        run(what, lenders, Texts.get("activity.lent", model.name()), () -> {
            if (!disk.draft().operations().equals(given.operations())) {
                throw new Refusal(Texts.get("hold.dropped"));
            }
            lenders.forEach(lender -> disk.borrow(lender.path(), lender.disk()));
            return work.run();
        }, done, failed);
    }

    /**
     * Mounts a partition or switches its swap space on, or ends its use.
     *
     * @param used is told where it is mounted now, if it is
     */
    public void use(Partition partition, Usage usage, Consumer<Optional<Path>> used,
            Consumer<Throwable> failed) {
        run(Texts.get("activity." + usage.name().toLowerCase(Locale.ROOT).replace('_', '-')),
                () -> disk.use(partition.id(), usage), used, failed);
    }

    /** Reads the disk again. */
    public void reload(Consumer<Throwable> failed) {
        read(() -> {
            disk.reload();
            return disk;
        }, failed);
    }

    /** Reads the disk again, as somebody says it is, and so from now on. */
    public void choose(Choices more, Consumer<Throwable> failed) {
        readAs(disk.choices().and(more), failed);
    }

    /** Reads the disk again, as it tells by itself. */
    public void forgetChoices(Consumer<Throwable> failed) {
        readAs(Choices.NONE, failed);
    }

    private void readAs(Choices choices, Consumer<Throwable> failed) {
        Reasons.reading(model).ifPresentOrElse(why -> failed.accept(new Refusal(why)), () -> read(() -> {
            disk.choose(choices);
            return disk;
        }, failed));
    }

    private void read(OpenDisk.Work<OpenDisk> reading, Consumer<Throwable> failed) {
        model.minima().forget();
        run(Texts.get("activity.reload"), reading, read -> {}, failed);
    }

    /** Runs {@code job} on the image itself, which is closed here meanwhile since a job locks it. */
    public <T> void onImage(String what, OpenDisk.Work<T> job, Consumer<T> done, Consumer<Throwable> failed) {
        run(what, () -> disk.aside(job), done, failed);
    }

    /** Runs {@code job} on the images of this disk and another, which are both closed here meanwhile. */
    public <T> void onImages(DiskViewModel other, String what, OpenDisk.Work<T> job, Consumer<T> done,
            Consumer<Throwable> failed) {
        Optional<String> shown = Reasons.browsed(other);
        if (shown.isPresent()) {
            failed.accept(new Refusal(shown.get()));
            return;
        }
        run(what, List.of(other), what,
                () -> disk.aside(() -> other.jobs().background.await(() -> other.disk().aside(job))), done,
                failed);
    }

    private <T> void run(String what, List<DiskViewModel> others, String whatOthers, OpenDisk.Work<T> work,
            Consumer<T> done, Consumer<Throwable> failed) {
        Optional<String> refusal = Reasons.browsed(model)
                .or(() -> others.stream().flatMap(other -> other.jobs().occupied().stream()).findFirst());
        if (refusal.isPresent()) {
            failed.accept(new Refusal(refusal.get()));
            return;
        }
        model.pending().forgetDropped();
        begin(what);
        others.forEach(other -> other.jobs().begin(whatOthers));
        background.run(work, result -> {
            end(others);
            done.accept(result);
        }, failure -> {
            end(others);
            failed.accept(failure);
        });
    }

    /** Returns why the disk has no time for the work of another one. */
    private Optional<String> occupied() {
        return model.pending().isTakingHold()
                ? Optional.of(Texts.get("why.other-busy", model.name(), Texts.get("activity.hold")))
                : Reasons.when(busy.get(), "why.other-busy", model.name(), activity.get());
    }

    private void begin(String what) {
        activity.set(what); // before busy: listeners of that tell with what
        busy.set(true);
        model.changed();
    }

    private void end(List<DiskViewModel> others) {
        end();
        others.forEach(other -> other.jobs().end());
    }

    private void end() {
        busy.set(false);
        activity.set("");
        model.idle();
    }
}
