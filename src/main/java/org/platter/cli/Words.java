package org.platter.cli;

import java.io.PrintWriter;
import java.util.List;
import org.platter.base.ControlCharacters;

/** Text for a terminal. */
final class Words {

    private Words() {}

    /** Returns text from a disk or the host in one line, without control characters. */
    static String plain(Object text) {
        return ControlCharacters.replaced(text.toString());
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
