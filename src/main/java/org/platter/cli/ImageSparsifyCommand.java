package org.platter.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.platter.base.ByteSize;
import org.platter.base.Json;
import org.platter.base.Refusal;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.ImageOptions;
import org.platter.session.image.SparsifyReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code platter image sparsify}: gives back what no file system in an image uses. */
@Command(name = "sparsify", mixinStandardHelpOptions = true,
        description = {"Gives back the room of what no file system in an image uses: in the image itself, or "
                + "in a copy.",
            ""},
        footer = {"", "Examples:", "  platter image sparsify disk.qcow2",
            "  platter image sparsify --into small.raw disk.raw"})
final class ImageSparsifyCommand extends ImageJob {

    @Parameters(paramLabel = "IMAGE", description = "The image.")
    private Path image;

    @Option(names = "--into", paramLabel = "TARGET",
            description = "Makes a new image of the same format, and leaves the old one as it is.")
    private Path into;

    @Option(names = "--json", description = "Prints JSON; sizes in bytes.")
    private boolean json;

    @Mixin
    private HowToOpen how;

    @Override
    String afterCancelling() {
        return into == null ? "what was given back by then stays so, and the disk holds what it held"
                : "nothing was made";
    }

    @Override
    public Integer call() throws IOException, Refusal {
        ImageOptions options = how.options();
        SparsifyReport report = run((events, cancelled) -> ImageJobs.sparsify(image, options,
                Optional.ofNullable(into), events, cancelled));
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("freedBytes", report.freedBytes());
            all.put("allocatedBefore", report.allocatedBefore());
            all.put("allocatedAfter", report.allocatedAfter());
            all.put("kept", report.kept());
            Json.print(all, out());
            return Main.DONE;
        }
        report.kept().forEach(this::say);
        say((into == null ? image : into) + " takes up " + ByteSize.format(report.allocatedAfter())
                + " on the host; " + (into == null ? "it was " : image + " takes up ")
                + ByteSize.format(report.allocatedBefore()) + ".");
        return Main.DONE;
    }
}
