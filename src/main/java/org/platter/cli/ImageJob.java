package org.platter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.ByteSize;
import org.platter.base.CacheMode;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.Refusal;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What the {@code platter image} commands have in common. */
abstract class ImageJob implements Callable<Integer> {

    @Option(names = {"-q", "--quiet"}, description = "Tells nothing of its progress.")
    private boolean quiet;

    @Option(names = "-p", description = "As qemu-img has it; on a terminal progress is shown anyway.")
    @SuppressWarnings("UnusedVariable") // scripts written for qemu-img give it
    private boolean progress;

    @Spec
    private CommandSpec spec;

    /** Work that tells how far it is, and stops soon after it is cancelled. */
    interface Work<T> {
        T run(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal;
    }

    /** Work that has no outcome of its own. */
    interface Task {
        void run(Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal;
    }

    /** A size in bytes, as people write it. */
    static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                return ByteSize.parse(text);
            } catch (Refusal refusal) {
                throw new TypeConversionException(refusal.getMessage());
            }
        }
    }

    /** A cache mode; qemu-img's {@code unsafe} would not be durable at the end, so there is none. */
    static final class Cache implements ITypeConverter<CacheMode> {
        @Override
        public CacheMode convert(String text) {
            for (CacheMode mode : CacheMode.values()) {
                if (mode.name().equalsIgnoreCase(text)) {
                    return mode;
                }
            }
            throw new TypeConversionException("“" + text + "” is no cache mode; there are writeback, "
                    + "writethrough, none and directsync.");
        }
    }

    /** Runs the work with its progress on the standard error; Ctrl-C and SIGTERM cancel it. */
    final <T> T run(Work<T> work) throws IOException, Refusal {
        Progress shown = new Progress(spec.commandLine().getErr(), quiet);
        try (Interrupt interrupt = new Interrupt()) {
            return work.run(shown, interrupt::isRequested);
        } catch (Cancelled e) {
            throw new IOException("Cancelled; " + afterCancelling() + ".", e);
        } finally {
            shown.end();
        }
    }

    /** Runs the work as {@link #run} does. */
    final void perform(Task task) throws IOException, Refusal {
        run((events, cancelled) -> {
            task.run(events, cancelled);
            return Boolean.TRUE;
        });
    }

    /** What has become of the images when the work was cancelled, as the end of a sentence. */
    String afterCancelling() {
        return "nothing was changed";
    }

    final CommandSpec spec() {
        return spec;
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Prints what was done, unless nothing is to be told. */
    final void say(String text) {
        if (!quiet) {
            out().println(Words.plain(text));
        }
    }

    final ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    /**
     * Reads options of a format: {@code name=value}, several with commas between; two commas stand for one in
     * a value.
     */
    final Map<String, String> settings(List<String> words) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String word : words) {
            for (String part : word.replace(",,", "\0").split(",")) {
                int equals = part.indexOf('=');
                if (part.isEmpty()) {
                    continue;
                }
                if (equals == 0) {
                    throw usage("“" + part + "” is no option; write name=value.");
                }
                // qemu-img takes a name alone as name=on
                all.put(equals < 0 ? part : part.substring(0, equals),
                        equals < 0 ? "on" : part.substring(equals + 1).replace('\0', ','));
            }
        }
        return all;
    }
}
