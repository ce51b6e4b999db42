package org.platter.session.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.platter.base.Refusal;
import org.platter.host.Location;
import org.platter.image.DiskImage;
import org.platter.image.open.Images;
import org.platter.transfer.Unfinished;

/** The image that a new one is to be based on. */
final class Backings {

    private Backings() {}

    /** Returns where the backing file is: a relative name counts from the folder of the new image. */
    static Path resolved(Path target, NewImage wanted) {
        return target.toAbsolutePath().resolveSibling(wanted.backing().orElseThrow()).normalize();
    }

    /** Returns where the backing file lies; nothing where the new image has none. */
    static Optional<Location> locate(Unfinished made, Path target, NewImage wanted)
            throws IOException, Refusal {
        if (wanted.backing().isEmpty()) {
            return Optional.empty();
        }
        if (wanted.backingFormat().isEmpty()) {
            throw new Refusal("Say which format the backing file " + resolved(target, wanted) + " has.");
        }
        return Optional.of(made.locate(wanted.backing().get()));
    }

    static DiskImage open(Location backing, NewImage wanted, ImageOptions options) throws IOException {
        return Images.open(backing, options.withFormat(wanted.backingFormat()).opening(false));
    }

    /** A user who makes an image of other files allows those to be opened. */
    static Set<Path> allowed(Path target, NewImage wanted, ImageOptions options) {
        Set<Path> allowed = new HashSet<>(options.allowed());
        if (wanted.backing().isPresent()) {
            allowed.add(resolved(target, wanted));
        }
        if (wanted.options().containsKey("data_file")) {
            allowed.add(target.toAbsolutePath().resolveSibling(wanted.options().get("data_file")));
        }
        return allowed;
    }
}
