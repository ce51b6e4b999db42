package org.platter.image;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.platter.host.HostFile;
import org.platter.host.Location;

/**
 * Where the files lie that images name, and those that loop devices show. While this is open each is resolved
 * once, however often the image is opened, and once more where another file has taken the place.
 */
public final class ResolvedNames implements Closeable {

    private record Name(long device, long inode, String text) {}

    private record Device(long device, long inode) {}

    private final Map<Name, Location> known = new HashMap<>();
    private final Map<Device, Location> shown = new HashMap<>();

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

    /** Lets a loop device find the file that it shows where that was found before. */
    public synchronized void findShown(HostFile device) throws IOException {
        if (device.isBlockDevice()) {
            Device key = new Device(device.device(), device.inode());
            Optional<Location> before = Optional.ofNullable(shown.get(key));
            Optional<HostFile> file = device.shownFile(before);
            if (file.isPresent() && before.filter(place -> place.isOf(file.get())).isEmpty()) {
                shown.put(key, file.get().location());
                before.ifPresent(Location::close);
            }
        }
    }

    /** Forgets all of them. */
    @Override
    public synchronized void close() {
        shown.values().forEach(Location::close);
        shown.clear();
        known.values().forEach(Location::close);
        known.clear();
    }
}
