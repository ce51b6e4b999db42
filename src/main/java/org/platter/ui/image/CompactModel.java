package org.platter.ui.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.session.image.SparsifyReport;
import org.platter.ui.Answers;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.Texts;
import org.platter.ui.apply.JobOutcome;

/** Giving back the space of what no file system uses: in the image itself, or in a new one. */
final class CompactModel {

    private final Jobs jobs;
    private final Answers answers;
    private final DiskViewModel disk;
    private final BooleanProperty inPlace = new SimpleBooleanProperty();
    private final FileChoice into = new FileChoice();
    private final StringBinding problem;

    CompactModel(Jobs jobs, DiskViewModel disk) {
        this.jobs = jobs;
        this.disk = disk;
        answers = new Answers().with(disk.path(), disk.disk().options());
        inPlace.set(inPlaceRefusal().isEmpty());
        problem = Bindings.createStringBinding(this::findProblem, inPlace, into.textProperty());
    }

    Answers answers() {
        return answers;
    }

    BooleanProperty inPlaceProperty() {
        return inPlace;
    }

    FileChoice into() {
        return into;
    }

    /** Returns why the image itself cannot be changed now, in a sentence. */
    Optional<String> inPlaceRefusal() {
        return Reasons.imageChange(disk);
    }

    /** Why it cannot be done as it stands, in a sentence; empty when it can. */
    StringBinding problemBinding() {
        return problem;
    }

    /** Does it; on a worker. */
    JobOutcome run(Optional<Path> target, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException, Refusal {
        SparsifyReport report = jobs.sparsify(disk.path(), answers.of(disk.path()), target, events,
                cancelled);
        String sentence = Texts.get(target.isPresent() ? "job.compact.sentence.into" : "job.compact.sentence",
                ByteSize.format(report.freedBytes()), ByteSize.format(report.allocatedBefore()),
                ByteSize.format(report.allocatedAfter()));
        JobOutcome outcome = JobOutcome.good(Texts.get("job.compact.done"), sentence)
                .withRemarks(report.kept());
        return target.map(outcome::withMade).orElse(outcome);
    }

    private String findProblem() {
        return inPlace.get() ? inPlaceRefusal().orElse("")
                : into.problemOfNew(Texts.get("image.where"), false);
    }
}
