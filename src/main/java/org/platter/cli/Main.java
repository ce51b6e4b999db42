package org.platter.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.platter.base.Cancelled;
import org.platter.base.FileTrouble;
import org.platter.base.JobLog;
import org.platter.base.NoSuchReading;
import org.platter.base.RecoveryNeeded;
import org.platter.base.Refusal;
import org.platter.session.FileNames;
import org.platter.session.TemporaryFiles;
import org.platter.tool.ToolFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code platter} command. */
@Command(name = "platter", mixinStandardHelpOptions = true, versionProvider = Main.Version.class,
        synopsisHeading = "Usage: ", customSynopsis = {
            "platter [gui] [IMAGE...]",
            "       platter info IMAGE [--json]",
            "       platter apply IMAGE [-e LINE]... [SCRIPT] [--plan | --rehearse] [--json]",
            "       platter grow IMAGE [SIZE] [PARTITION]",
            "       platter shrink IMAGE",
            "       platter recover IMAGE",
            "       platter image create|info|resize|convert|clone|check|commit|rebase|snapshot|compare|map|"
                    + "sparsify|measure ...",
            "       platter table save|restore IMAGE FILE",
            "       platter loop attach|detach|list ...",
            "       platter device list|mount|unmount|swapon|swapoff ...",
            "       platter shell IMAGE [-e LINE]... [--keep | --drop] [-- COMMAND...]",
            "       platter browse IMAGE PARTITION [-- COMMAND...]"},
        description = {"", "Edits the partitions and file systems inside disk images, and the images "
                + "themselves.",
            "Without a command it opens the images in a window.", ""},
        commandListHeading = "Commands:%n",
        footer = {"",
            "Six rules hold for every operation:",
            "  Every byte has an owner. One without that is not zero is kept, or named before it is overwritten.",
            "  All that is on a disk is seen. Where two readings contradict each other, you choose.",
            "  An operation does as asked, or says why not. Changes by alignment are told.",
            "  A repair is news. What a checker mended or removed is told.",
            "  What makes a machine start is watched. Changes of what it is found by are told beforehand.",
            "  Every piece of advice can be followed.",
            "",
            "Exit status: 0 done; 1 failed, the image is as it was or can be resumed, and the message says",
            "which; 2 usage; 3 refused as impossible; 4 an interrupted commit is waiting for “platter "
                    + "recover”."})
public final class Main implements Runnable {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int REFUSED = 3;
    static final int INTERRUPTED = 4;
    /** An image was checked, and is damaged. */
    static final int DAMAGED = 5;
    /** An image was checked, and has nothing worse than leaked clusters. */
    static final int LEAKING = 6;
    /** Two images could not be compared; that they differ is {@link #FAILED}. */
    static final int NOT_COMPARED = 7;

    /** The commands that change nothing, and those that tell the log themselves. */
    private static final Set<String> NO_JOBS = Set.of("info", "support", "types", "image compare",
            "image info", "image map", "image measure", "gui", "engine");

    @Spec
    private CommandSpec spec;

    private final Consumer<List<Path>> window;

    Main(Consumer<List<Path>> window) {
        this.window = window;
    }

    /**
     * Runs one command and ends the program with its exit status.
     *
     * @param window shows images in a window, and returns when it is closed
     */
    public static void main(Consumer<List<Path>> window, String[] arguments) {
        TemporaryFiles.honourEnvironment(); // before anything makes a temporary file
        PrintStream out = utf8(FileDescriptor.out);
        int status = run(window, out, utf8(FileDescriptor.err), Arguments.exact(arguments));
        Interrupt.told();
        System.exit(status);
    }

    /** Runs one command and returns its exit status. */
    static int run(Consumer<List<Path>> window, PrintStream out, PrintStream err, String... arguments) {
        PrintWriter errors = new TerminalWriter(err);
        boolean isKnown = arguments.length == 0 || arguments[0].startsWith("-")
                || Commands.isKnown(arguments[0]) || isImage(arguments[0]);
        if (!isKnown) {
            errors.println("platter: There is no command and no image “" + arguments[0]
                    + "”. See “platter --help”.");
            return USAGE;
        }
        String[] words = withCommand(withoutMinus(arguments));
        CommandLine line = Commands.of(new Main(window), words)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(errors)
                .setUsageHelpWidth(110)
                .setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command.getErr()));
        line.setParameterExceptionHandler((failure, rest) -> {
            String wrong = Words.unmatched(failure).orElse(String.valueOf(failure.getMessage()));
            errors.println("platter: " + wrong + (wrong.matches("(?s).*[.!?]") ? "" : ".") + " See “"
                    + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help”.");
            return USAGE;
        });
        line.setExecutionStrategy(parsed -> {
            Integer helped = CommandLine.executeHelpRequest(parsed); // which is bold here and there
            line.setOut(new TerminalWriter(out));
            return helped != null ? helped : execute(parsed, words);
        });
        try {
            return line.execute(words);
        } catch (LinkageError e) { // unpacked where no program may run, or nowhere
            errors.println("platter: A library that Platter needs cannot be loaded (" + rootOf(e).getMessage()
                    + "); " + (System.getProperty("platter.launcher") == null
                            ? "start Platter by “platter” or “packaging/run”, where nothing has to be unpacked."
                            : "copy Platter to a file system where programs may run, and start it there."));
            return FAILED;
        } catch (StackOverflowError | OutOfMemoryError e) {
            return faulted(e, errors);
        }
    }

    /** Runs a command, of which the log is told where it is one that can change something. */
    private static int execute(CommandLine.ParseResult parsed, String... words) {
        CommandLine.RunLast last = new CommandLine.RunLast();
        String name = words[0].equals("image") && words.length > 1 ? "image " + words[1] : words[0];
        if (NO_JOBS.contains(name)) {
            return last.execute(parsed);
        }
        try (JobLog job = new JobLog("platter " + String.join(" ", words))) {
            int status = last.execute(parsed);
            job.ended("exit status " + status);
            return status;
        }
    }

    /** Writes the minus of {@code image resize IMAGE -2GiB} as one that is not taken for an option. */
    private static String[] withoutMinus(String[] arguments) {
        boolean resize = arguments.length > 2 && arguments[0].equals("image")
                && arguments[1].equals("resize");
        return !resize ? arguments : Stream.of(arguments)
                .map(word -> word.matches("-[0-9].*") ? "\u2212" + word.substring(1) : word)
                .toArray(String[]::new);
    }

    /** Images without a command are for the window. */
    private static String[] withCommand(String[] arguments) {
        if (arguments.length == 0) {
            return new String[] {"gui"};
        }
        String first = arguments[0];
        boolean image = !first.startsWith("-") && !Commands.isKnown(first) && isImage(first);
        return image ? Stream.concat(Stream.of("gui"), Stream.of(arguments)).toArray(String[]::new)
                : arguments;
    }

    private static boolean isImage(String word) {
        return word.contains("/") || word.contains(".") || Files.exists(FileNames.path(word));
    }

    /** Says why a command failed, and returns its exit status. */
    static int explain(Exception failure, PrintWriter err) {
        int status = told(failure, err);
        if (err instanceof TerminalWriter terminal) {
            terminal.printKept();
        }
        return status;
    }

    private static int told(Exception failure, PrintWriter err) {
        if (failure instanceof IOException && !(failure instanceof Cancelled)) {
            log(Level.WARNING, failure);
        }
        if (failure instanceof Refusal || failure instanceof NoSuchReading) {
            err.println("platter: " + failure.getMessage());
            return REFUSED;
        }
        if (failure instanceof RecoveryNeeded waiting) {
            err.println("platter: " + waiting.getMessage());
            return INTERRUPTED;
        }
        if (failure instanceof Cancelled) {
            err.println("platter: Cancelled; the image is as it was.");
            return FAILED;
        }
        if (failure instanceof IOException broken) {
            IOException told = FileTrouble.told(broken);
            String[] lines = String.valueOf(told.getMessage()).split(Pattern.quote(ToolFailure.BELOW));
            err.println("platter: " + lines[0] + Answers.hint(told));
            if (!(err instanceof TerminalWriter terminal && terminal.hasKept())) { // the same lines
                Stream.of(lines).skip(1).forEach(line -> err.println("    | " + line));
            }
            for (Throwable more : failure.getSuppressed()) {
                err.println("platter: and then: " + (more instanceof IOException also
                        ? FileTrouble.told(also) : more).getMessage());
            }
            return FAILED;
        }
        if (failure instanceof InvalidPathException name) {
            err.println("platter: The locale's encoding has no such name as “" + name.getInput()
                    + "”; nothing was changed. Set LC_ALL to C.UTF-8, or rename the file.");
            return FAILED;
        }
        return faulted(failure, err);
    }

    /** Tells of a fault of Platter's own, and prints its trace if that was asked for. */
    private static int faulted(Throwable fault, PrintWriter err) {
        log(Level.ERROR, fault);
        StackTraceElement[] trace = fault.getStackTrace();
        err.println("platter: Platter has a fault that ended this command: " + fault
                + (trace.length == 0 ? "" : " in " + trace[0]) + ". “platter info” says whether the image is "
                + "whole; report the fault with what it prints where PLATTER_TRACE=1 is set.");
        if (System.getenv("PLATTER_TRACE") != null) {
            fault.printStackTrace(err);
        }
        return FAILED;
    }

    private static void log(Level level, Throwable failure) {
        System.getLogger("org.platter.cli").log(level, String.valueOf(failure.getMessage()), failure);
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    void openWindow(List<Path> images) {
        window.accept(images);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Which command?");
    }

    /** Tells the version that the jar's manifest carries. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return List.of("Platter " + (version == null ? "(not packaged)" : version))
                    .toArray(String[]::new);
        }
    }
}
