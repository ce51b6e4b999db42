package org.platter.commit;

import java.nio.file.Path;

/** A journal is not as it was written; nothing is done with it, nor with the image. */
final class JournalDamage extends UnusableJournal {

    private final boolean namesJournal;

    JournalDamage(String message) {
        super(message);
        this.namesJournal = false;
    }

    private JournalDamage(Path journal, String message) {
        super(message + " The image may be half changed and is read-only, as only its journal " + journal
                + " can complete it. Bring a copy of both from before, or of the image; or, to go on with "
                + "the image as it is, move that folder away, run “platter recover --give-up”, and look for "
                + "losses.");
        this.namesJournal = true;
    }

    /** Returns the same with what it means and what to do. */
    JournalDamage in(Path journal) {
        return namesJournal ? this : new JournalDamage(journal, String.valueOf(getMessage()));
    }
}
