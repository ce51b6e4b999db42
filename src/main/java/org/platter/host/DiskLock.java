package org.platter.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The lock by which programs that change a disk keep the udev daemon, and each other, from looking at it half
 * way: systemd, "Locking Block Device Access". Without it the daemon reads the table afresh, and its rules
 * open partitions, as soon as the disk is closed. It is one of the whole disk, also for a partition.
 */
public final class DiskLock implements Closeable {

    private static final int EXCLUSIVELY_OR_FAIL = 2 | 4;
    private static final int NO_MORE = 8;
    private static final long PAUSE_MILLIS = 50;

    private final int descriptor;

    private DiskLock(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Takes it, waiting for those that only look at the disk.
     *
     * @param device a block device
     * @param longest to wait, in milliseconds
     * @throws IOException if another program keeps it
     */
    public static DiskLock take(Path device, long longest) throws IOException {
        Path disk = disk(device);
        // to read only: the daemon watches for programs that had it open to write
        int descriptor = LibC.open(LibC.bytes(disk), LibC.O_RDONLY | LibC.O_CLOEXEC | LibC.O_NONBLOCK, 0);
        if (descriptor < 0) {
            int errno = LibC.errno();
            throw new HostFailure(errno, "Cannot open " + disk + ": " + HostFailure.reason(errno) + ".");
        }
        for (long waited = 0; LibC.flock(descriptor, EXCLUSIVELY_OR_FAIL) < 0; waited += PAUSE_MILLIS) {
            int errno = LibC.errno();
            if (errno != LibC.EAGAIN && errno != LibC.EINTR || waited >= longest) {
                LibC.close(descriptor);
                throw new HostFailure(errno, "Another program has locked " + disk
                        + " to change it; try again when it has ended.");
            }
            pause();
        }
        return new DiskLock(descriptor);
    }

    private static Path disk(Path device) throws IOException {
        Path folder = Sysfs.folder(device).filter(Files::isDirectory).orElse(null);
        if (folder == null || !Files.exists(folder.resolve("partition"))) {
            return device;
        }
        Path disk = Objects.requireNonNull(folder.toRealPath().getParent());
        return Path.of("/dev", disk.getFileName().toString().replace('!', '/'));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it; programs that waited look at the disk now. */
    @Override
    public void close() {
        LibC.flock(descriptor, NO_MORE); // a program that is just being started has the descriptor too
        LibC.close(descriptor);
    }
}
