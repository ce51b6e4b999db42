package org.platter.commit;

import java.io.IOException;

/** An image is not the one that a journal belongs to, or was written to since. */
final class OtherImage extends IOException {

    OtherImage(String message) {
        super(message);
    }
}
