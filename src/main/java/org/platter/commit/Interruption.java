package org.platter.commit;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A commit stopped half way, by a fault or because it was asked to: the image has to be resumed, and can be.
 */
public final class Interruption extends IOException {

    Interruption(String message, @Nullable IOException cause) {
        super(message, cause);
    }
}
