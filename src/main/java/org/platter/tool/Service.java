package org.platter.tool;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that runs until it is asked to end, beside Platter and never longer: when Platter ends it is
 * ended, also when Platter is killed.
 */
public final class Service implements Closeable {

    /** Something that fails to come about until the program is ready for it. */
    @FunctionalInterface
    public interface Attempt<T> {
        /** Returns nothing if it is too early. */
        Optional<T> make() throws IOException;
    }

    private static final long POLL_MILLIS = 5;
    private static final long GRACE_MILLIS = 10_000;
    private static final int KEPT = 16 << 10;

    private final Command command;
    private final String program;
    private final Process process;
    private final boolean isConfined;
    private final StringBuilder output = new StringBuilder();
    private final Thread listener;

    private Service(Command command, Process process) {
        this.command = command;
        this.program = command.program();
        this.isConfined = command.confinedTo().isPresent();
        this.process = process;
        this.listener = new Thread(this::listen, "output of " + process.pid());
        listener.setDaemon(true);
        listener.start();
    }

    /**
     * Starts a program, in English and with its errors among its output.
     *
     * @throws ToolFailure if it is not installed or cannot be started
     */
    public static Service start(Programs programs, Command command) throws IOException {
        Process process = ProgramRunner.start(programs, command, Lifeline.Signal.TERM,
                !command.input().isEmpty());
        Running.PROCESSES.add(process);
        if (!command.input().isEmpty()) {
            ProgramRunner.feed(process, command.input().getBytes(StandardCharsets.UTF_8));
        }
        ProgramRunner.log(command, ": serves as process " + process.pid());
        return new Service(command, process);
    }

    /**
     * Tries until the attempt succeeds or the program has ended.
     *
     * @throws ToolFailure if the program ended, with what it printed, or let more than {@code patience} pass
     */
    public <T> T await(Attempt<T> attempt, Duration patience) throws IOException {
        long until = System.nanoTime() + patience.toNanos();
        for (;;) {
            Optional<T> made = attempt.make();
            if (made.isPresent()) {
                return made.get();
            }
            if (hasEndedWithin(POLL_MILLIS)) {
                throw failure();
            }
            if (System.nanoTime() - until > 0) {
                throw new ToolFailure(program, 0, "it did not become ready in " + patience.toSeconds()
                        + " seconds", output());
            }
        }
    }

    /** Waits so long for the program to end by itself; returns whether it has. */
    public boolean hasEndedWithin(long milliseconds) {
        try {
            return process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    /** Returns what the program has open, but for what it reads and prints to, as links that lead to it. */
    public List<Path> openFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        for (ProcessHandle one : Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList()) {
            Path proc = Path.of("/proc", String.valueOf(one.pid()));
            try (DirectoryStream<Path> links = Files.newDirectoryStream(proc.resolve("fd"))) {
                if (proc.resolve("exe").toRealPath().endsWith(program)) { // not what starts it
                    for (Path link : links) {
                        if (Integer.parseInt(link.getFileName().toString()) > 2) {
                            files.add(link);
                        }
                    }
                }
            } catch (FileSystemException e) {
                continue; // it has ended, or is none that this user may look into
            }
        }
        return files;
    }

    /** The exit status of a program that has ended; 128 and the signal's number where one ended it. */
    public OptionalInt status() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** The last of what it printed. */
    public String output() {
        if (!process.isAlive()) {
            try {
                listener.join(1000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        synchronized (output) {
            return output.toString();
        }
    }

    /** Asks the program to end, waits for that, and makes it end if it does not. */
    @Override
    public void close() {
        List<ProcessHandle> inner = isConfined ? process.descendants().toList() : List.of();
        if (inner.isEmpty()) {
            process.toHandle().destroy(); // the process itself would lose what was printed
        }
        inner.forEach(ProcessHandle::destroy); // the sandbox ends with the program
        if (!hasEndedWithin(GRACE_MILLIS)) {
            inner.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.onExit().join();
        }
        if (Running.PROCESSES.remove(process)) {
            ProgramRunner.log(command, ": ended (" + process.exitValue() + ")");
        }
    }

    /** What to throw when the program has ended and should not have. */
    public ToolFailure failure() {
        String printed = output();
        return new ToolFailure(program, process.isAlive() ? 0 : process.exitValue(), "it ended too early",
                printed);
    }

    private void listen() {
        try (Reader reader = process.inputReader(StandardCharsets.UTF_8)) {
            char[] buffer = new char[4096];
            for (int length = reader.read(buffer); length >= 0; length = reader.read(buffer)) {
                synchronized (output) {
                    output.append(buffer, 0, length);
                    output.delete(0, Math.max(0, output.length() - KEPT));
                }
            }
        } catch (IOException e) {
            return; // the program is gone, which its exit status tells better
        }
    }
}
