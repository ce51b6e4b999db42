package org.platter.ui.apply;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/** How fast work goes, over its last seconds. */
final class Pace {

    private static final long WINDOW_NANOS = 8_000_000_000L;
    private static final long MIN_NANOS = 700_000_000L;

    private record Sample(long nanos, long done) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    /**
     * Notes that {@code done} bytes were done at {@code nanos}; fewer than before means that other work
     * began.
     */
    void add(long nanos, long done) {
        if (!samples.isEmpty() && done < samples.peekLast().done()) {
            samples.clear();
        }
        samples.add(new Sample(nanos, done));
        while (nanos - samples.peek().nanos() > WINDOW_NANOS && samples.size() > 2) {
            samples.remove();
        }
    }

    void clear() {
        samples.clear();
    }

    /** Returns bytes a second; nothing before there is enough to tell. */
    OptionalDouble rate() {
        if (samples.size() < 2) {
            return OptionalDouble.empty();
        }
        long nanos = samples.peekLast().nanos() - samples.peek().nanos();
        long bytes = samples.peekLast().done() - samples.peek().done();
        return nanos < MIN_NANOS || bytes <= 0 ? OptionalDouble.empty()
                : OptionalDouble.of(bytes * 1e9 / nanos);
    }

    /** Returns the seconds until {@code total} is reached; nothing before there is enough to tell. */
    OptionalDouble secondsLeft(long total) {
        OptionalDouble rate = rate();
        return rate.isEmpty() ? rate
                : OptionalDouble.of(Math.max(0, total - samples.peekLast().done()) / rate.getAsDouble());
    }
}
