package org.platter.ui;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The window's thread without a toolkit: the test's own thread, when it waits. */
final class Screen implements Executor {

    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();

    @Override
    public void execute(Runnable update) {
        queue.add(update);
    }

    /** Runs what comes until the condition holds; fails after ten seconds. */
    void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            try {
                Runnable next = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    fail("nothing more came");
                }
                next.run();
            } catch (InterruptedException e) {
                fail(e);
            }
        }
    }
}
