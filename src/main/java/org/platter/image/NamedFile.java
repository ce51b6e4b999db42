package org.platter.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that an image names. Whatever the name looks like, a URL or QEMU's {@code json:}, it is the name of
 * a
 * file.
 *
 * @param image the image that names it
 * @param path absolute
 * @param role what it is to the image: {@code backing file}, {@code data file}, {@code extent}
 */
record NamedFile(Path image, Path path, String role) {

    /** @throws IOException if that cannot be a name of a file */
    static NamedFile of(Path image, String name, String role) throws IOException {
        try {
            if (!name.isEmpty()) {
                return new NamedFile(image, image.toAbsolutePath().resolveSibling(Path.of(name)), role);
            }
        } catch (InvalidPathException e) {
            throw new IOException(image + " names a " + role + " by what cannot be the name of a file.", e);
        }
        throw new IOException(image + " names a " + role + " without a name.");
    }

    /** Returns why it is not to be opened, in a sentence; the file itself is only looked at from outside. */
    Optional<String> obstacle() {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(sentence("is not there"));
        }
        try {
            Path real = path.toRealPath();
            if (real.startsWith("/proc") || real.startsWith("/sys") || !Files.isRegularFile(real)) {
                return Optional.of(sentence("is no regular file; images may name regular files only"));
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(sentence("cannot be looked at"));
        }
    }

    private String sentence(String what) {
        return path + ", which " + image + " names as its " + role + ", " + what + ".";
    }
}
