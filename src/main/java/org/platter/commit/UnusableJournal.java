package org.platter.commit;

import java.io.IOException;

/**
 * There is what may be the journal of a change that was interrupted, and it cannot be used: the image may be
 * half changed, and is not to be written.
 */
public class UnusableJournal extends IOException {

    UnusableJournal(String message) {
        super(message);
    }
}
