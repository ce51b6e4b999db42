package org.platter.base;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** An image names files that it may not open or write unasked, and nobody said that it may. */
public final class NeedsConsent extends IOException {

    private final transient List<Path> files;
    private final boolean isWriting;

    private NeedsConsent(Path image, List<Path> files, boolean isWriting, String sentence) {
        super(image + " " + sentence + files.stream().map(Path::toString).collect(Collectors.joining(", "))
                + ".");
        this.files = List.copyOf(files);
        this.isWriting = isWriting;
    }

    /** Of files outside of the image's folder, which would be read. */
    public NeedsConsent(Path image, List<Path> files) {
        this(image, files, false, "names files that lie outside of its folder, and they are opened only if "
                + "you allow it: ");
    }

    /** Of files that hold the bytes of the image's disk and do not bear its name. */
    public static NeedsConsent toWrite(Path image, List<Path> files) {
        return new NeedsConsent(image, files, true, "keeps its disk in files that are not plainly its own, "
                + "and they are written only if you allow it: ");
    }

    /** Of a backing file that an overlay would be committed to and that does not bear its name. */
    public static NeedsConsent toCommit(Path overlay, Path backing) {
        return new NeedsConsent(overlay, List.of(backing), true, "is based on a file that is not plainly its "
                + "own, and it is committed to that file only if you allow it: ");
    }

    /** Whether the files would be written. */
    public boolean isWriting() {
        return isWriting;
    }

    /** The files, absolute. */
    public List<Path> files() {
        return files;
    }
}
