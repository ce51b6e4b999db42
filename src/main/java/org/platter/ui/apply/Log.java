package org.platter.ui.apply;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.platter.base.Event;

/**
 * What long work told of itself, as a tree of steps, commands and notes. Takes events on any thread; a
 * reader of more than one thing holds its monitor. Its memory is bounded by the number of steps, not by what
 * programs print.
 */
final class Log implements Consumer<Event> {

    private final LongSupplier clock;
    private final List<LogEntry> entries = new ArrayList<>();
    private final Deque<LogEntry> open = new ArrayDeque<>();
    private final List<Event.Checked> checked = new ArrayList<>();
    private LogEntry command;
    private Event.Phase phase;
    private Event.Progress progress;
    private int topSteps;
    private long version;

    /** @param clock nanoseconds, as {@code System::nanoTime} gives them */
    Log(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void accept(Event event) {
        version++;
        if (event instanceof Event.PhaseStarted started) {
            phase = started.phase();
            progress = null;
            topSteps = 0;
        } else if (event instanceof Event.StepStarted step) {
            LogEntry entry = add(LogEntry.Kind.STEP, step.text());
            open.push(entry);
            progress = null;
        } else if (event instanceof Event.StepEnded step) {
            endStep(step.outcome());
        } else if (event instanceof Event.CommandStarted started) {
            command = add(LogEntry.Kind.COMMAND, shellWords(started.arguments()));
        } else if (event instanceof Event.Output output) {
            if (command != null) {
                command.output().add(output.line());
            } else {
                note(output.line());
            }
        } else if (event instanceof Event.CommandEnded ended) {
            endCommand(ended);
        } else if (event instanceof Event.Progress made) {
            progress = made;
        } else if (event instanceof Event.Note note) {
            note(note.text());
        } else if (event instanceof Event.Checked found) {
            checked.add(found);
            LogEntry entry = add(LogEntry.Kind.NOTE, found.text());
            found.lines().forEach(entry.output()::add);
            entry.end(LogEntry.State.DONE, "", clock.getAsLong());
        }
    }

    /** Closes what is still open: the work ended without saying so. */
    synchronized void close(Event.Outcome outcome) {
        version++;
        if (command != null) {
            command.end(state(outcome), "", clock.getAsLong());
            command = null;
        }
        while (!open.isEmpty()) {
            endStep(outcome);
        }
        progress = null;
    }

    /** Changes with every event. */
    synchronized long version() {
        return version;
    }

    /** The steps at the top; the caller holds the monitor for as long as it looks at them. */
    List<LogEntry> entries() {
        return entries;
    }

    synchronized Optional<Event.Phase> phase() {
        return Optional.ofNullable(phase);
    }

    /** The latest progress of the step that is open. */
    synchronized Optional<Event.Progress> progress() {
        return Optional.ofNullable(progress);
    }

    /** Returns what checkers found in file systems, or changed in them. */
    synchronized List<Event.Checked> checked() {
        return List.copyOf(checked);
    }

    /** How many steps at the top have ended since the phase began. */
    synchronized int endedTopSteps() {
        return topSteps;
    }

    /** What is being done: the innermost open step. */
    synchronized Optional<String> current() {
        return Optional.ofNullable(open.peek()).map(LogEntry::text);
    }

    /** What is being done: the outermost open step. */
    synchronized Optional<String> currentTop() {
        return Optional.ofNullable(open.peekLast()).map(LogEntry::text);
    }

    long now() {
        return clock.getAsLong();
    }

    /** Returns the words as they could be typed into a shell; only for showing. */
    static String shellWords(List<String> words) {
        return words.stream()
                .map(word -> word.matches("[A-Za-z0-9_@%+=:,./-]+")
                        ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    private LogEntry add(LogEntry.Kind kind, String text) {
        LogEntry entry = new LogEntry(kind, text, clock.getAsLong());
        (open.isEmpty() ? entries : open.peek().children()).add(entry);
        return entry;
    }

    private void note(String text) {
        add(LogEntry.Kind.NOTE, text).end(LogEntry.State.DONE, "", clock.getAsLong());
    }

    private void endStep(Event.Outcome outcome) {
        if (open.isEmpty()) {
            return; // the work's own fault; the tree stays as it is
        }
        LogEntry step = open.pop();
        if (outcome == Event.Outcome.FAILED) {
            step.blameLastCommand();
        }
        step.end(state(outcome), "", clock.getAsLong());
        progress = null;
        if (open.isEmpty()) {
            topSteps++;
        }
    }

    private void endCommand(Event.CommandEnded ended) {
        if (command == null) {
            return;
        }
        String meaning = ended.meaning().isEmpty() ? "" : ": " + ended.meaning();
        command.end(LogEntry.State.DONE, ended.exitStatus() + meaning, clock.getAsLong());
        command = null;
    }

    private static LogEntry.State state(Event.Outcome outcome) {
        return switch (outcome) {
            case DONE -> LogEntry.State.DONE;
            case FAILED -> LogEntry.State.FAILED;
            case CANCELLED -> LogEntry.State.CANCELLED;
        };
    }
}
