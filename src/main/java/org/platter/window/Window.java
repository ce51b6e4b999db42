package org.platter.window;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A device that has a path for as long as this is open. */
public interface Window extends Closeable {

    Path path();

    /**
     * Ends it. Everything that programs wrote is in the device when this returns, or it throws.
     *
     * @throws IOException if what was written could not be brought into the device
     */
    @Override
    void close() throws IOException;
}
