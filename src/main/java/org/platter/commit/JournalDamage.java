package org.platter.commit;

import java.io.IOException;

/** A journal is not as it was written; nothing is done with it, nor with the image. */
final class JournalDamage extends IOException {

    JournalDamage(String message) {
        super(message);
    }
}
