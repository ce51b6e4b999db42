package org.platter.base;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** An image names files outside of its folder, and nobody said that they may be opened. */
public final class NeedsConsent extends IOException {

    private final transient List<Path> files;

    public NeedsConsent(Path image, List<Path> files) {
        super(image + " names files that lie outside of its folder, and they are opened only if you allow "
                + "it: "
                + files.stream().map(Path::toString).collect(Collectors.joining(", ")) + ".");
        this.files = List.copyOf(files);
    }

    /** The files, absolute. */
    public List<Path> files() {
        return files;
    }
}
