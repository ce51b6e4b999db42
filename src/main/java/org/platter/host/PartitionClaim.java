package org.platter.host;

import java.io.Closeable;
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
    private final List<String> held = new ArrayList<>();

    private PartitionClaim() {}

    /** Holds nothing, and needs not. */
    public static PartitionClaim none() {
        return new PartitionClaim();
    }

    /** Takes those partitions that nobody uses; nothing of a file, or of a device that is held as a whole. */
    public static PartitionClaim of(HostFile device) {
        PartitionClaim claim = new PartitionClaim();
        if (device.isBlockDevice() && !device.isHeldAlone()) {
            for (Path entry : Sysfs.entries(Sysfs.folder(device), "*")) {
                if (Files.exists(entry.resolve("partition"))) {
                    claim.take(entry.getFileName().toString());
                }
            }
        }
        return claim;
    }

    private void take(String name) {
        int descriptor = LibC.open(LibC.bytes(Path.of("/dev", name)),
                LibC.O_RDONLY | LibC.O_EXCL | LibC.O_CLOEXEC | LibC.O_NONBLOCK, 0);
        if (descriptor >= 0) {
            descriptors.add(descriptor);
        } else if (LibC.errno() == LibC.EBUSY) {
            held.add(name);
        }
    }

    /** How many partitions are held by this. */
    int size() {
        return descriptors.size();
    }

    /** Returns the node's names of the partitions that others hold: a mount, or a program for itself. */
    public List<String> heldByOthers() {
        return List.copyOf(held);
    }

    @Override
    public void close() {
        descriptors.forEach(LibC::close);
        descriptors.clear();
    }
}
