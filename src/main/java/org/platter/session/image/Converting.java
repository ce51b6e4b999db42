package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;

/** Copies the disk in an image into a new image. */
final class Converting {

    private Converting() {}

    static Conversion.Report convert(Path source, ImageOptions options, Path target, Conversion conversion,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        throw new Refusal("Converting is not there yet.");
    }

    static Conversion.Report cloneDevice(Path device, ImageOptions options, Path target, Conversion conversion,
            Consumer<Event> events, BooleanSupplier cancelled) throws IOException, Refusal {
        return convert(device, options, target, conversion, events, cancelled);
    }
}
