package org.platter.base;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The bytes of an image can be read as more than one format, so that somebody has to say which it is. */
public final class NeedsFormat extends IOException {

    private final transient Path image;
    private final transient List<String> formats;

    /**
     * @param formats QEMU's names of the formats that it can be
     * @param sentence what makes it doubtful, and how to say which it is
     */
    public NeedsFormat(Path image, List<String> formats, String sentence) {
        super(image + " " + sentence);
        this.image = image;
        this.formats = List.copyOf(formats);
    }

    /** The image whose format is doubtful. */
    public Path image() {
        return image;
    }

    /** QEMU's names of the formats that it can be. */
    public List<String> formats() {
        return formats;
    }
}
