package org.platter.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.operation.DiskResize;
import org.platter.session.DiskSession;
import org.platter.session.Terminal;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code platter shell}: the partitions of an image as files, in a shell. */
@Command(name = "shell", mixinStandardHelpOptions = true,
        description = {"Opens a shell in which the partitions of an image are files p1, p2 ... that any "
                + "program can "
                + "work on. The image is not touched; at the end all that was done is committed at once, or "
                + "dropped.",
            "",
            "  platter shell disk.qcow2",
            "  platter shell disk.raw --keep -- e2fsck -fy p1", ""})
final class ShellCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "IMAGE", description = "The image.")
    private Path image;

    @Parameters(index = "1..*", paramLabel = "COMMAND", description = "What to run; without it, your shell.")
    private List<String> command = List.of();

    @Option(names = "-e", paramLabel = "LINE",
            description = "An operation to carry out before, as “apply” has it.")
    private List<String> lines = List.of();

    @ArgGroup
    private Answer answer;

    /** What to do at the end, without being asked. */
    static final class Answer {
        @Option(names = "--keep",
                description = "Commits at the end if the command succeeded, and does not ask.")
        private boolean keep;

        @Option(names = "--drop", description = "Drops everything at the end, and does not ask.")
        @SuppressWarnings("UnusedVariable") // it is the answer that is no --keep
        private boolean drop;
    }

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
        Progress progress = new Progress(spec.commandLine().getErr(), false);
        int[] status = new int[1];
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT,
                overwriting.in(how.options()));
                Interrupt interrupt = new Interrupt()) {
            session.requireWhole();
            for (String line : lines) {
                session.push(line);
            }
            DiskResize.requireConsent(session.onDisk().diskSize(), session.draft().last().diskSize(), shrink);
            boolean kept = session.visit(folder -> status[0] = Terminal.run(command, folder),
                    left -> isKept(left, status[0]), progress, interrupt::isRequested);
            spec.commandLine().getOut().println(kept ? "Committed." : "Dropped; the image is as it was.");
        } finally {
            progress.end();
        }
        return status[0] == 0 ? Main.DONE : Main.FAILED;
    }

    private boolean isKept(Layout left, int status) {
        if (answer != null) {
            return answer.keep && status == 0;
        }
        PrintWriter out = spec.commandLine().getOut();
        LayoutText.print(left, out);
        out.print("Commit this to " + Words.plain(image) + "? [y/N] ");
        out.flush();
        try {
            String word = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))
                    .readLine();
            return word != null && word.strip().toLowerCase(java.util.Locale.ROOT).startsWith("y");
        } catch (IOException e) {
            return false; // nobody there to say yes
        }
    }
}
