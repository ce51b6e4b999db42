package org.platter.tool;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.JobLog;
import org.platter.host.UserFolders;

/**
 * Runs programs to their end and tells what they print, in the caller's thread. None outlives the call, nor
 * Platter.
 */
public final class ProgramRunner {

    private static final long POLL_MILLIS = 50;
    /** What a program that was asked to end has left to do so. */
    private static final long GRACE_MILLIS = 5000;
    /** How long the output of a program that has ended is waited for, where a child of its keeps it open. */
    private static final long LINGER_MILLIS = 1000;

    /** How long a program may neither print nor read nor write before the user is told. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Programs programs;
    private final Duration patience;

    /**
     * What a program that succeeded left.
     *
     * @param output what it printed, the last MiB of it, in lines
     */
    public record Result(int status, String output) {}

    public ProgramRunner(Programs programs) {
        this(programs, PATIENCE);
    }

    /** @param patience how long a program may neither print nor read nor write before that is told */
    public ProgramRunner(Programs programs, Duration patience) {
        this.programs = programs;
        this.patience = patience;
    }

    /** Returns the programs that it runs. */
    public Programs installed() {
        return programs;
    }

    /**
     * Runs a program to its end, in English and with its errors among its output. Where {@code cancelled}
     * becomes true the program is asked to end, and after five seconds made to.
     *
     * @throws ToolFailure if it is not installed, or ends with a status that does not mean success
     * @throws Cancelled if {@code cancelled} became true before the program had ended
     */
    public Result run(Command command, Consumer<Event> events, BooleanSupplier cancelled) throws IOException {
        return run(command, command.input().getBytes(StandardCharsets.UTF_8), events, cancelled);
    }

    /**
     * Runs a program as {@link #run(Command, Consumer, BooleanSupplier)} does, and ends it where it neither
     * prints nor reads nor writes for longer than {@code limit}.
     *
     * @throws ToolFailure also if it was ended for that
     */
    public Result run(Command command, Duration limit, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException {
        return again(command, command.input().getBytes(StandardCharsets.UTF_8), Optional.of(limit), events,
                cancelled);
    }

    /**
     * Runs a program as {@link #run(Command, Consumer, BooleanSupplier)} does, with {@code input} instead of
     * what the command says: something that is told nowhere. The caller may overwrite it afterwards.
     */
    public Result run(Command command, byte[] input, Consumer<Event> events, BooleanSupplier cancelled)
            throws IOException {
        return again(command, input, Optional.empty(), events, cancelled);
    }

    private Result again(Command command, byte[] input, Optional<Duration> limit, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException {
        for (int tries = 1;; tries++) {
            try {
                return runOnce(command, input, limit, events, cancelled);
            } catch (ToolFailure e) {
                if (tries == Sandbox.MAX_TRIES || !Sandbox.couldNotBegin(e.output())) {
                    throw e;
                }
            }
        }
    }

    private Result runOnce(Command command, byte[] input, Optional<Duration> limit, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException {
        if (cancelled.getAsBoolean()) {
            throw new Cancelled();
        }
        Process process = start(programs, command, Lifeline.Signal.KILL, input.length > 0);
        Running.PROCESSES.add(process);
        try {
            events.accept(new Event.CommandStarted(command.arguments()));
            feed(process, input);
            long began = System.nanoTime();
            Transcript transcript = new Transcript(events, System::nanoTime);
            Stillness stillness = new Stillness(process, command.program(), patience, events);
            AtomicBoolean isStuck = new AtomicBoolean(); // what it prints when it is ended changes nothing
            boolean ended = follow(process, transcript, stillness, () -> {
                if (limit.filter(stillness::isLongerThan).isPresent()) {
                    isStuck.set(true);
                }
                return isStuck.get() || cancelled.getAsBoolean();
            });
            transcript.end();
            int status = process.exitValue();
            if (!ended && isStuck.get()) {
                String hung = "it did nothing for " + Stillness.time(limit.get()) + ", and was ended";
                events.accept(new Event.CommandEnded(status, hung));
                throw new ToolFailure(command.program(), status, hung, transcript.text());
            }
            String meaning = ended ? meaning(command, status) : "cancelled";
            String end = meaning.isEmpty() ? "failed" : meaning;
            log(command, ": " + end + " (" + status + ") after " + JobLog.seconds(System.nanoTime() - began));
            events.accept(new Event.CommandEnded(status, end));
            if (!ended) {
                throw new Cancelled();
            }
            if (!command.accepted().containsKey(status)) {
                throw new ToolFailure(command.program(), status, meaning, transcript.text());
            }
            return new Result(status, transcript.text());
        } finally {
            kill(process);
            Running.PROCESSES.remove(process);
        }
    }

    /** What a program is fed or prints is not told: it may be a secret. */
    static void log(Command command, String what) {
        System.getLogger("org.platter.tool").log(Level.INFO, String.join(" ", command.arguments()) + what);
    }

    /**
     * @param atOurEnd what ends it when Platter is killed
     * @param hasInput whether it is going to be fed; else its input is empty
     */
    static Process start(Programs programs, Command command, Lifeline.Signal atOurEnd, boolean hasInput)
            throws IOException {
        ProcessBuilder builder = prepared(programs, command, atOurEnd).redirectErrorStream(true);
        if (!hasInput) {
            builder.redirectInput(new File("/dev/null"));
        }
        return Lifeline.start(programs, builder, command.program(), atOurEnd);
    }

    static ProcessBuilder prepared(Programs programs, Command command, Lifeline.Signal atOurEnd)
            throws ToolFailure {
        String name = command.program();
        Path program = programs.find(name).orElseThrow(() -> new ToolFailure(name, 127, "it is not installed"
                + Programs.debianPackage(name).map(text -> "; install the package " + text).orElse(""), ""));
        List<String> arguments = new ArrayList<>(command.arguments());
        arguments.set(0, program.toString());
        List<String> sandbox = Sandbox.words(programs, command, atOurEnd);
        arguments.replaceAll(InheritedFiles::inside);
        arguments.addAll(0, sandbox);
        InheritedFiles.addTo(arguments, programs, command);
        ProcessBuilder builder = new ProcessBuilder(arguments).directory(new File("/"));
        Map<String, String> environment = builder.environment();
        environment.put("PATH", programs.path());
        environment.put("LC_ALL", "C.UTF-8"); // English, and labels as they are given
        environment.remove("LANGUAGE");
        environment.put("PWD", builder.directory().toString()); // else a shell looks at the caller's
        UserFolders.homeInsteadOf(environment).ifPresent(home -> environment.put("HOME", home.toString()));
        return builder;
    }

    static Process begin(ProcessBuilder builder, String name) throws ToolFailure {
        try {
            return builder.start();
        } catch (IOException e) {
            ToolFailure failure = new ToolFailure(name, 127, "it could not be started",
                    String.valueOf(e.getMessage()));
            failure.initCause(e);
            throw failure;
        }
    }

    /** Returns whether the program ended by itself; in any case it has ended then. */
    private static boolean follow(Process process, Transcript transcript, Stillness stillness,
            BooleanSupplier cancelled) {
        try (Listener listener = new Listener(process)) {
            long askedAt = 0;
            long endedAt = 0;
            boolean byItself = true;
            boolean isOpen = true;
            List<ProcessHandle> children = List.of();
            while (isOpen || process.isAlive()) {
                byte[] bytes = listener.next(POLL_MILLIS);
                transcript.add(bytes);
                stillness.look(bytes.length > 0);
                if (!listener.isOpen()) {
                    await(process);
                }
                long now = System.currentTimeMillis();
                if (!process.isAlive()) {
                    endedAt = endedAt == 0 ? now : endedAt;
                    isOpen = listener.isOpen() && (bytes.length > 0 || now - endedAt < LINGER_MILLIS);
                } else if (byItself && cancelled.getAsBoolean()) {
                    byItself = false;
                    askedAt = now;
                    children = process.descendants().toList();
                    children.forEach(ProcessHandle::destroy);
                    process.destroy();
                } else if (!byItself && now - askedAt > GRACE_MILLIS) {
                    kill(process);
                }
            }
            children.forEach(ProcessHandle::destroyForcibly);
            return byItself;
        }
    }

    private static void await(Process process) {
        try {
            process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends a program and what it started, and waits for that. */
    private static void kill(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    static void feed(Process process, byte[] input) {
        if (input.length == 0) {
            return;
        }
        Thread feeder = new Thread(() -> {
            try (OutputStream into = process.getOutputStream()) {
                into.write(input);
            } catch (IOException e) {
                // The program ended without reading all of it; its exit status says whether that matters.
            }
        }, "input of " + process.pid());
        feeder.setDaemon(true);
        feeder.start();
    }

    private static String meaning(Command command, int status) {
        return command.meaning(status).orElseGet(() -> switch (status) {
            case 0 -> "done";
            case 128 + 6, 128 + 11, 128 + 7, 128 + 8, 128 + 4 -> "it crashed, by signal " + (status - 128);
            case 128 + 9 -> "it was killed; the machine may have run out of memory";
            // of the other signals most end no program; a status of that number is the program's own
            case 128 + 1, 128 + 2, 128 + 3, 128 + 13, 128 + 14, 128 + 15, 128 + 25, 128 + 31 ->
                "it was ended by signal " + (status - 128);
            default -> "";
        });
    }
}
