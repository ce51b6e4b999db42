package org.platter.session;

import java.nio.file.Path;
import org.platter.host.FileName;

/** Names of files, whose bytes need not be text: one that is none is kept as a character that no text has. */
public final class FileNames {

    private FileNames() {}

    /** Returns a text that stands for these very bytes. */
    public static String text(byte[] bytes) {
        return FileName.text(bytes);
    }

    /** Returns the path of the very bytes that a text stands for, whatever the locale's encoding. */
    public static Path path(String text) {
        return FileName.path(text);
    }
}
