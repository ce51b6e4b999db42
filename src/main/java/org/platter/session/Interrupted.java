package org.platter.session;

import java.nio.file.Path;
import java.util.List;
import org.platter.image.change.HalfChanged;

/**
 * A commit that did not come to its end.
 *
 * @param text what happened and what to do, in a sentence or two
 * @param plan the operations that it was carrying out, as script lines
 * @param done bytes that are at their new place for certain
 * @param total bytes in all
 * @param isOfAnother whether it cannot be resumed here: what is open is not what it was changing, or has been
 *         written to since
 */
public record Interrupted(String text, List<String> plan, long done, long total, boolean isOfAnother) {

    public Interrupted {
        plan = List.copyOf(plan);
    }

    /** One that can be resumed. */
    public Interrupted(String text, List<String> plan, long done, long total) {
        this(text, plan, done, total, false);
    }

    static Interrupted of(org.platter.commit.Interrupted found) {
        return of("A change of this image was interrupted before it was complete; resume it to finish it.",
                found, false);
    }

    /**
     * One that cannot be resumed here.
     *
     * @param journal where the folder of it lies
     * @param isNameless whether the image is a disk that nothing but its bytes tells from others
     */
    static Interrupted ofAnother(org.platter.commit.Interrupted found, Path image, Path journal,
            boolean isNameless) {
        return of("A change was interrupted of " + (isNameless ? "a disk that " + image + " stood for"
                : "what was " + image) + ", and this is another one, or it has been written to since"
                + (isNameless ? " (it has no serial number to know it by)" : "") + ". Resume the change with "
                + "the right one in place; to give it up, delete its journal, the folder " + journal
                + ", and run “platter recover --give-up " + image + "”.",
                found, true);
    }

    /** One of which there is no journal that could finish it here. */
    static Interrupted ofNone(HalfChanged found) {
        return new Interrupted(found.sentence(), List.of(), 0, 0, true);
    }

    private static Interrupted of(String text, org.platter.commit.Interrupted found, boolean isOfAnother) {
        return new Interrupted(text, List.of(found.text().split("\n")), found.done(), found.total(),
                isOfAnother);
    }
}
