package org.platter.ui.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One step, command or note of a {@link Log}; read and written under the log's monitor only. */
final class LogEntry {

    enum Kind {
        STEP, COMMAND, NOTE;

        /** The name in style classes. */
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum State {
        RUNNING, DONE, FAILED, CANCELLED;

        /** The name in style classes and texts. */
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;
    private final String text;
    private final long began;
    private final List<LogEntry> children = new ArrayList<>();
    private final LineBuffer output = new LineBuffer();
    private State state = State.RUNNING;
    private String meaning = "";
    private long nanos;

    /** @param began when, in nanoseconds of the log's clock */
    LogEntry(Kind kind, String text, long began) {
        this.kind = kind;
        this.text = text;
        this.began = began;
    }

    Kind kind() {
        return kind;
    }

    /** What it does; of a command the words as a shell would read them. */
    String text() {
        return text;
    }

    State state() {
        return state;
    }

    /** The exit status of a command and what it says; empty until then and for all else. */
    String meaning() {
        return meaning;
    }

    /** How long it took, or takes so far, in nanoseconds. */
    long nanosAt(long now) {
        return state == State.RUNNING ? now - began : nanos;
    }

    List<LogEntry> children() {
        return children;
    }

    LineBuffer output() {
        return output;
    }

    /** Marks the command that ran last as what made this step fail, if no step came after it. */
    void blameLastCommand() {
        if (!children.isEmpty()) {
            LogEntry last = children.get(children.size() - 1);
            if (last.kind == Kind.COMMAND && !last.meaning.startsWith("0")) {
                last.state = State.FAILED;
            }
        }
    }

    void end(State outcome, String whatItSays, long now) {
        nanos = now - began;
        state = outcome;
        meaning = whatItSays;
    }
}
