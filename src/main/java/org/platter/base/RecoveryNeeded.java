package org.platter.base;

import java.io.IOException;
import java.nio.file.Path;

/** An image is half changed by a commit that was interrupted, and nothing else can be done with it before. */
public final class RecoveryNeeded extends IOException {

    public RecoveryNeeded(Path image) {
        this(sentence(image));
    }

    /** @param sentence what is the matter and what to do */
    public RecoveryNeeded(String sentence) {
        super(sentence);
    }

    /** What is said of an image whose journal can be resumed. */
    public static String sentence(Path image) {
        return image + " has an interrupted commit; run “platter recover " + image + "” to finish it.";
    }
}
