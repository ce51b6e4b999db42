package org.platter.commit;

import java.nio.file.Path;

/** What lies in the place of a journal may be another's work: it is neither used nor removed (C10). */
final class UntrustedJournal extends UnusableJournal {

    /** @param why as the rest of a sentence about {@code path} */
    UntrustedJournal(Path path, String why) {
        this(path, why, "look at what it is and whose, and move it away to change the image");
    }

    /** @param remedy as a sentence without its full stop */
    UntrustedJournal(Path path, String why, String remedy) {
        super(path + " " + why + ", so that nothing of it is used and the image is read-only; " + remedy
                + ".");
    }
}
