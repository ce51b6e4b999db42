package org.platter.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds the unused partitions of a device that has used ones too, so that nobody mounts them, while it is
 * open: the device as a whole cannot be held then.
 */
public final class PartitionClaim implements Closeable {

    private final List<Integer> descriptors = new ArrayList<>();

    private PartitionClaim() {}

    /**
     * Takes those partitions that nobody uses.
     *
     * @param device open for writing
     */
    public static PartitionClaim of(HostFile device) throws IOException {
        PartitionClaim claim = new PartitionClaim();
        Path folder = Sysfs.folder(device);
        if (device.isBlockDevice() && Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    if (Files.exists(entry.resolve("partition"))) {
                        claim.take(entry.getFileName().toString());
                    }
                }
            }
        }
        return claim;
    }

    /** One that is held already, also by the device as a whole, needs no other holder. */
    private void take(String name) {
        int descriptor = LibC.open(LibC.bytes(Path.of("/dev", name)),
                LibC.O_RDONLY | LibC.O_EXCL | LibC.O_CLOEXEC | LibC.O_NONBLOCK, 0);
        if (descriptor >= 0) {
            descriptors.add(descriptor);
        }
    }

    /** How many partitions are held. */
    int size() {
        return descriptors.size();
    }

    @Override
    public void close() {
        descriptors.forEach(LibC::close);
        descriptors.clear();
    }
}
