package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.platter.base.Refusal;

/** The internal snapshots of an image. */
final class Snapshots {

    private Snapshots() {}

    static List<SnapshotFacts> list(Path image, ImageOptions options) throws IOException {
        return Chain.of(image, options).get(0).snapshots();
    }

    static void create(Path image, ImageOptions options, String name) throws IOException, Refusal {
        throw new IOException(image + ": not built yet.");
    }

    static void apply(Path image, ImageOptions options, String idOrName) throws IOException, Refusal {
        throw new IOException(image + ": not built yet.");
    }

    static void delete(Path image, ImageOptions options, String idOrName) throws IOException, Refusal {
        throw new IOException(image + ": not built yet.");
    }
}
