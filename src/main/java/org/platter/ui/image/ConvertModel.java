package org.platter.ui.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.session.image.Conversion;
import org.platter.session.image.Measure;
import org.platter.session.image.SnapshotFacts;
import org.platter.ui.Answers;
import org.platter.ui.Texts;
import org.platter.ui.apply.JobOutcome;

/** An image or a device copied into a new image: from where, to where, and how. */
final class ConvertModel {

    private static final Set<String> COMPRESSING = Set.of("qcow2");
    private static final int MAX_REMARKS = 100;

    private final Jobs jobs;
    private final Answers answers;
    private final boolean isClone;
    private final FileChoice source = new FileChoice();
    private final TargetModel target = new TargetModel("qcow2");
    private final ObjectProperty<Optional<SnapshotFacts>> snapshot = new SimpleObjectProperty<>(
            Optional.empty());
    private final BooleanProperty compress = new SimpleBooleanProperty();
    private final BooleanProperty liveOnly = new SimpleBooleanProperty();
    private final BooleanProperty salvage = new SimpleBooleanProperty();
    private final StringBinding problem;

    /** @param isClone whether the source is a device, of which only what is in use is copied at first */
    ConvertModel(Jobs jobs, Answers answers, boolean isClone) {
        this.jobs = jobs;
        this.answers = answers;
        this.isClone = isClone;
        liveOnly.set(isClone);
        problem = Bindings.createStringBinding(this::findProblem, target.observed(source.textProperty()));
        source.textProperty().addListener((property, before, now) -> snapshot.set(Optional.empty()));
    }

    boolean isClone() {
        return isClone;
    }

    FileChoice source() {
        return source;
    }

    TargetModel target() {
        return target;
    }

    /** The snapshot that is copied; empty for the disk as it is now. */
    ObjectProperty<Optional<SnapshotFacts>> snapshotProperty() {
        return snapshot;
    }

    BooleanProperty compressProperty() {
        return compress;
    }

    /** Whether only what the file systems use is copied. */
    BooleanProperty liveOnlyProperty() {
        return liveOnly;
    }

    /** Whether what cannot be read is skipped and reported. */
    BooleanProperty salvageProperty() {
        return salvage;
    }

    BooleanBinding canCompress() {
        return Bindings.createBooleanBinding(
                () -> COMPRESSING.contains(target.formatProperty().get().name()), target.formatProperty());
    }

    /** Whether the new image gets the bitmaps of the old one that are valid. */
    boolean keepsBitmaps() {
        return target.formatProperty().get().name().equals("qcow2") && snapshot.get().isEmpty();
    }

    /** Why it cannot be done as it stands, in a sentence; empty when it can. */
    StringBinding problemBinding() {
        return problem;
    }

    Conversion conversion() {
        return Conversion.to(target.formatProperty().get().name()).withOptions(target.chosenOptions())
                .withCompress(compress.get() && canCompress().get()).withSparsify(liveOnly.get())
                .withSnapshot(snapshot.get().map(SnapshotFacts::id)).withSalvage(salvage.get())
                .withReplace(target.replaceProperty().get());
    }

    /** Does it; on a worker. */
    JobOutcome run(Path from, Path to, Conversion conversion, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        Conversion.Report report = isClone
                ? jobs.cloneDevice(from, answers.of(from), to, conversion, events, cancelled)
                : jobs.convert(from, answers.of(from), to, conversion, events, cancelled);
        String sentence = Texts.get("job.convert.sentence", to, ByteSize.format(report.bytesWritten()),
                ByteSize.format(report.allocatedSize()));
        if (report.lost().isEmpty()) {
            return JobOutcome.good(Texts.get("job.convert.done"), sentence).withMade(to);
        }
        List<String> lost = new ArrayList<>();
        for (ByteRange range : report.lost()) {
            if (lost.size() == MAX_REMARKS) {
                lost.add(Texts.get("job.convert.more-lost"));
                break;
            }
            lost.add(Texts.get("job.convert.lost", ByteSize.format(range.length()),
                    Long.toHexString(range.start())));
        }
        return JobOutcome.doubtful(Texts.get("job.convert.with-losses"), sentence + " "
                + Texts.get("job.convert.losses")).withRemarks(lost).withMade(to);
    }

    /** Finds out how large the new image would be, without making it; on a worker. */
    JobOutcome measure(Path from, Conversion conversion) throws IOException, Refusal {
        Measure found = jobs.measure(Optional.of(from), answers.of(from), OptionalLong.empty(),
                conversion.format(), conversion.options());
        return JobOutcome.good(Texts.get("convert.measure"), Texts.get("convert.measured",
                ByteSize.format(found.required()), ByteSize.format(found.fullyAllocated())));
    }

    private String findProblem() {
        String unread = source.problemOfOld(Texts.get(isClone ? "clone.which" : "convert.which"));
        if (!unread.isEmpty()) {
            return unread;
        }
        if (target.file().path().isPresent() && target.file().path().equals(source.path())) {
            return Texts.get("convert.same");
        }
        return target.problem();
    }
}
