package org.platter.tool;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Starts programs that end with Platter, however Platter ends.
 *
 * <p>The kernel ends a program with the thread that started it (prctl(2), PR_SET_PDEATHSIG); so one thread
 * that never ends starts them all. A watchdog ends what they started in turn: a shell that waits at a pipe
 * for the end of Platter, and knows those processes by a variable in their environment.
 */
final class Lifeline {

    /** The signal that ends a program whose Platter is gone. */
    enum Signal {
        KILL,
        /** For a program that has something to write before it ends. */
        TERM,
        /** For a shell of the user's, whose other programs are the user's own. */
        HUP
    }

    private static final String MARK = "PLATTER_LIFELINE";
    private static final String TOKEN = UUID.randomUUID().toString();
    /**
     * A Platter that ends in order says so by a line; one that was killed may have been about to start a
     * program.
     */
    private static final String WATCHDOG = """
            trap '' HUP INT QUIT TERM
            looks=3
            while read -r line; do looks=1; done
            while :; do
                for signal in TERM KILL; do
                    for file in $(grep -lzs "^$1-$signal\\$" /proc/[0-9]*/environ); do
                        process=${file#/proc/}
                        kill -s $signal "${process%/environ}"
                    done
                done
                looks=$((looks - 1))
                [ $looks -gt 0 ] || exit
                sleep 1
            done
            """;

    private static final BlockingQueue<FutureTask<Process>> TO_START = new LinkedBlockingQueue<>();

    private static Optional<Process> watchdog = Optional.empty();

    static {
        Thread starter = new Thread(() -> {
            for (;;) {
                try {
                    TO_START.take().run();
                } catch (InterruptedException e) {
                    continue; // nobody interrupts it
                }
            }
        }, "start of programs");
        starter.setDaemon(true);
        starter.start();
    }

    private Lifeline() {}

    /**
     * Starts a program.
     *
     * @param builder what to start; it is changed
     * @throws ToolFailure if it cannot be started
     */
    static Process start(Programs programs, ProcessBuilder builder, String name, Signal signal)
            throws IOException {
        // a sandbox that the kernel ended would take the program in it along before it has ended in order
        programs.find("setpriv").filter(it -> signal != Signal.TERM || !Sandbox.isOne(builder.command()))
                .ifPresent(setpriv -> builder.command().addAll(0,
                        List.of(setpriv.toString(), "--pdeathsig", signal.name())));
        if (signal != Signal.HUP) {
            builder.environment().put(MARK, TOKEN + "-" + signal);
            watch();
        }
        FutureTask<Process> start = new FutureTask<>(() -> ProgramRunner.begin(builder, name));
        TO_START.add(start);
        try {
            return start.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Somebody interrupted the start of " + name, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Tells the watchdog that Platter ends in order. */
    static synchronized void end() {
        watchdog.ifPresent(process -> {
            try {
                process.getOutputStream().write("end\n".getBytes(StandardCharsets.US_ASCII));
                process.getOutputStream().flush();
            } catch (IOException e) {
                return; // somebody has ended it
            }
        });
    }

    private static synchronized void watch() throws IOException {
        if (watchdog.isEmpty() || !watchdog.get().isAlive()) {
            watchdog = Optional.of(ProgramRunner.begin(new ProcessBuilder("/bin/sh", "-c", WATCHDOG,
                    "platter-watchdog", MARK + "=" + TOKEN).directory(new File("/"))
                    .redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD), "sh"));
        }
    }
}
