package org.platter.commit;

import java.io.IOException;

/** Something failed after a commit was complete: the image is as it was asked to become. */
public final class Completed extends IOException {

    Completed(String message, IOException cause) {
        super(message, cause);
    }
}
