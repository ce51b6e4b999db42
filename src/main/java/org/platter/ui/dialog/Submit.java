package org.platter.ui.dialog;

import java.util.Optional;
import java.util.function.Supplier;
import javafx.beans.value.ObservableValue;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Message.Weight;

/** What happens when a dialog's default button is fired, and what is said while it cannot be. */
final class Submit {

    private Submit() {}

    /** Closes the dialog, or says why what it asked for was refused. */
    static void close(DialogFrame frame, Optional<String> refusal) {
        if (refusal.isPresent()) {
            frame.message().show(Weight.ERROR, refusal.get());
        } else {
            frame.close();
        }
    }

    /**
     * Keeps the message line at what is wrong.
     *
     * @param nothing what {@code problem} says when nothing was changed yet; that is no fault
     * @param hint what is worth knowing while nothing is wrong
     * @param causes what the hint is about, and what else ends a refusal by being changed
     */
    static void explain(DialogFrame frame, ObservableValue<String> problem, String nothing,
            Supplier<String> hint, ObservableValue<?>... causes) {
        Runnable update = () -> {
            String now = problem.getValue();
            boolean fault = !now.isEmpty() && !now.equals(nothing);
            frame.message().show(fault ? Weight.ERROR : Weight.HINT, fault ? now : hint.get());
        };
        problem.addListener((property, before, now) -> update.run());
        for (ObservableValue<?> cause : causes) {
            cause.addListener((property, before, now) -> update.run());
        }
        update.run();
    }
}
