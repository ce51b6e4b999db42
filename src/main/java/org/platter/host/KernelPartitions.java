package org.platter.host;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.platter.base.ByteRange;

/**
 * The partitions of a block device as the kernel knows them: sysfs, and the calls of {@code linux/blkpg.h},
 * each of which concerns one partition, so that the others may be in use. The calls need root.
 */
public final class KernelPartitions {

    private static final int ADD = 1;
    private static final int DELETE = 2;
    private static final int RESIZE = 3;
    private static final int ARGUMENT_BYTES = 24;
    private static final int PARTITION_BYTES = 152;
    /** In sysfs everything counts sectors of 512 bytes. */
    private static final long SECTOR = 512;

    private KernelPartitions() {}

    /** Returns the ranges by number; empty where the device has none, or cannot have any. */
    public static Map<Integer, ByteRange> of(HostFile device) throws IOException {
        Map<Integer, ByteRange> found = new TreeMap<>();
        Path folder = Sysfs.folder(device);
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.exists(entry.resolve("partition"))) {
                    long start = number(entry, "start") * SECTOR;
                    found.put((int) number(entry, "partition"),
                            ByteRange.of(start, number(entry, "size") * SECTOR));
                }
            }
        }
        return found;
    }

    /** Returns the node's name of a partition that the kernel knows: {@code loop0p1}, {@code sda1}. */
    public static Optional<String> name(HostFile device, int number) throws IOException {
        return partitionName(Sysfs.folder(device), number);
    }

    /** Returns the node's name of a partition of a device that need not be opened for that. */
    public static Optional<String> name(Path device, int number) throws IOException {
        return Sysfs.folder(device).isEmpty() ? Optional.empty()
                : partitionName(Sysfs.folder(device).get(), number);
    }

    private static Optional<String> partitionName(Path folder, int number) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.exists(entry.resolve("partition")) && number(entry, "partition") == number) {
                    return Optional.of(entry.getFileName().toString());
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the node's name of a device itself: {@code loop0}; nothing where the kernel knows none. */
    public static Optional<String> name(HostFile device) throws IOException {
        Path folder = Sysfs.folder(device);
        return Files.isDirectory(folder) ? Optional.of(folder.toRealPath().getFileName().toString())
                : Optional.empty();
    }

    /** @throws IOException if the kernel refuses: the range is taken, or it can have no more partitions */
    public static void add(HostFile device, int number, ByteRange range) throws IOException {
        call(device, ADD, number, range, "know of partition " + number);
    }

    /** @throws IOException if the kernel refuses: the partition is in use */
    public static void delete(HostFile device, int number) throws IOException {
        call(device, DELETE, number, new ByteRange(0, 0), "forget partition " + number);
    }

    /** Gives a partition another length; it may be in use. */
    public static void resize(HostFile device, int number, ByteRange range) throws IOException {
        call(device, RESIZE, number, range, "know the new size of partition " + number);
    }

    /** Lets the kernel read the table afresh; it refuses while any partition is in use. */
    public static void reread(HostFile device) throws IOException {
        int fd = device.use();
        try {
            if (LibC.ioctl(fd, LibC.BLKRRPART, 0L) < 0) {
                int errno = LibC.errno();
                throw new HostFailure(errno, "The kernel does not read the table of " + device.path()
                        + " afresh: " + HostFailure.reason(errno) + ".");
            }
        } finally {
            device.release();
        }
    }

    private static void call(HostFile device, int operation, int number, ByteRange range, String wish)
            throws IOException {
        int fd = device.use();
        try (Memory partition = new Memory(PARTITION_BYTES); Memory argument = new Memory(ARGUMENT_BYTES)) {
            partition.clear();
            partition.setLong(0, range.start());
            partition.setLong(8, range.length());
            partition.setInt(16, number);
            argument.clear();
            argument.setInt(0, operation);
            argument.setInt(8, PARTITION_BYTES);
            argument.setPointer(16, partition);
            if (LibC.ioctl(fd, LibC.BLKPG, argument) < 0) {
                int errno = LibC.errno();
                throw new HostFailure(errno, "The kernel does not want to " + wish + " of " + device.path()
                        + ": " + why(errno) + ".");
            }
        } finally {
            device.release();
        }
    }

    private static String why(int errno) {
        return switch (errno) {
            case LibC.EBUSY -> "it is in use, or overlaps one that is";
            case LibC.EPERM, LibC.EACCES -> "only root may do that";
            case LibC.EINVAL -> "it takes no such partition there";
            case LibC.ENOTTY -> "it cannot be told of single partitions";
            default -> HostFailure.reason(errno);
        };
    }

    private static long number(Path folder, String name) throws IOException {
        try {
            return Long.parseLong(Files.readString(folder.resolve(name)).strip());
        } catch (NumberFormatException e) {
            throw new IOException(folder.resolve(name) + " holds no number", e);
        }
    }
}
