package org.platter.transfer;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Cancelled;
import org.platter.base.Event;

/** Tells how far a job has come, now and then, and whether it is to go on. */
final class Pace {

    private static final long NANOS_BETWEEN = 50_000_000;

    private final long total;
    private final Consumer<Event> events;
    private final BooleanSupplier cancelled;
    private long toldAt = System.nanoTime() - NANOS_BETWEEN;

    Pace(long total, Consumer<Event> events, BooleanSupplier cancelled) {
        this.total = total;
        this.events = events;
        this.cancelled = cancelled;
    }

    /** @throws Cancelled if it is not to go on */
    void check() throws Cancelled {
        if (cancelled.getAsBoolean()) {
            throw new Cancelled();
        }
    }

    /** All up to {@code done} is done. */
    void at(long done) throws Cancelled {
        check();
        long now = System.nanoTime();
        if (done == total || now - toldAt >= NANOS_BETWEEN) {
            toldAt = now;
            events.accept(new Event.Progress(done, total));
        }
    }
}
