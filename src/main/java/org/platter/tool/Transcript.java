package org.platter.tool;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.platter.base.Event;

/**
 * Turns what a program prints into lines, as a terminal would show them: a carriage return or backspaces take
 * back what they overwrite, and what is overwritten is told now and then as progress. It keeps the last MiB
 * as text, and from a program that prints without end it tells the first and the last lines only.
 */
final class Transcript {

    /** A line that is longer goes out in pieces. */
    private static final int MAX_LINE = 4096;
    private static final int KEPT = 1 << 20;
    private static final int FIRST_LINES = 5000;
    private static final int LAST_LINES = 100;
    /** Nanoseconds between two states of a line that overwrites itself. */
    private static final long PROGRESS_EVERY = 500_000_000L;

    private final Consumer<Event> events;
    private final LongSupplier nanoseconds;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE).onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final ByteBuffer undecoded = ByteBuffer.allocate(8 << 10);
    private final CharBuffer decoded = CharBuffer.allocate(8 << 10);
    private final StringBuilder line = new StringBuilder();
    private final StringBuilder kept = new StringBuilder();
    private final Deque<String> held = new ArrayDeque<>();
    private long lines;
    private long latestProgress;
    private char previous;
    private boolean inEscape;

    Transcript(Consumer<Event> events, LongSupplier nanoseconds) {
        this.events = events;
        this.nanoseconds = nanoseconds;
        this.latestProgress = nanoseconds.getAsLong() - PROGRESS_EVERY;
    }

    void add(byte[] bytes) {
        for (int at = 0; at < bytes.length;) {
            int length = Math.min(undecoded.remaining(), bytes.length - at);
            undecoded.put(bytes, at, length);
            at += length;
            decode(false);
        }
    }

    /** Tells the line that no line end closed, and the last lines of those held back. */
    void end() {
        decode(true);
        if (line.length() > 0) {
            endLine();
        }
        if (lines > FIRST_LINES + held.size()) {
            events.accept(new Event.Note(lines - FIRST_LINES - held.size()
                    + " lines of output are left out here."));
        }
        held.forEach(text -> events.accept(new Event.Output(text)));
        held.clear();
    }

    /** What was printed, the last MiB of it, as lines. */
    String text() {
        return kept.toString();
    }

    private void decode(boolean last) {
        undecoded.flip();
        decoder.decode(undecoded, decoded, last); // never overflows: no more characters than bytes
        if (last) {
            decoder.flush(decoded);
        }
        undecoded.compact();
        decoded.flip();
        while (decoded.hasRemaining()) {
            take(decoded.get());
        }
        decoded.clear();
    }

    private void take(char c) {
        if (inEscape) { // ESC [ ... letter
            inEscape = !Character.isLetter(c);
            return;
        }
        if (c != '\n' && previous == '\r') {
            tellProgress();
            line.setLength(0);
        }
        switch (c) {
            case '\n' -> endLine();
            case '\r' -> {} // what follows says whether this ends the line or begins it again
            case '\b' -> {
                if (previous != '\b') {
                    tellProgress();
                }
                line.setLength(Math.max(0, line.length() - 1));
            }
            case '\t' -> line.append(' ');
            case '\u001b' -> inEscape = true;
            default -> {
                // ^A and ^B, with which e2fsck frames its progress, and NUL are dropped
                if (c >= ' ' && c != 0x7f) {
                    line.append(c);
                }
            }
        }
        previous = c;
        if (line.length() >= MAX_LINE) {
            tell(line.toString());
            keep(line);
            line.setLength(0);
        }
    }

    private void endLine() {
        tell(line.toString());
        keep(line.append('\n'));
        line.setLength(0);
    }

    private void tellProgress() {
        long now = nanoseconds.getAsLong();
        if (!line.toString().isBlank() && lines < FIRST_LINES && now - latestProgress >= PROGRESS_EVERY) {
            latestProgress = now;
            tell(line.toString());
        }
    }

    private void tell(String text) {
        String stripped = ToolFailure.plain(text);
        if (lines++ < FIRST_LINES) {
            events.accept(new Event.Output(stripped));
            return;
        }
        held.add(stripped);
        if (held.size() > LAST_LINES) {
            held.remove();
        }
    }

    private void keep(CharSequence text) {
        kept.append(text);
        if (kept.length() > 2 * KEPT) {
            kept.delete(0, kept.length() - KEPT);
        }
    }
}
