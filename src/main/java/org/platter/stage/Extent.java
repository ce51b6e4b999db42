package org.platter.stage;

import org.platter.base.ByteRange;

/** A range of the staged disk that has one source. */
public record Extent(ByteRange target, Source source) {

    /** Returns whether these bytes of the base lie somewhere else on the staged disk. */
    public boolean isMoved() {
        return source instanceof Source.Base base && base.offset() != target.start();
    }
}
