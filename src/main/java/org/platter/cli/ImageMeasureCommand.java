package org.platter.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteSize;
import org.platter.base.Json;
import org.platter.base.Refusal;
import org.platter.session.image.ImageJobs;
import org.platter.session.image.Measure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code platter image measure}: tells how large the file of a new image would be. */
@Command(name = "measure", mixinStandardHelpOptions = true,
        description = {"Tells how large the file of a new image would be: with the content of an image, or "
                + "empty, and when all of its disk has been written.",
            ""},
        footer = {"", "Examples:", "  platter image measure -O qcow2 disk.raw",
            "  platter image measure -O qcow2 -o cluster_size=2M --size 10TiB"})
final class ImageMeasureCommand extends ImageJob {

    @Parameters(paramLabel = "IMAGE", arity = "0..1", description = "The image whose content counts.")
    private Path image;

    @Option(names = "--size", paramLabel = "SIZE", converter = Size.class,
            description = "The size of an empty disk, in the place of an image.")
    private Long size;

    @Option(names = {"-O", "--target-format"}, paramLabel = "FORMAT", defaultValue = "raw",
            description = "The format of the new image: raw (the default) or qcow2.")
    private String format;

    @Option(names = {"-o", "--options"}, paramLabel = "NAME=VALUE",
            description = "Options of that format, with commas between.")
    private List<String> settings = List.of();

    @Option(names = "--json", description = "Prints JSON; sizes in bytes.")
    private boolean json;

    @Mixin
    private HowToOpen how;

    @Override
    public Integer call() throws IOException, Refusal {
        if ((image == null) == (size == null)) {
            throw usage(image == null ? "Give an image, or a --size."
                    : "Give an image or a --size, not both.");
        }
        Measure measure = ImageJobs.measure(Optional.ofNullable(image), how.options(),
                size == null ? OptionalLong.empty() : OptionalLong.of(size),
                HowToOpen.format(format, spec()), settings(settings));
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>(); // as qemu-img measure has it
            all.put("required", measure.required());
            all.put("fully-allocated", measure.fullyAllocated());
            Json.print(all, out());
        } else {
            out().println("Required: " + measure.required() + " bytes ("
                    + ByteSize.format(measure.required()) + ")");
            out().println("Fully allocated: " + measure.fullyAllocated() + " bytes ("
                    + ByteSize.format(measure.fullyAllocated()) + ")");
        }
        return Main.DONE;
    }
}
