package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;

/** Checking. */
final class Checking {

    private Checking() {}

    static CheckFacts check(Path image, ImageOptions options, Repair repair, Consumer<Event> events,
            BooleanSupplier cancelled)
            throws IOException, Refusal {
        throw new IOException(image + ": not built yet.");
    }
}
