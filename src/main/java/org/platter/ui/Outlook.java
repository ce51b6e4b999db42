package org.platter.ui;

import org.platter.base.ByteSize;
import org.platter.session.Review;

/** What a commit of the pending operations would take, as far as it is known yet. */
public sealed interface Outlook {

    /** Nothing is pending. */
    record Nothing() implements Outlook {}

    /** It is being worked out. */
    record Working() implements Outlook {}

    record Known(Review review) implements Outlook {}

    /** It cannot be done as it stands; {@code why} says why in a sentence. */
    record Failed(String why) implements Outlook {}

    /** Returns it in a sentence, for the status line. */
    default String text() {
        if (this instanceof Known known) {
            long copy = known.review().copyBytes();
            long scratch = known.review().scratchBytes();
            boolean isLeast = known.review().isLeast();
            return copy == 0 && scratch == 0 && !isLeast ? Texts.get("outlook.light")
                    : copy == 0 && !isLeast ? Texts.get("outlook.scratch", ByteSize.format(scratch))
                    : scratch == 0 ? Texts.get("outlook.copy", amount(copy, isLeast))
                    : Texts.get("outlook.both", amount(copy, isLeast), amount(scratch, isLeast));
        }
        if (this instanceof Failed failed) {
            return failed.why();
        }
        return Texts.get(this instanceof Working ? "outlook.working" : "outlook.nothing");
    }

    /** Returns a size, and that it may be more. */
    static String amount(long bytes, boolean isLeast) {
        return isLeast && bytes == 0 ? Texts.get("outlook.open")
                : isLeast ? Texts.get("outlook.least", ByteSize.format(bytes)) : ByteSize.format(bytes);
    }
}
