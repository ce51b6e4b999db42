package org.platter.cli;

import java.io.IOException;

/** The image waits for a commit to be resumed, and nothing else can be done with it before. */
final class InterruptedCommit extends IOException {

    InterruptedCommit(String image) {
        super(image + " has an interrupted commit; run “platter recover " + image + "” to finish it.");
    }
}
