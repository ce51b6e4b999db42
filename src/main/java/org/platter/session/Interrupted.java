package org.platter.session;

import java.util.List;

/**
 * A commit that did not come to its end, and can be resumed.
 *
 * @param text what happened and what to do, in a sentence or two
 * @param plan the operations that it was carrying out, as script lines
 * @param done bytes that are at their new place for certain
 * @param total bytes in all
 */
public record Interrupted(String text, List<String> plan, long done, long total) {

    public Interrupted {
        plan = List.copyOf(plan);
    }

    static Interrupted of(org.platter.commit.Interrupted found) {
        return new Interrupted("A change of this image was interrupted before it was complete; resume it to "
                + "finish it.", List.of(found.text().split("\n")), found.done(), found.total());
    }
}
