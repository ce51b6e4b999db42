package org.platter.ui.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.session.image.CheckFacts;
import org.platter.session.image.Repair;
import org.platter.ui.Answers;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.Texts;
import org.platter.ui.apply.JobOutcome;

/** The check of an image's own structures, and what can be mended. */
final class CheckModel {

    private final Jobs jobs;
    private final DiskViewModel disk;
    private final Answers answers;
    private volatile Optional<CheckFacts> found = Optional.empty();

    CheckModel(Jobs jobs, DiskViewModel disk) {
        this.jobs = jobs;
        this.disk = disk;
        answers = new Answers().with(disk.path(), disk.disk().options());
    }

    Answers answers() {
        return answers;
    }

    /** Returns what can be mended now: nothing, only leaks, or more. */
    Repair mendable() {
        return found.map(facts -> facts.corruptions() > 0 ? Repair.ALL
                : facts.leakedClusters() > 0 ? Repair.LEAKS : Repair.NONE).orElse(Repair.NONE);
    }

    /** Returns why nothing can be mended now, in a sentence; nothing where it can. */
    Optional<String> repairRefusal() {
        return Reasons.imageChange(disk);
    }

    /** Does it; on a worker. */
    JobOutcome run(Repair repair, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException, Refusal {
        CheckFacts facts = jobs.check(disk.path(), answers.of(disk.path()), repair, events, cancelled);
        found = Optional.of(facts);
        List<String> sentences = new ArrayList<>();
        if (facts.repairedCorruptions() > 0 || facts.repairedLeaks() > 0) {
            sentences.add(Texts.get("job.check.repaired", facts.repairedCorruptions(),
                    facts.repairedLeaks()));
        }
        sentences.add(facts.isClean() ? Texts.get("job.check.clean")
                : facts.corruptions() > 0 ? Texts.get("job.check.broken", facts.corruptions(),
                        facts.leakedClusters())
                : Texts.get("job.check.leaks", facts.leakedClusters()));
        if (facts.isClean() && facts.allocatedClusters().isPresent() && facts.totalClusters().isPresent()
                && facts.totalClusters().getAsLong() > 0) {
            sentences.add(Texts.get("job.check.share", facts.allocatedClusters().getAsLong(),
                    facts.totalClusters().getAsLong()));
        }
        facts.imageEnd().ifPresent(end -> sentences.add(Texts.get("job.check.end", ByteSize.format(end))));
        String text = String.join(" ", sentences);
        return (facts.isClean() ? JobOutcome.good(Texts.get("job.check.good"), text)
                : JobOutcome.doubtful(Texts.get(facts.corruptions() > 0 ? "job.check.bad"
                        : "job.check.leaky"), text))
                .withRemarks(facts.findings());
    }
}
