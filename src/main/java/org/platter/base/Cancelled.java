package org.platter.base;

import java.io.IOException;

/** The user asked to stop, and the work stopped at a place where nothing is half done. */
public final class Cancelled extends IOException {

    public Cancelled() {
        super("Cancelled.");
    }
}
