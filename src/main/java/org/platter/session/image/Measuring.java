package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.Refusal;

/** Tells how large new images would be. */
final class Measuring {

    private Measuring() {}

    static Measure measure(Optional<Path> source, ImageOptions options, OptionalLong size, String format,
            Map<String, String> settings) throws IOException, Refusal {
        throw new Refusal("Measuring is not there yet.");
    }
}
