package org.platter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.platter.base.Refusal;
import org.platter.session.DiskSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code platter recover}: finishes a commit that was interrupted. */
@Command(name = "recover", mixinStandardHelpOptions = true,
        description = "Finishes a commit that was interrupted, by a power cut or otherwise.")
final class RecoverCommand implements Callable<Integer> {

    @Parameters(paramLabel = "IMAGE", description = "The image whose commit was interrupted.")
    private Path image;

    @Option(names = "--give-up",
            description = "Takes an image as it is of which no journal can finish the change: it stays half "
                    + "changed, and is not refused any more.")
    private boolean givesUp;

    @Mixin
    private HowToOpen how;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, Refusal {
        PrintWriter out = spec.commandLine().getOut();
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT, how.options())) {
            if (session.unusableJournal().isPresent()) {
                throw new IOException(session.unusableJournal().get());
            }
            if (givesUp && session.giveUp()) {
                out.println("Done: the image is taken as it is, half changed.");
                return Main.DONE;
            }
            if (session.interrupted().isEmpty()) {
                out.println("Nothing to do: " + Words.plain(image) + " has no interrupted commit.");
                return Main.DONE;
            }
            session.interrupted().get().plan().forEach(line -> out.println("  " + Words.plain(line)));
            Progress progress = new Progress(spec.commandLine().getErr(), false);
            try (Interrupt interrupt = new Interrupt()) {
                session.recover(progress, interrupt::isRequested);
            } finally {
                progress.end();
            }
            out.println("Done: the image is now as it was asked to become.");
        }
        return Main.DONE;
    }
}
