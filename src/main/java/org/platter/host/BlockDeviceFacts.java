package org.platter.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the kernel tells of a block device that is not opened for that. */
public final class BlockDeviceFacts {

    private BlockDeviceFacts() {}

    /** Returns whether a path leads to a block device. */
    public static boolean isBlockDevice(Path path) {
        FileStatus status = FileStatus.of(LibC.bytes(path));
        return status != null && status.isBlockDevice();
    }

    /** Returns why a block device without a single byte has none, in a sentence. */
    public static String whyEmpty(Path device) throws IOException {
        Optional<String> name = name(device);
        if (name.isPresent() && name.get().startsWith("loop")) {
            return LoopDevice.find(device).isPresent() ? "The file that " + device + " shows is empty."
                    : "Nothing is attached to " + device + ".";
        }
        return "There is no medium in " + device + ", or it has no size.";
    }

    /** Returns what the kernel calls a device, {@code sda}; nothing where a path leads to none. */
    public static Optional<String> name(Path device) throws IOException {
        Optional<Path> folder = Sysfs.folder(device).filter(Files::isDirectory);
        return folder.isPresent() ? Optional.of(folder.get().toRealPath().getFileName().toString())
                : Optional.empty();
    }
}
