package org.platter.image.open;

import org.platter.base.ByteSize;
import org.platter.base.RangeSet;

/** What to say of the bytes of a disk that an image is too short for. */
final class Missing {

    private Missing() {}

    /** Returns it as the end of a sentence. */
    static String of(RangeSet lost) {
        return String.format("is cut short: %s of its disk are missing, the first at 0x%x",
                ByteSize.format(lost.length()), lost.get(0).start());
    }
}
