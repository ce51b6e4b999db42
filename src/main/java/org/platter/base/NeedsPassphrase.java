package org.platter.base;

import java.io.IOException;
import java.nio.file.Path;

/** An image is encrypted, and no passphrase was given, or one that is not its own. */
public final class NeedsPassphrase extends IOException {

    private final transient Path image;
    private final boolean wrong;

    /** @param wrong whether one was given that does not open it */
    public NeedsPassphrase(Path image, boolean wrong) {
        super(wrong ? "This is not the passphrase of " + image + "."
                : image + " is encrypted; give its passphrase to open it.");
        this.image = image;
        this.wrong = wrong;
    }

    /** The image that is encrypted. */
    public Path image() {
        return image;
    }

    /** Whether a passphrase was given that does not open it. */
    public boolean isWrong() {
        return wrong;
    }
}
