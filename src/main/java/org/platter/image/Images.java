package org.platter.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Tells the format of an image from its content and opens it. */
public final class Images {

    private Images() {}

    /**
     * Opens the image at {@code path}.
     *
     * @param sectorSize bytes of a logical sector; empty to find out
     * @throws IOException one sentence: not there, no permission, a directory, a format that is not edited
     */
    public static DiskImage open(Path path, boolean writable, OptionalInt sectorSize) throws IOException {
        throw new UnsupportedOperationException();
    }
}
