package org.platter.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.platter.base.ByteSize;
import org.platter.host.HostFile.Access;

/**
 * The size of a block device, which stays as it is but for a loop device's: its file can grow, and the device
 * with it.
 */
public final class DeviceSize {

    private DeviceSize() {}

    /** Returns the file that grows with a device; nothing where it is no loop device. */
    public static Optional<Path> file(Path device) throws IOException {
        return LoopDevice.find(device).map(LoopDevice.Attached::file);
    }

    /**
     * Returns why a device cannot get another size, in a sentence; nothing where it can.
     *
     * @param now its size in bytes
     */
    public static Optional<String> whyNot(Path device, long now, long wanted) throws IOException {
        if (wanted == now) {
            return Optional.empty();
        }
        Optional<LoopDevice.Attached> loop = LoopDevice.find(device);
        if (loop.isEmpty()) {
            return Optional.of("The size of " + device + " cannot be changed: it is a block device, which "
                    + "has the size of what it stands for.");
        }
        Path file = loop.get().file();
        if (wanted < now) {
            return Optional.of("A loop device only grows, and " + device + " would shrink"
                    + otherwise(device));
        }
        if (loop.get().offset() != 0 || loop.get().sizeLimit() != 0) {
            return Optional.of(device + " shows a part of " + file + ", which cannot grow in it"
                    + otherwise(device));
        }
        return loop.get().readOnly() ? Optional.of(notFromHere(device, file)) : Optional.empty();
    }

    /** Returns the same of a device that is open, whose file has to be found, too. */
    public static Optional<String> whyNot(HostFile device, long now, long wanted) throws IOException {
        Optional<String> why = whyNot(device.path(), now, wanted);
        return why.isPresent() || wanted == now || device.shownFile().isPresent() ? why
                : file(device.path()).map(file -> notFromHere(device.path(), file));
    }

    private static String notFromHere(Path device, Path file) {
        return "The file behind " + device + ", " + file + ", cannot be made larger from here"
                + otherwise(device);
    }

    private static String otherwise(Path device) {
        return "; detach " + device
                + ", change the size of the file by “platter image resize”, and attach it "
                + "again.";
    }

    /**
     * Makes the file of a loop device larger, and the device as large; may be repeated where it stopped in
     * between.
     */
    static void grow(HostFile device, long size) throws IOException {
        Optional<String> why = whyNot(device, device.size(), size);
        if (why.isPresent()) {
            throw new IOException(why.get());
        }
        HostFile shown = device.shownFile().orElseThrow(() -> new IOException("The file behind "
                + device.path() + " is not at its place any more."));
        try (Location place = shown.location(); HostFile file = HostFile.open(place, Access.WRITE)) {
            if (file.size() < size) {
                file.resize(size);
                file.sync();
            }
        }
        LoopDevice.refreshSize(device.path());
        if (device.size() != size) {
            throw new IOException(device.path() + " has " + ByteSize.format(device.size()) + " instead of "
                    + ByteSize.format(size) + " now that its file has grown.");
        }
    }
}
