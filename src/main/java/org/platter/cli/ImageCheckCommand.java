package org.platter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.platter.base.ByteSize;
import org.platter.base.Json;
import org.platter.base.Refusal;
import org.platter.session.image.CheckFacts;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.ImageOptions;
import org.platter.session.image.Repair;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code platter image check}: checks the structures of an image. */
@Command(name = "check", mixinStandardHelpOptions = true,
        description = {"Checks the structures of an image; what is on its disk is the matter of “platter "
                + "apply -e 'check 1'”. Raw images have no structures to check.",
            ""},
        footer = {"", "Exit status: 0 good, or good now; 1 it could not be checked; 2 usage; 3 refused; "
                + "5 damaged; 6 only leaked clusters, which waste room and harm nothing. (qemu-img check ends "
                + "with 2 and 3 where this ends with 5 and 6.)",
            "", "Examples:", "  platter image check disk.qcow2",
            "  platter image check --repair leaks disk.qcow2"})
final class ImageCheckCommand extends ImageJob {

    @Parameters(paramLabel = "IMAGE", description = "The image.")
    private Path image;

    @Option(names = {"-r", "--repair"}, paramLabel = "WHAT", arity = "0..1", defaultValue = "none",
            fallbackValue = "all",
            description = "Repairs what it finds: leaks, or all (also when nothing is named). Keep a copy of "
                    + "a damaged image before that.")
    private Repair repair;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Mixin
    private HowToOpen how;

    @Override
    public Integer call() throws IOException, Refusal {
        ImageOptions options = how.options();
        CheckFacts facts = run(
                (events, cancelled) -> ImageJobs.check(image, options, repair, events, cancelled));
        if (json) {
            Json.print(json(facts), out());
        } else {
            print(facts, out());
        }
        if (facts.corruptions() > 0) {
            return Main.DAMAGED;
        }
        return facts.leakedClusters() > 0 ? Main.LEAKING : Main.DONE;
    }

    private void print(CheckFacts facts, PrintWriter out) {
        facts.findings().forEach(finding -> out.println(Words.plain(finding)));
        if (facts.repairedCorruptions() > 0) {
            out.println("Repaired: " + facts.repairedCorruptions() + " damaged places.");
        }
        if (facts.repairedLeaks() > 0) {
            out.println("Given back: " + facts.repairedLeaks() + " leaked clusters.");
        }
        String name = Words.plain(image);
        if (facts.corruptions() > 0) {
            out.println(name + " is damaged in " + facts.corruptions() + " places"
                    + (facts.leakedClusters() > 0 ? ", and has " + facts.leakedClusters() + " leaked clusters"
                            : "")
                    + (!facts.isRepairable() || repair == Repair.ALL
                            ? "; nothing can repair them, and “platter image convert --salvage” saves what "
                                    + "can be read."
                            : "; keep a copy of it, and try “platter image check --repair all”."));
        } else if (facts.leakedClusters() > 0) {
            out.println(name + " has " + facts.leakedClusters() + " leaked clusters, which waste room and "
                    + "harm nothing; “platter image check --repair leaks” gives them back.");
        } else {
            out.println(name + " is good.");
        }
        if (facts.allocatedClusters().isPresent() && facts.totalClusters().isPresent()) {
            long total = facts.totalClusters().getAsLong();
            out.printf("%d of %d clusters are allocated (%.1f %%)%s%n", facts.allocatedClusters().getAsLong(),
                    total, total == 0 ? 0 : facts.allocatedClusters().getAsLong() * 100.0 / total,
                    facts.imageEnd().isPresent() ? "; the image ends at "
                            + ByteSize.format(facts.imageEnd().getAsLong()) + "." : ".");
        }
    }

    private Map<String, Object> json(CheckFacts facts) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("path", image.toString());
        all.put("format", facts.format());
        all.put("corruptions", facts.corruptions());
        all.put("leakedClusters", facts.leakedClusters());
        all.put("repairedCorruptions", facts.repairedCorruptions());
        all.put("repairedLeaks", facts.repairedLeaks());
        all.put("allocatedClusters", facts.allocatedClusters());
        all.put("totalClusters", facts.totalClusters());
        all.put("imageEnd", facts.imageEnd());
        all.put("findings", facts.findings());
        return all;
    }
}
