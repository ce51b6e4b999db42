package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;

/** Creation. */
final class Creation {

    private Creation() {}

    static void create(Path image, NewImage wanted, ImageOptions options, Consumer<Event> events,
            BooleanSupplier cancelled)
            throws IOException, Refusal {
        throw new IOException(image + ": not built yet.");
    }
}
