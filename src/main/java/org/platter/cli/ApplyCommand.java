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
import org.platter.base.Refusal;
import org.platter.operation.DiskResize;
import org.platter.session.DiskSession;
import org.platter.session.Review;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code platter apply}: carries out operations on an image, all or none. */
@Command(name = "apply", mixinStandardHelpOptions = true,
        description = {"Carries out operations on an image: all of them, or none.", "",
            "Operations, one a line; sizes are 512MiB, 1.5GB, 3084480s (sectors), 100%%, max, min, +1GiB, "
                    + "-1GiB;",
            "edges are aligned to a MiB (align=cylinder, align=none), those given in sectors lie where "
                    + "asked:",
            "  disk size=+2GiB                        resize the image; a smaller one needs --shrink",
            "  table type=gpt                         make a new, empty table (msdos, gpt)",
            "  repair                                 write a damaged table anew from what could be read",
            "  create start=1MiB size=512MiB fs=ext4 label=root role=primary align=mib",
            "  delete 2",
            "  move 2 start=+1024MiB align=cylinder   to the right; start=3084480s is absolute",
            "  resize 1 size=max align=cylinder       or end=, or start= with size=; mib, cylinder or none",
            "  format 1 fs=ext4 label=data",
            "  check 1                                repair, and grow the file system to fill its "
                    + "partition;",
            "                                         mode=look: only tell what is wrong",
            "  copy 1 start=2GiB                      into free space; uuid=random: not with the same UUID;",
            "                                         replace=1: instead of partition 1, whose number, "
                    + "PARTUUID,",
            "                                         type, flags and name it takes over",
            "  paste from=other.qcow2 partition=2     a partition of another image; start=, size=, uuid=,",
            "                                         replace=",
            "  label 1 text=data      uuid 1 value=random      name 1 text=EFI",
            "  type 1 value=swap      flag 1 boot=on", ""})
final class ApplyCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "IMAGE", description = "The image to change.")
    private Path image;

    @Parameters(index = "1", arity = "0..1", paramLabel = "SCRIPT",
            description = "A file with an operation a line; # begins a comment; - is the standard input.")
    private String script;

    @Option(names = "-e", paramLabel = "LINE", description = "An operation; may be given several times.")
    private List<String> lines = List.of();

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

    @Option(names = "--shrink", description = "Allows the disk to become smaller.")
    private boolean shrink;

    @Mixin
    private HowToOpen how;

    @Mixin
    private Overwriting overwriting;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, Refusal {
        List<String> wanted = operations();
        PrintWriter out = spec.commandLine().getOut();
        boolean plan = until != null && until.plan;
        DiskSession.Mode mode = plan ? DiskSession.Mode.LOOK : DiskSession.Mode.EDIT;
        try (DiskSession session = DiskSession.open(image, mode, overwriting.in(how.options()))) {
            session.requireWhole();
            session.requireEditable();
            for (String line : wanted) {
                session.push(line);
            }
            Review review = session.review();
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("plan", plan(session, review));
            if (!json) {
                print(review, out);
            }
            if (!plan) {
                DiskResize.requireConsent(session.onDisk().diskSize(), session.draft().last().diskSize(),
                        shrink);
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
        report.put("checks", progress.checked().stream().map(ApplyCommand::json).toList());
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

    private List<String> operations() throws IOException {
        List<String> all = new ArrayList<>(lines);
        if (script != null) {
            all.addAll(Scripts.read(script));
        }
        if (all.isEmpty()) {
            throw new ParameterException(spec.commandLine(),
                    "Nothing to do: give operations with -e or in a script.");
        }
        return all;
    }

    private static Map<String, Object> plan(DiskSession session, Review review) {
        Map<String, Object> plan = new LinkedHashMap<>();
        List<Object> steps = new ArrayList<>();
        List<String> script = session.draft().lines();
        for (int i = 0; i < review.steps().size(); i++) {
            steps.add(Map.of("operation", script.get(i), "text", review.steps().get(i).text()));
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
