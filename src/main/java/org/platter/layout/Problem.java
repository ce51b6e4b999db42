package org.platter.layout;

import java.util.List;

/**
 * Something that is wrong with a table, and keeps the disk read-only until it is put right.
 *
 * @param text what and where, and what to do on the command line, in a sentence or two
 * @param repairable whether rewriting the table from what could be read puts it right
 * @param found the same without what to do
 * @param readings the ways to read the disk of which somebody has to choose one; empty where that is no way
 */
public record Problem(String text, boolean repairable, String found, List<Reading> readings) {

    public Problem {
        readings = List.copyOf(readings);
    }

    /** Makes one that no choice puts right. */
    public Problem(String text, boolean repairable) {
        this(text, repairable, text, List.of());
    }

    /** Makes one that a choice puts right. */
    public static Problem toChoose(String found, String advice, List<Reading> readings) {
        return new Problem(found + " " + advice, false, found, readings);
    }
}
