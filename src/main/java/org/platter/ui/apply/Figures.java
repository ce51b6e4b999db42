package org.platter.ui.apply;

import java.io.IOException;
import org.platter.base.ByteSize;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.ui.Texts;

/** How far work is, in figures: bytes done, rate, and time left, as far as they are known. */
final class Figures {

    private Figures() {}

    static String of(Event.Progress made, Pace pace) {
        StringBuilder text = new StringBuilder(Texts.get("apply.figures", ByteSize.format(made.done()),
                ByteSize.format(made.total())));
        pace.rate().ifPresent(rate -> text.append(" · ").append(Texts.get("apply.rate",
                ByteSize.format((long) rate))));
        pace.secondsLeft(made.total()).ifPresent(left -> text.append(" · ").append(Durations.left(left)));
        return text.toString();
    }

    /** Why work failed, in a sentence. */
    static String explain(Throwable failure) {
        String message = failure.getMessage();
        return failure instanceof IOException || failure instanceof Refusal
                ? message == null ? failure.getClass().getSimpleName() : message
                : Texts.get("apply.fault", String.valueOf(failure));
    }
}
