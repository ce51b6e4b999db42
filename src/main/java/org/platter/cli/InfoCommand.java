package org.platter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.platter.base.Json;
import org.platter.base.Refusal;
import org.platter.session.DiskSession;
import org.platter.session.image.ImageFacts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code platter info}: tells what is in an image, and writes nothing. */
@Command(name = "info", mixinStandardHelpOptions = true,
        description = "Tells what is in an image: its table, its partitions and what they hold.")
final class InfoCommand implements Callable<Integer> {

    @Parameters(paramLabel = "IMAGE", description = "The image, or a block device.")
    private Path image;

    @Option(names = "--json", description = "Prints JSON; sizes and offsets in bytes.")
    private boolean json;

    @Mixin
    private HowToOpen how;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, Refusal {
        PrintWriter out = spec.commandLine().getOut();
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ, how.options())) {
            ImageFacts facts = session.readFacts();
            if (json) {
                Json.print(LayoutJson.of(session, facts), out);
            } else {
                LayoutText.print(session, facts, out);
            }
        }
        return Main.DONE;
    }
}
