package org.platter.image;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.platter.host.HostFile;
import org.platter.host.Location;

/**
 * Where the files lie that images name. While this is open each name of an image is resolved once, however
 * often the image is opened, and once more where another file has taken the place.
 */
public final class ResolvedNames implements Closeable {

    private record Name(long device, long inode, String text) {}

    private final Map<Name, Location> known = new HashMap<>();

    /** Returns where a file lies, to be closed by the caller. */
    synchronized Location locate(NamedFile named) throws IOException {
        HostFile image = named.image();
        Name name = new Name(image.device(), image.inode(), named.name().toString());
        Location found = known.get(name);
        if (found == null || !found.isStill()) {
            Location now = named.locate();
            if (found != null) {
                found.close();
            }
            known.put(name, now);
            return now.share();
        }
        return found.share();
    }

    /** Takes note of where a file lies that an image names; it is closed with this. */
    public synchronized void know(Location image, Path name, Location file) {
        known.put(new Name(image.status().device(), image.status().inode(), name.toString()), file);
    }

    /** Forgets all of them. */
    @Override
    public synchronized void close() {
        known.values().forEach(Location::close);
        known.clear();
    }
}
