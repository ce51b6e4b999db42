package org.platter.image.foreign;

import java.io.IOException;
import java.nio.file.Path;
import org.platter.block.StoredFile;

/** stub */
public final class ForeignHeader {
    private ForeignHeader() {}
    public static ForeignHeader read(String format, StoredFile file, Path path) throws IOException {
        throw new IOException(path + " is a " + format + " image, which cannot be opened yet.");
    }
}
