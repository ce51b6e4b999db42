package org.platter.base;

import java.io.IOException;

/** Somebody said what a disk is, and it cannot be read so. */
public final class NoSuchReading extends IOException {

    /** @param sentence what was said, and what the disk is */
    public NoSuchReading(String sentence) {
        super(sentence);
    }
}
