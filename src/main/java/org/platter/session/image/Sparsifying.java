package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;

/** Gives back the space of what no file system in an image uses. */
final class Sparsifying {

    private Sparsifying() {}

    static SparsifyReport sparsify(Path image, ImageOptions options, Optional<Path> into, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        throw new Refusal("Sparsifying is not there yet.");
    }
}
