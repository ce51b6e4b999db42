package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;

/** Carries out the lines of a script on the disk in an image. */
@FunctionalInterface
public interface Editing {

    /** @throws Refusal if a line is wrong or impossible; nothing is changed then */
    void apply(Path image, ImageOptions options, List<String> lines, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal;
}
