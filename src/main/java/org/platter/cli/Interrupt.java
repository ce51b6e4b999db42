package org.platter.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Turns Ctrl-C and SIGTERM into a request to stop, and gives the work the time to stop where it may. */
final class Interrupt implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 20;

    private static final CountDownLatch TOLD = new CountDownLatch(1);

    private final Thread hook = new Thread(this::request, "interrupt");
    private volatile boolean requested;

    Interrupt() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    boolean isRequested() {
        return requested;
    }

    /** Lets the program end: what happened has been told. */
    static void told() {
        TOLD.countDown();
    }

    private void request() {
        requested = true;
        try {
            TOLD.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            requested = true; // the program is ending already
        }
    }
}
