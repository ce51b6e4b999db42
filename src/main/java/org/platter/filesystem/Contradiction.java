package org.platter.filesystem;

import java.io.IOException;

/** A file system contradicts itself: that is what {@link Checkup#repair} is for, and nothing else. */
public final class Contradiction extends IOException {

    private static final long serialVersionUID = 1;

    public Contradiction(String message) {
        super(message);
    }
}
