package org.platter.ui.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.session.image.Comparison;
import org.platter.ui.Answers;
import org.platter.ui.Texts;
import org.platter.ui.apply.JobOutcome;

/** Two images, and whether they hold the same disk. */
final class CompareModel {

    private final Jobs jobs;
    private final Answers answers;
    private final FileChoice one = new FileChoice();
    private final FileChoice other = new FileChoice();
    private final BooleanProperty strict = new SimpleBooleanProperty();
    private final StringBinding problem;

    CompareModel(Jobs jobs, Answers answers) {
        this.jobs = jobs;
        this.answers = answers;
        problem = Bindings.createStringBinding(this::findProblem, one.textProperty(), other.textProperty());
    }

    FileChoice one() {
        return one;
    }

    FileChoice other() {
        return other;
    }

    /** Whether they must also be equally long, and keep the same ranges. */
    BooleanProperty strictProperty() {
        return strict;
    }

    /** Why it cannot be done as it stands, in a sentence; empty when it can. */
    StringBinding problemBinding() {
        return problem;
    }

    /** Does it; on a worker. */
    JobOutcome run(Path left, Path right, boolean isStrict, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException, Refusal {
        Comparison found = jobs.compare(left, answers.of(left), right, answers.of(right), isStrict, events,
                cancelled);
        return found.equal() ? JobOutcome.good(Texts.get("job.compare.equal"), found.text())
                : JobOutcome.doubtful(Texts.get("job.compare.differ"), found.text());
    }

    private String findProblem() {
        String first = one.problemOfOld(Texts.get("compare.which"));
        if (!first.isEmpty()) {
            return first;
        }
        String second = other.problemOfOld(Texts.get("compare.which"));
        return !second.isEmpty() ? second
                : one.path().equals(other.path()) ? Texts.get("compare.same") : "";
    }
}
