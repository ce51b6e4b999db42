package org.platter.ui.apply;

/** One line of the details, as it is shown. */
sealed interface DetailRow {

    /** @param took how long it took or takes; empty for a note */
    record Entry(LogEntry.Kind kind, String text, LogEntry.State state, String took) implements DetailRow {}

    /** A line that a program printed. */
    record Output(String text) implements DetailRow {}

    /** Lines that are not kept. */
    record LeftOut(long lines) implements DetailRow {}

    /** What the exit status of a program says. */
    record Status(String text, boolean failed) implements DetailRow {}
}
