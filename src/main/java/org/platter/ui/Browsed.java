package org.platter.ui;

import java.nio.file.Path;
import java.util.Optional;
import org.platter.session.Browsing;

/**
 * A partition whose files are shown.
 *
 * @param number of the partition
 * @param note why no file manager shows them, in a sentence
 */
public record Browsed(int number, Browsing files, Optional<String> note) {

    public Path path() {
        return files.path();
    }
}
