package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;

/** Commits overlays to their backing files, and bases them on others. */
final class Overlaying {

    private Overlaying() {}

    static void commit(Path overlay, ImageOptions options, boolean keep, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        throw new Refusal("Committing is not there yet.");
    }

    static void rebase(Path overlay, ImageOptions options, Optional<Path> backing, Optional<String> format,
            boolean unsafe, Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        throw new Refusal("Rebasing is not there yet.");
    }
}
