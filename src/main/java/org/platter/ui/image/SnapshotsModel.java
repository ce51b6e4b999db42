package org.platter.ui.image;

import java.io.IOException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.platter.base.Refusal;
import org.platter.session.image.ImageOptions;
import org.platter.session.image.SnapshotFacts;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.SnapshotNames;
import org.platter.ui.Texts;

/** The internal snapshots of an image: take one, go back to one, delete one. */
final class SnapshotsModel {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    /** What is done to the image, on its worker. */
    @FunctionalInterface
    private interface Change {
        void run(ImageOptions options) throws IOException, Refusal;
    }

    private final Jobs jobs;
    private final DiskViewModel disk;
    private final ObservableList<SnapshotFacts> snapshots = FXCollections.observableArrayList();
    private final ObjectProperty<Optional<SnapshotFacts>> selected = new SimpleObjectProperty<>(
            Optional.empty());
    private final StringProperty name = new SimpleStringProperty("");
    private final BooleanProperty keepPresent = new SimpleBooleanProperty(true);
    private final StringProperty keptName = new SimpleStringProperty("");
    private final ReadOnlyStringWrapper failure = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper success = new ReadOnlyStringWrapper("");
    private final StringBinding nameProblem;
    private final StringBinding keptProblem;

    SnapshotsModel(Jobs jobs, DiskViewModel disk) {
        this.jobs = jobs;
        this.disk = disk;
        nameProblem = Bindings.createStringBinding(() -> problemOf(name.get()), name, snapshots);
        keptProblem = Bindings.createStringBinding(
                () -> keepPresent.get() ? problemOf(keptName.get()) : "", keptName, keepPresent, snapshots);
        refresh();
        suggest();
    }

    DiskViewModel disk() {
        return disk;
    }

    /** Oldest first. */
    ObservableList<SnapshotFacts> snapshots() {
        return snapshots;
    }

    ObjectProperty<Optional<SnapshotFacts>> selectedProperty() {
        return selected;
    }

    /** What the next one is called. */
    StringProperty nameProperty() {
        return name;
    }

    /** Why none can be taken under that name, in a sentence; empty when one can. */
    StringBinding nameProblemBinding() {
        return nameProblem;
    }

    /** Whether going back keeps the disk as it is now as a snapshot. */
    BooleanProperty keepPresentProperty() {
        return keepPresent;
    }

    /** What that is called. */
    StringProperty keptNameProperty() {
        return keptName;
    }

    StringBinding keptProblemBinding() {
        return keptProblem;
    }

    /** Why the last thing that was asked for was not done, in a sentence; empty when all is well. */
    ReadOnlyStringProperty failureProperty() {
        return failure.getReadOnlyProperty();
    }

    /** What was done last, in a sentence. */
    ReadOnlyStringProperty successProperty() {
        return success.getReadOnlyProperty();
    }

    /** Returns why nothing can be changed now, in a sentence; nothing where it can. */
    Optional<String> refusal() {
        return disk.busyProperty().get() ? Optional.of(Texts.get("why.busy", disk.activityProperty().get()))
                : Reasons.imageChange(disk);
    }

    void take() {
        String wanted = name.get().strip();
        change(Texts.get("snapshots.activity.take"), Texts.get("snapshots.taken", wanted),
                options -> jobs.createSnapshot(disk.path(), options, wanted), () -> {});
    }

    /** Puts the disk back to the selected one; runs {@code done} when that was done. */
    void goBack(Runnable done) {
        SnapshotFacts to = selected.get().orElseThrow();
        boolean keeps = keepPresent.get();
        String kept = keptName.get().strip();
        change(Texts.get("snapshots.activity.back"), Texts.get("snapshots.went-back", to.name()),
                options -> {
                    if (keeps) {
                        jobs.createSnapshot(disk.path(), options, kept);
                    }
                    jobs.applySnapshot(disk.path(), options, to.id());
                }, done);
    }

    void delete() {
        SnapshotFacts gone = selected.get().orElseThrow();
        change(Texts.get("snapshots.activity.delete"), Texts.get("snapshots.deleted", gone.name()),
                options -> jobs.deleteSnapshot(disk.path(), options, gone.id()), () -> {});
    }

    /** When a snapshot was taken, as people of here write it. */
    static String date(SnapshotFacts snapshot) {
        return STAMP.format(snapshot.date().atZone(ZoneId.systemDefault()));
    }

    private String problemOf(String wanted) {
        return SnapshotNames.problem(wanted, snapshots);
    }

    private void change(String activity, String sentence, Change change, Runnable done) {
        failure.set("");
        success.set("");
        disk.jobs().onImage(activity, () -> {
            change.run(disk.disk().options());
            return sentence;
        }, told -> {
            refresh();
            suggest();
            success.set(told);
            done.run();
        }, why -> {
            refresh();
            failure.set(why.getMessage() == null ? why.toString() : why.getMessage());
        });
    }

    private void refresh() {
        Optional<String> before = selected.get().map(SnapshotFacts::id);
        snapshots.setAll(disk.snapshots());
        selected.set(before.flatMap(id -> snapshots.stream().filter(known -> known.id().equals(id))
                .findFirst()));
    }

    private void suggest() {
        name.set(SnapshotNames.fresh(Texts.get("snapshots.fresh"), snapshots));
        keptName.set(SnapshotNames.fresh(Texts.get("snapshots.before-back"), snapshots));
    }
}
