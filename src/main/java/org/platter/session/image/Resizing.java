package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;

/** Resizing. */
final class Resizing {

    private Resizing() {}

    static void resize(Path image, ImageOptions options, long size, boolean shrink, Consumer<Event> events,
            BooleanSupplier cancelled)
            throws IOException, Refusal {
        throw new IOException(image + ": not built yet.");
    }
}
