package org.platter.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.platter.base.ControlCharacters;

/**
 * The only way to the standard output and error. Whatever is printed shows a control character as U+FFFD; so
 * no name from an image talks to the terminal. A line of {@link #println(String)} and a word of
 * {@link #format} stay in their line; other texts may have line ends of their own.
 */
final class TerminalWriter extends PrintWriter {

    private static final String ERASED_LINE = "\r\033[K";

    private final List<String> kept = new ArrayList<>();

    TerminalWriter(PrintStream out) {
        super(out, true, StandardCharsets.UTF_8);
    }

    /** Keeps lines of a program until what they are about has been said. */
    void keep(Collection<String> lines) {
        kept.clear();
        kept.addAll(lines);
    }

    /** Whether a program's lines are kept that {@link #printKept} has not printed yet. */
    boolean hasKept() {
        return !kept.isEmpty();
    }

    /** Prints the lines that were kept. */
    void printKept() {
        kept.forEach(line -> println("    | " + line));
        kept.clear();
    }

    /** Goes back to the start of a terminal's line, and empties it. */
    void eraseLine() {
        super.write(ERASED_LINE, 0, ERASED_LINE.length());
    }

    @Override
    public void println(String line) {
        super.println(Words.plain(line));
    }

    @Override
    public PrintWriter format(Locale locale, String format, Object... words) {
        return super.format(locale, format, plain(words));
    }

    @Override
    public PrintWriter format(String format, Object... words) {
        return super.format(format, plain(words));
    }

    private static Object[] plain(Object... words) {
        return Stream.of(words).map(word -> word instanceof CharSequence || word instanceof Path
                ? Words.plain(word) : word).toArray();
    }

    @Override
    public void write(int character) {
        super.write(character == '\n' || !ControlCharacters.isOne(character) ? character : '\ufffd');
    }

    @Override
    public void write(char[] text, int offset, int length) {
        write(new String(text, offset, length), 0, length);
    }

    @Override
    public void write(String text, int offset, int length) {
        String plain = ControlCharacters.replacedInLines(text.substring(offset, offset + length));
        super.write(plain, 0, plain.length());
    }
}
