package org.platter.ui;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.platter.session.image.ImageOptions;

/**
 * How the images of a job are to be opened, as far as somebody has said so: kept for that one job, and
 * forgotten with it. It may be asked on any thread.
 */
public final class Answers {

    private final Map<Path, ImageOptions> known = new ConcurrentHashMap<>();
    private volatile Set<Path> allowed = Set.of();
    private volatile Optional<String> passphrase = Optional.empty();

    /** Opens an image as a disk that is open already was opened. */
    public Answers with(Path image, ImageOptions options) {
        known.put(key(image), options);
        return this;
    }

    /** Returns how an image is to be opened. */
    public ImageOptions of(Path image) {
        ImageOptions options = known.getOrDefault(key(image), ImageOptions.usual());
        Set<Path> files = new HashSet<>(options.allowed());
        files.addAll(allowed);
        return options.withAllowed(files).withPassphrase(options.passphrase().or(() -> passphrase));
    }

    /** These files may be opened wherever an image names them. */
    public void allow(List<Path> files) {
        Set<Path> more = new HashSet<>(allowed);
        more.addAll(files);
        allowed = Set.copyOf(more);
    }

    public void setPassphrase(Path image, String words) {
        known.computeIfPresent(key(image), (path, options) -> options.withPassphrase(Optional.empty()));
        passphrase = Optional.of(words); // of the encrypted image of the chain
    }

    public void setFormat(Path image, String format) {
        known.put(key(image), known.getOrDefault(key(image), ImageOptions.usual())
                .withFormat(Optional.of(format)));
    }

    private static Path key(Path image) {
        return Address.is(image) ? image : image.toAbsolutePath().normalize();
    }
}
