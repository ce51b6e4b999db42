package org.platter.tool;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Tries what may never come back: the kernel lets nobody end a program that waits for a dead device. */
public final class Patience {

    private Patience() {}

    /**
     * Runs a program and returns whether it ended in time, with whatever status; one that did not is told to
     * end and left to itself.
     *
     * @throws IOException if it is not installed or cannot be started
     */
    public static boolean isRewarded(Programs programs, Command command, Duration longest)
            throws IOException {
        Process process = Lifeline.start(programs, ProgramRunner.prepared(programs, command,
                Lifeline.Signal.KILL)
                .redirectInput(new File("/dev/null")).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD), command.program(), Lifeline.Signal.KILL);
        try {
            if (process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly(); // and not waited for
        return false;
    }
}
