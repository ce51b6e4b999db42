package org.platter.image;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.platter.host.HostFailure;
import org.platter.host.HostFile;
import org.platter.host.Location;

/**
 * A file that an image names. Whatever the name looks like, a URL or QEMU's {@code json:}, it is the name of
 * a file.
 *
 * @param image the file of the image that names it, which is open
 * @param name as the image has it
 * @param path absolute
 * @param role what it is to the image: {@code backing file}, {@code data file}, {@code extent}
 */
public record NamedFile(HostFile image, Path name, Path path, String role) {

    /** @throws IOException if that cannot be a name of a file */
    public static NamedFile of(HostFile image, String name, String role) throws IOException {
        try {
            if (!name.isEmpty()) {
                Path given = Path.of(name);
                return new NamedFile(image, given, image.path().toAbsolutePath().resolveSibling(given), role);
            }
        } catch (InvalidPathException e) {
            throw new IOException(image.path() + " names a " + role
                    + " by what cannot be the name of a file.", e);
        }
        throw new IOException(image.path() + " names a " + role + " without a name.");
    }

    /** Returns whether there is nothing of that name. */
    public boolean isGone() throws IOException {
        try {
            Location.of(path, image, name).close();
            return false;
        } catch (HostFailure e) {
            return e.isNotThere();
        }
    }

    /**
     * Returns where it lies; what is opened is that.
     *
     * @throws IOException if it is not to be opened, in a sentence; the file itself is not opened for that
     */
    public Location locate() throws IOException {
        Location location;
        try {
            location = Location.of(path, image, name);
        } catch (HostFailure e) {
            throw new IOException(sentence(e.isNotThere() ? "is not there" : "cannot be looked at"), e);
        }
        Path real = location.realPath();
        if (real.startsWith("/proc") || real.startsWith("/sys") || !location.status().isRegular()) {
            location.close();
            throw new IOException(sentence("is no regular file; images may name regular files only"));
        }
        return location;
    }

    private String sentence(String what) {
        return path + ", which " + image.path() + " names as its " + role + ", " + what + ".";
    }
}
