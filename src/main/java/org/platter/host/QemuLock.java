package org.platter.host;

import com.sun.jna.Memory;
import java.io.IOException;
import java.util.Optional;

/**
 * The locks by which QEMU's programs keep out of each other's way, {@code block/file-posix.c}: for every
 * permission that a program has it holds a shared lock on byte 100 + the permission's number, and for every
 * one that it does not grant to others on byte 200 + the number. It then looks whether others hold the
 * opposites. The bytes need not exist. They are locks of the open file, not of the process, so two files in
 * one Platter keep out of each other's way too.
 */
final class QemuLock implements HostFile.Lock {

    private static final int READ = 1;
    private static final int WRITE = 1 << 1;
    private static final int WRITE_UNCHANGED = 1 << 2;
    private static final int RESIZE = 1 << 3;
    private static final int PERMISSIONS = 4;

    private static final long HELD = 100;
    private static final long NOT_GRANTED = 200;

    private static final short F_RDLCK = 0;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;

    private final HostFile file;
    private final int held;
    private final int notGranted;

    private QemuLock(HostFile file, int held, int notGranted) {
        this.file = file;
        this.held = held;
        this.notGranted = notGranted;
    }

    static Optional<QemuLock> tryTake(HostFile file, boolean exclusive) throws IOException {
        return tryTake(exclusive ? toWrite(file) : new QemuLock(file, READ, WRITE | RESIZE));
    }

    private static QemuLock toWrite(HostFile file) {
        return new QemuLock(file, READ | WRITE | RESIZE, READ | WRITE | WRITE_UNCHANGED | RESIZE);
    }

    private static QemuLock toReserve(HostFile file) {
        return new QemuLock(file, WRITE_UNCHANGED, WRITE_UNCHANGED);
    }

    /** Whether others hold what is in the way of a lock for writing. */
    static boolean isInTheWayOfWriting(HostFile file) throws IOException {
        return toWrite(file).isContested();
    }

    static boolean isReservedByOthers(HostFile file) throws IOException {
        return toReserve(file).isContested();
    }

    /** Takes one that two files cannot have, and that QEMU serves an image beside, to read or to write. */
    static Optional<QemuLock> tryReserve(HostFile file) throws IOException {
        return tryTake(toReserve(file));
    }

    /** Takes one that several files can have, and none beside one that is reserved. */
    static Optional<QemuLock> tryKeepUnreserved(HostFile file) throws IOException {
        return tryTake(new QemuLock(file, 0, WRITE_UNCHANGED));
    }

    private static Optional<QemuLock> tryTake(QemuLock lock) throws IOException {
        HostFile file = lock.file;
        int fd = file.use();
        try {
            // Own locks first, then the look at others: of two that come at once at least one sees the other.
            if (lock.set(fd, F_RDLCK) && !lock.isContested(fd)) {
                return Optional.of(lock);
            }
            lock.set(fd, F_UNLCK);
            return Optional.empty();
        } finally {
            file.release();
        }
    }

    @Override
    public void close() throws IOException {
        int fd;
        try {
            fd = file.use();
        } catch (IOException e) {
            return; // the file is closed, and has let go of them
        }
        try {
            set(fd, F_UNLCK);
        } finally {
            file.release();
        }
    }

    /**
     * Ends all locks of an open file that is about to be closed. Closing alone ends them only when nobody
     * else has its descriptor, and a program that is just being started has it until it runs.
     */
    static void end(int fd) {
        try (Memory lock = new Memory(32)) {
            lock.clear(); // from the first byte to the last
            lock.setShort(0, F_UNLCK);
            LibC.fcntl(fd, LibC.F_OFD_SETLK, lock); // a file system without locks has none to end
        }
    }

    private boolean set(int fd, short type) throws IOException {
        for (int i = 0; i < PERMISSIONS; i++) {
            if ((held >> i & 1) != 0 && !ask(fd, LibC.F_OFD_SETLK, type, HELD + i)
                    || (notGranted >> i & 1) != 0 && !ask(fd, LibC.F_OFD_SETLK, type, NOT_GRANTED + i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isContested() throws IOException {
        int fd = file.use();
        try {
            return isContested(fd);
        } finally {
            file.release();
        }
    }

    private boolean isContested(int fd) throws IOException {
        for (int i = 0; i < PERMISSIONS; i++) {
            if ((held >> i & 1) != 0 && !ask(fd, LibC.F_OFD_GETLK, F_WRLCK, NOT_GRANTED + i)
                    || (notGranted >> i & 1) != 0 && !ask(fd, LibC.F_OFD_GETLK, F_WRLCK, HELD + i)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns false where another open file's lock is in the way. A file system that has no locks has none
     * there.
     */
    private boolean ask(int fd, int command, short type, long at) throws IOException {
        // struct flock of 64-bit Linux: type 0, whence 2, start 8, length 16, process 24 (0 for locks of this
        // kind)
        try (Memory lock = new Memory(32)) {
            lock.clear();
            lock.setShort(0, type);
            lock.setLong(8, at);
            lock.setLong(16, 1);
            if (LibC.fcntl(fd, command, lock) >= 0) {
                return command == LibC.F_OFD_SETLK || lock.getShort(0) == F_UNLCK;
            }
            return switch (LibC.errno()) {
                case LibC.EAGAIN, LibC.EACCES -> false;
                case LibC.EINVAL, LibC.ENOSYS, LibC.ENOLCK, LibC.EOPNOTSUPP -> true;
                default -> throw file.failure("lock", LibC.errno());
            };
        }
    }
}
