package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.image.DiskImage;
import org.platter.image.Images;

/** An image and what it is based on. */
final class Chain {

    private Chain() {}

    static List<ImageFacts> of(Path path, ImageOptions options) throws IOException {
        try (DiskImage image = Images.open(path, false, options.sectorSize())) {
            return List.of(new ImageFacts(path, image.format(), image.size(), image.file().size(),
                    image.allocatedBytes(), image.sectorSize(), OptionalLong.empty(), Optional.empty(),
                    Optional.empty(), List.of(), Map.of(), List.of(), List.of()));
        }
    }
}
