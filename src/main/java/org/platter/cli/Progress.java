package org.platter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.platter.base.ByteSize;
import org.platter.base.Event;

/**
 * Shows steps as they happen: on a terminal with a line that tells how far the current one is, elsewhere a
 * line a step. When a step fails, what its last program printed is kept for {@link
 * TerminalWriter#printKept}.
 */
final class Progress implements Consumer<Event> {

    private static final long REDRAW_NANOS = 100_000_000;
    private static final int KEPT_LINES = 200;

    private final TerminalWriter err;
    private final boolean quiet;
    private final boolean terminal = isTerminal();
    private final Deque<Long> begun = new ArrayDeque<>();
    private final Deque<String> output = new ArrayDeque<>();
    private final List<Event.Checked> checked = new ArrayList<>();
    private long drawn;
    private boolean lineOpen;

    Progress(PrintWriter err, boolean quiet) {
        this.err = (TerminalWriter) err; // which Main has given to every command
        this.quiet = quiet;
    }

    @Override
    public synchronized void accept(Event event) {
        if (event instanceof Event.Checked found) {
            checked.add(found);
        }
        if (event instanceof Event.StepEnded step && step.outcome() == Event.Outcome.FAILED) {
            err.keep(output); // they stand below the sentence that tells of the failure
            output.clear();
        } else if (event instanceof Event.CommandStarted) {
            output.clear();
        } else if (event instanceof Event.Output text) {
            keep(text.line());
        }
        if (quiet) {
            return;
        }
        if (event instanceof Event.StepStarted step) {
            line("  ".repeat(begun.size()) + step.text());
            begun.push(System.nanoTime());
        } else if (event instanceof Event.StepEnded) {
            begun.poll();
            clear();
        } else if (event instanceof Event.Note note) {
            line("  ".repeat(begun.size()) + note.text());
        } else if (event instanceof Event.Progress progress) {
            draw(progress);
        }
    }

    /** Returns what checkers found in file systems, or changed in them. */
    synchronized List<Event.Checked> checked() {
        return List.copyOf(checked);
    }

    /** Leaves the terminal with a clean line. */
    synchronized void end() {
        clear();
        err.flush();
    }

    private void keep(String line) {
        output.add(line);
        if (output.size() > KEPT_LINES) {
            output.remove();
        }
    }

    private void draw(Event.Progress progress) {
        long now = System.nanoTime();
        if (!terminal || now - drawn < REDRAW_NANOS || progress.total() <= 0) {
            return;
        }
        drawn = now;
        double seconds = begun.isEmpty() ? 0 : (now - begun.peek()) / 1e9;
        double rate = seconds > 0 ? progress.done() / seconds : 0;
        String left = rate > 0 && seconds > 1
                ? String.format(", %s/s, %.0f s left", ByteSize.format((long) rate),
                        (progress.total() - progress.done()) / rate)
                : "";
        err.eraseLine();
        err.printf("%s%3d %%  %s of %s%s", "  ".repeat(begun.size()),
                progress.done() * 100 / progress.total(), ByteSize.format(progress.done()),
                ByteSize.format(progress.total()), left);
        err.flush();
        lineOpen = true;
    }

    private void line(String text) {
        clear();
        err.println(text);
    }

    private void clear() {
        if (lineOpen) {
            err.eraseLine();
            lineOpen = false;
        }
    }

    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException e) {
            return false; // no /proc: plain lines do
        }
    }
}
