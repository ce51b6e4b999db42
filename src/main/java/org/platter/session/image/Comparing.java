package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;

/** Compares the disks in two images. */
final class Comparing {

    private Comparing() {}

    static Comparison compare(Path one, ImageOptions options, Path other, ImageOptions otherOptions, boolean strict,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        throw new Refusal("Comparing is not there yet.");
    }
}
