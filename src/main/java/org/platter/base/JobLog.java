package org.platter.base;

import java.lang.System.Logger.Level;
import java.util.Locale;

/** Tells the log that a job has begun, and how it ended. */
public final class JobLog implements AutoCloseable {

    private final System.Logger log = System.getLogger("org.platter.job");
    private final String job;
    private final long began = System.nanoTime();
    private String end = "failed";

    /** @param job what is done, and to what */
    public JobLog(String job) {
        this.job = job;
        log.log(Level.INFO, job + ": begun");
    }

    /** Says what the job ended with; without that it has failed. */
    public void ended(String outcome) {
        end = outcome;
    }

    @Override
    public void close() {
        log.log(Level.INFO, job + ": " + end + " after " + seconds(System.nanoTime() - began));
    }

    /** Returns a time for the log: {@code 1.234 s}. */
    public static String seconds(long nanoseconds) {
        return String.format(Locale.ROOT, "%.3f s", nanoseconds / 1e9);
    }
}
