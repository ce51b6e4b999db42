package org.platter.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.platter.base.Json;
import org.platter.base.Refusal;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.ImageJobs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code platter image info}: tells what an image is, and what it is based on. */
@Command(name = "info", mixinStandardHelpOptions = true,
        description = {"Tells what an image is: its format and sizes, its snapshots, the files that it "
                + "names, "
                + "and the images that it is based on. For what is on its disk see “platter info”.",
            ""},
        footer = {"", "Examples:", "  platter image info overlay.qcow2",
            "  platter image info --json --allow /srv/base/debian.qcow2 overlay.qcow2"})
final class ImageInfoCommand implements Callable<Integer> {

    @Parameters(paramLabel = "IMAGE", description = "The image.")
    private Path image;

    @Option(names = "--json", description = "Prints JSON: “image”, and “backing”, a list of what it is based "
            + "on; sizes in bytes.")
    private boolean json;

    @Mixin
    private HowToOpen how;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, Refusal {
        List<ImageFacts> chain = ImageJobs.chain(image, how.options());
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("image", ImageText.json(chain.get(0)));
            all.put("backing", chain.subList(1, chain.size()).stream().map(ImageText::json).toList());
            Json.print(all, spec.commandLine().getOut());
        } else {
            ImageText.print(chain, spec.commandLine().getOut());
        }
        return Main.DONE;
    }
}
