package org.platter.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.platter.base.Refusal;
import org.platter.operation.RestoreTable;
import org.platter.operation.TableText;
import org.platter.session.DiskSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code platter table}: a partition table as a text file. */
@Command(name = "table", mixinStandardHelpOptions = true,
        subcommands = {TableCommand.Save.class, TableCommand.Restore.class},
        description = "Saves a partition table as a text, as “sfdisk --dump” does, and restores it.")
final class TableCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which of save and restore?");
    }

    /** {@code platter table save}. */
    @Command(name = "save", mixinStandardHelpOptions = true,
            description = "Writes the table of an image as a text.")
    static final class Save implements Callable<Integer> {

        @Parameters(index = "0", paramLabel = "IMAGE", description = "The image.")
        private Path image;

        @Parameters(index = "1", paramLabel = "FILE", arity = "0..1",
                description = "Where to; without it the text is printed.")
        private Path file;

        @Mixin
        private HowToOpen how;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            try (DiskSession session = DiskSession.open(image, DiskSession.Mode.READ, how.options())) {
                session.requireWhole();
                String text = TableText.of(session.onDisk());
                if (file == null) {
                    spec.commandLine().getOut().print(text);
                    spec.commandLine().getOut().flush();
                } else {
                    Files.writeString(file, text);
                }
            }
            return Main.DONE;
        }
    }

    /** {@code platter table restore}. */
    @Command(name = "restore", mixinStandardHelpOptions = true,
            description = "Puts a saved table in the place of the one there is; no byte of a partition "
                    + "changes.")
    static final class Restore implements Callable<Integer> {

        private static final long LONGEST = 1 << 20;

        @Parameters(index = "0", paramLabel = "IMAGE", description = "The image to change.")
        private Path image;

        @Parameters(index = "1", paramLabel = "FILE", description = "The saved table.")
        private Path file;

        @Mixin
        private HowToOpen how;

        @Mixin
        private Overwriting overwriting;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException, Refusal {
            if (!Files.isReadable(file) || Files.size(file) > LONGEST) {
                throw new Refusal(Files.exists(file) ? file + " is no saved partition table."
                        : "There is no file " + file + ".");
            }
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            Progress progress = new Progress(spec.commandLine().getErr(), false);
            try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT,
                    overwriting.in(how.options()));
                    Interrupt interrupt = new Interrupt()) {
                session.requireWhole();
                session.push(RestoreTable.of(text, session.onDisk().sectorSize()));
                session.apply(progress, interrupt::isRequested);
            } finally {
                progress.end();
            }
            return Main.DONE;
        }
    }
}
