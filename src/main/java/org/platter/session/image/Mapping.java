package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.platter.base.Event;
import org.platter.base.Refusal;
import org.platter.image.DiskImage;
import org.platter.transfer.AllocationMap;

/** Tells where a chain of images keeps its bytes. */
final class Mapping {

    private Mapping() {}

    static void map(Path image, ImageOptions options, Consumer<MapSpan> spans, Consumer<Event> events,
            BooleanSupplier cancelled) throws IOException, Refusal {
        try (DiskImage disk = Opened.toRead(image, options)) {
            AllocationMap.of(disk, (span, depth, keeper) -> spans.accept(new MapSpan(span.range().start(),
                    span.range().length(), depth, MapSpan.Kind.valueOf(span.kind().name()), span.hostOffset(),
                    keeper.path())), cancelled);
        }
    }
}
