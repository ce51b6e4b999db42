package org.platter.session.image;

import java.io.IOException;
import java.util.function.Consumer;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.Refusal;

/** Tells of a piece of work as it begins and ends. */
final class Steps {

    /** The work. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException, Refusal;
    }

    private Steps() {}

    static <T> T run(String text, Consumer<Event> events, Work<T> work) throws IOException, Refusal {
        events.accept(new Event.StepStarted(text));
        Event.Outcome outcome = Event.Outcome.FAILED;
        try {
            T result = work.run();
            outcome = Event.Outcome.DONE;
            return result;
        } catch (Cancelled e) {
            outcome = Event.Outcome.CANCELLED;
            throw e;
        } finally {
            events.accept(new Event.StepEnded(outcome));
        }
    }
}
