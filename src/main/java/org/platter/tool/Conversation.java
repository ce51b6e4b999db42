package org.platter.tool;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/** A program that is talked to over its standard input and output, until it is left. */
public final class Conversation implements Closeable {

    private static final long GRACE_SECONDS = 20;

    private final Process process;

    private Conversation(Process process) {
        this.process = process;
    }

    /**
     * Starts a program; what it complains about goes where Platter's own complaints go.
     *
     * @throws ToolFailure if it is not installed or cannot be started
     */
    public static Conversation start(Programs programs, Command command) throws IOException {
        return new Conversation(ProgramRunner.begin(ProgramRunner.prepared(programs, command,
                Lifeline.Signal.KILL)
                .redirectError(ProcessBuilder.Redirect.INHERIT), command.program()));
    }

    /** What it prints. */
    public InputStream input() {
        return process.getInputStream();
    }

    /** What it reads. */
    public OutputStream output() {
        return process.getOutputStream();
    }

    /** Waits for a program that has ended its output, and returns its exit status. */
    public int status() {
        process.onExit().join();
        return process.exitValue();
    }

    /** Ends its input, which it takes for its end; one that does not is left to finish what it does. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
