package org.platter.session;

import java.io.IOException;
import java.nio.file.Path;

/** An image waits for a commit to be resumed, and nothing else can be done with it before. */
public final class RecoveryNeeded extends IOException {

    public RecoveryNeeded(Path image) {
        super(image + " has an interrupted commit; run “platter recover " + image + "” to finish it.");
    }
}
