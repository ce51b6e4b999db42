package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;

/** Tells where a chain of images keeps its bytes. */
final class Mapping {

    private Mapping() {}

    static void map(Path image, ImageOptions options, Consumer<MapSpan> spans, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        throw new Refusal("Mapping is not there yet.");
    }
}
