package org.platter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.Json;
import org.platter.base.Refusal;
import org.platter.operation.DiskResize;
import org.platter.session.DiskSession;
import org.platter.session.Review;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command that queues operations on an image, tells the plan, and carries all of them out, or none. */
abstract class DraftCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "IMAGE", description = "The image to change.")
    private Path image;

    /** Queues the operations. */
    abstract void queue(DiskSession session) throws IOException, Refusal;

    /** Returns whether the user has said that the disk may become smaller. */
    abstract boolean mayShrink();

    @ArgGroup
    private Until until;

    /** How far to go. */
    static final class Until {
        @Option(names = "--plan", description = "Only tells what would be done, and what it would cost.")
        private boolean plan;

        @Option(names = "--rehearse",
                description = "Does everything but the last step: the image is not touched, the outcome is "
                        + "checked.")
        private boolean rehearse;
    }

    @Option(names = "--json", description = "Prints the plan and the outcome as JSON.")
    private boolean json;

    @Mixin
    private HowToOpen how;

    @Mixin
    private Overwriting overwriting;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, Refusal {
        PrintWriter out = spec.commandLine().getOut();
        boolean plan = until != null && until.plan;
        DiskSession.Mode mode = plan ? DiskSession.Mode.LOOK : DiskSession.Mode.EDIT;
        try (DiskSession session = DiskSession.open(image, mode, overwriting.in(how.options()))) {
            session.requireWhole();
            session.requireEditable();
            queue(session);
            Review review = session.review();
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("plan", plan(session, review));
            if (!json) {
                print(review, out);
            }
            if (!plan) {
                DiskResize.requireConsent(session.onDisk().diskSize(), session.draft().last().diskSize(),
                        mayShrink());
            }
            if (plan) {
                report.put("outcome", "planned");
                report.putAll(LayoutJson.of(session.draft().last(), session));
                if (!json) {
                    out.println();
                    out.println("Afterwards:");
                    LayoutText.print(session.draft().last(), session, out);
                }
            } else {
                work(session, out, report);
                report.putAll(LayoutJson.of(session.onDisk(), session));
            }
            if (json) {
                Json.print(report, out);
            }
        }
        return Main.DONE;
    }

    private void work(DiskSession session, PrintWriter out, Map<String, Object> report)
            throws IOException, Refusal {
        boolean rehearse = until != null && until.rehearse;
        Progress progress = new Progress(spec.commandLine().getErr(), json);
        try (Interrupt interrupt = new Interrupt()) {
            if (rehearse) {
                session.rehearse(progress, interrupt::isRequested);
            } else {
                session.apply(progress, interrupt::isRequested);
            }
        } finally {
            progress.end();
        }
        if (!json) {
            out.println(rehearse ? "Rehearsed: everything would work. The image was not touched." : "Done.");
            progress.checked().forEach(found -> print(found, out));
        }
        report.put("outcome", rehearse ? "rehearsed" : "done");
        report.put("checks", progress.checked().stream().map(DraftCommand::json).toList());
    }

    private static void print(Event.Checked found, PrintWriter out) {
        out.println(found.text());
        found.lines().forEach(line -> out.println("    | " + line));
    }

    private static Map<String, Object> json(Event.Checked found) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("partition", found.partition());
        object.put("condition", found.condition().name().toLowerCase(Locale.ROOT));
        object.put("text", found.text());
        object.put("lines", found.lines());
        return object;
    }

    private static Map<String, Object> plan(DiskSession session, Review review) {
        Map<String, Object> plan = new LinkedHashMap<>();
        List<Object> steps = new ArrayList<>();
        List<String> script = session.draft().lines();
        for (int i = 0; i < review.steps().size(); i++) {
            steps.add(Json.object("operation", script.get(i), "text", review.steps().get(i).text()));
        }
        plan.put("steps", steps);
        plan.put("method", review.method());
        plan.put("copyBytes", review.copyBytes());
        plan.put("programsWriteMore", review.isLeast());
        plan.put("scratchBytes", review.scratchBytes());
        plan.put("warnings", review.warnings());
        plan.put("losses", review.losses().stream().map(loss -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("start", loss.range().start());
            entry.put("end", loss.range().end());
            entry.put("bytes", loss.bytes());
            if (loss.needsConsent()) {
                entry.put("looksLike", loss.looksLike());
            }
            return entry;
        }).toList());
        return plan;
    }

    private static void print(Review review, PrintWriter out) {
        int number = 1;
        for (Review.Step step : review.steps()) {
            out.println(number++ + ". " + step.text() + (step.how().isEmpty() ? "" : " – " + step.how()));
        }
        String about = review.isLeast() ? "at least " : "about ";
        String written = review.isLeast() && review.copyBytes() == 0 ? "what programs change"
                : about + ByteSize.format(review.copyBytes());
        out.println("The commit writes " + written + " to the image and needs "
                + about + ByteSize.format(review.scratchBytes()) + " of scratch space"
                + (review.isLeast() ? "; what programs write is known once they ran. " : ". ")
                + review.method());
        review.warnings().forEach(warning -> out.println("Mind: " + warning));
    }
}
