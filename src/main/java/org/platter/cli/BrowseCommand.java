package org.platter.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.platter.base.Refusal;
import org.platter.session.Browsing;
import org.platter.session.DiskSession;
import org.platter.session.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code platter browse}: the files of a partition, to read. */
@Command(name = "browse", mixinStandardHelpOptions = true,
        description = {"Shows the files of a partition in a folder, to look at and to copy out, for as long "
                + "as a shell or a command runs beside it. Nothing can be written to it; the variable "
                + "PLATTER has its path.",
            "",
            "  platter browse disk.qcow2 1",
            "  platter browse disk.raw 2 -- cp -r p2/etc /tmp/etc-of-the-guest", ""})
final class BrowseCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "IMAGE", description = "The image.")
    private Path image;

    @Parameters(index = "1", paramLabel = "PARTITION", description = "The number of the partition.")
    private int number;

    @Parameters(index = "2..*", paramLabel = "COMMAND",
            description = "What to run beside it; without it, your shell.")
    private List<String> command = List.of();

    @Mixin
    private HowToOpen how;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ, how.options())) {
            try (Browsing files = session.browse(session.onDisk().partition(number)
                    .orElseThrow(() -> new Refusal(image + " has no partition " + number + ".")).id())) {
                spec.commandLine().getErr().println("The files are in " + files.path().getFileName()
                        + ", to read; what is put beside it goes when this ends.");
                return Terminal.run(command, files.folder(), files.path()) == 0 ? Main.DONE : Main.FAILED;
            }
        }
    }
}
