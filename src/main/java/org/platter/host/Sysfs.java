package org.platter.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the kernel tells about block devices, any of which can go while it is looked at. */
public final class Sysfs {

    /** Where every disk has a folder, by its name. */
    public static final Path DISKS = Path.of("/sys/block");

    /** What the kernel prints for a pointer to nothing: Linux, lib/vsprintf.c, check_pointer. */
    private static final String NOTHING = "(null)";

    private Sysfs() {}

    /** Returns the folder of a device, also of a partition; it is not there where the device is none. */
    static Path folder(HostFile device) {
        return Path.of("/sys/dev/block", device.deviceNumber());
    }

    /** Returns the folder of the device that a node stands for; nothing where it is no block device. */
    static Optional<Path> folder(Path node) {
        FileStatus status = FileStatus.of(LibC.bytes(node));
        return status == null || !status.isBlockDevice() ? Optional.empty()
                : Optional.of(Path.of("/sys/dev/block", status.major() + ":" + status.minor()));
    }

    /**
     * Returns what an attribute says, without the space around it; an empty text where it cannot be read, or
     * where a driver prints that it has nothing to say.
     */
    public static String text(Path attribute) {
        try {
            // no strict reading: serial numbers may hold any bytes
            String text = new String(Files.readAllBytes(attribute), StandardCharsets.UTF_8).strip();
            return text.equals(NOTHING) ? "" : text;
        } catch (IOException e) {
            return ""; // no such attribute, one that this device does not answer, or the device is gone
        }
    }

    /**
     * Returns what is in a folder, in no order; nothing where it is not there, or not any more.
     *
     * @param names as a glob: {@code loop*}
     */
    public static List<Path> entries(Path folder, String names) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, names)) {
            entries.forEach(found::add);
        } catch (IOException | DirectoryIteratorException e) {
            return List.of(); // a device that is being removed
        }
        return found;
    }
}
