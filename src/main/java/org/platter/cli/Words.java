package org.platter.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.platter.base.ControlCharacters;
import picocli.CommandLine;

/** Text for a terminal. */
final class Words {

    /** So many first letters of a mistyped word are right. */
    private static final int ALIKE = 3;

    private Words() {}

    /** Returns text from a disk or the host in one line, without control characters. */
    static String plain(Object text) {
        return ControlCharacters.replaced(text.toString());
    }

    /** Returns which command there is not, where a word was meant as one. */
    static Optional<String> unmatched(CommandLine.ParameterException failure) {
        if (!(failure instanceof CommandLine.UnmatchedArgumentException unknown)
                || failure.getCommandLine().getSubcommands().isEmpty() || unknown.getUnmatched().isEmpty()
                || unknown.getUnmatched().get(0).startsWith("-")) {
            return Optional.empty();
        }
        String word = unknown.getUnmatched().get(0);
        String beginning = word.substring(0, Math.min(ALIKE, word.length()));
        List<String> alike = unknown.getSuggestions().stream().filter(it -> it.startsWith(beginning))
                .toList();
        return Optional.of("There is no command “" + failure.getCommandLine().getCommandName() + " " + word
                + "”" + (alike.isEmpty() ? "." : "; is “" + alike.get(0) + "” meant?"));
    }

    /**
     * Prints rows in columns, the first row being the heading; {@code right} are the columns set to the
     * right.
     */
    static void table(List<List<String>> rows, List<Integer> right, PrintWriter out) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String pad = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? "" : "  ")
                        .append(right.contains(i) ? pad + row.get(i) : row.get(i) + pad);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
