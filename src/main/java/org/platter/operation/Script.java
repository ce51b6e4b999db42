package org.platter.operation;

import java.util.List;
import org.platter.base.Refusal;
import org.platter.layout.Layout;

/** The script language: one operation is one line, {@code verb [partition] key=value ...}. */
public final class Script {

    private Script() {}

    /**
     * Returns the operation that a line asks for.
     *
     * @param before the layout that the line's partition numbers and sectors are of
     * @throws Refusal if the line is no operation, naming the word that is wrong and what would be right
     */
    public static Operation parse(String line, Layout before) throws Refusal {
        throw new UnsupportedOperationException();
    }

    /** Returns the lines of a script that ask for something: without blank lines and those that are comments. */
    public static List<String> lines(String text) {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns {@code draft} with every line of a script pushed.
     *
     * @throws Refusal if a line is wrong or impossible, naming its number
     */
    public static Draft append(Draft draft, String text) throws Refusal {
        throw new UnsupportedOperationException();
    }
}
