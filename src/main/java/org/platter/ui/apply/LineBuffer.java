package org.platter.ui.apply;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What a program printed: its first lines and its last ones, however many came between. */
final class LineBuffer {

    static final int FIRST = 300;
    static final int LAST = 300;
    private static final int LONGEST = 2_000;

    private final List<String> first = new ArrayList<>();
    private final Deque<String> last = new ArrayDeque<>();
    private long count;

    /** Adds a line; what is longer than 2,000 characters is cut off. */
    void add(String line) {
        String kept = line.length() > LONGEST ? line.substring(0, LONGEST) + " …" : line;
        count++;
        if (first.size() < FIRST) {
            first.add(kept);
            return;
        }
        if (last.size() == LAST) {
            last.remove();
        }
        last.add(kept);
    }

    /** The number of lines that were added. */
    long count() {
        return count;
    }

    /** The number of lines that were dropped between the first and the last ones. */
    long dropped() {
        return count - first.size() - last.size();
    }

    List<String> first() {
        return List.copyOf(first);
    }

    List<String> last() {
        return List.copyOf(last);
    }
}
