package org.platter.host;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A file in the place of which the kernel shows what this process answers: the other end of {@code
 * /dev/fuse}. Carries whole requests and replies; what they say is not its business. Several threads may
 * receive at once.
 */
public final class FuseMount implements Closeable {

    /** Bytes of data in one request or reply at most; with them comes a header of less than 4 KiB. */
    public static final int MAX_DATA = 1 << 20;

    private static final long MS_NOSUID = 2;
    private static final long MS_NODEV = 4;
    private static final int UMOUNT_DETACH = 2;
    private static final int UMOUNT_NOFOLLOW = 8;
    private static final short POLLIN = 1;

    private final Path point;
    /** Known beforehand, since asking the file itself for it would be a request of its own. */
    private final byte[] pointBytes;
    private final int device;
    private final int wake;
    private final boolean byHelper;
    private boolean isClosed;

    private FuseMount(Path point, byte[] pointBytes, int device, boolean byHelper) throws IOException {
        this.point = point;
        this.pointBytes = pointBytes;
        this.device = device;
        this.byHelper = byHelper;
        this.wake = LibC.eventfd(0, LibC.O_CLOEXEC | LibC.O_NONBLOCK);
        long flags = LibC.fcntl(device, LibC.F_GETFL, 0L);
        if (wake < 0 || LibC.fcntl(device, LibC.F_SETFL, flags | LibC.O_NONBLOCK) < 0) {
            throw new HostFailure(LibC.errno(), "cannot wait for FUSE requests: "
                    + HostFailure.reason(LibC.errno()));
        }
    }

    /**
     * Mounts over a regular file, as root by the system call, as an ordinary user by {@code fusermount3}.
     * Only the same user sees what is mounted.
     *
     * @throws IOException where the machine does not allow it; says why
     */
    public static FuseMount over(Path file) throws IOException {
        byte[] point = LibC.bytes(file);
        if (LibC.geteuid() == 0) {
            int device = openDevice();
            String options = "fd=" + device + ",rootmode=100000,user_id=0,group_id=" + LibC.getegid()
                    + ",default_permissions,max_read=" + MAX_DATA;
            if (LibC.mount(LibC.bytes("platter"), point, LibC.bytes("fuse.platter"), MS_NOSUID | MS_NODEV,
                    LibC.bytes(options)) >= 0) {
                return new FuseMount(file, point, device, false);
            }
            int errno = LibC.errno();
            LibC.close(device);
            if (errno != LibC.EPERM) {
                throw new HostFailure(errno, "cannot mount FUSE: " + HostFailure.reason(errno));
            }
        }
        int device = Fusermount.mount(point,
                "rw,nosuid,nodev,fsname=platter,subtype=platter,default_permissions,max_read="
                        + MAX_DATA);
        return new FuseMount(file, point, device, true);
    }

    /**
     * Waits for a request and puts it at the beginning of {@code into}, a direct buffer with room for
     * {@link #MAX_DATA} and a header.
     *
     * @return the request's length, or 0 if there will be none any more
     */
    public int receive(ByteBuffer into) throws IOException {
        long address = Pointer.nativeValue(Native.getDirectBufferPointer(into));
        for (;;) {
            long length = LibC.read(device, address, into.capacity());
            if (length > 0) {
                return (int) length;
            }
            switch (LibC.errno()) {
                case LibC.ENODEV, LibC.ECONNABORTED -> {
                    return 0; // unmounted, or ended by the kernel: then its programs get errors, too
                }
                case LibC.EINTR, LibC.ENOENT -> {} // ENOENT: the asking program has given up already
                case LibC.EAGAIN -> {
                    if (!waitForRequest()) {
                        return 0;
                    }
                }
                default -> throw failure("receive a request", LibC.errno());
            }
        }
    }

    /**
     * Sends the reply from position to limit of a direct buffer; one that nobody waits for any more is
     * dropped.
     */
    public void send(ByteBuffer reply) throws IOException {
        long address = Pointer.nativeValue(Native.getDirectBufferPointer(reply)) + reply.position();
        while (LibC.write(device, address, reply.remaining()) < 0) {
            switch (LibC.errno()) {
                case LibC.EINTR, LibC.EAGAIN -> {}
                case LibC.ENOENT, LibC.ENODEV, LibC.ECONNABORTED -> {
                    return;
                }
                default -> throw failure("send a reply", LibC.errno());
            }
        }
    }

    /** The user who sees what is mounted: the one of this process. */
    public int user() {
        return LibC.geteuid();
    }

    public int group() {
        return LibC.getegid();
    }

    /** Unmounts unless a program has it open; returns whether it is unmounted. */
    public boolean tryUnmount() throws IOException {
        if (byHelper) {
            return Fusermount.tryRun("-u", pointBytes);
        }
        if (LibC.umount2(pointBytes, UMOUNT_NOFOLLOW) >= 0) {
            return true;
        }
        int errno = LibC.errno();
        if (errno == LibC.EINVAL || errno == LibC.ENOENT) {
            return true; // somebody else was faster
        }
        if (errno != LibC.EBUSY) {
            throw failure("unmount", errno);
        }
        return false;
    }

    /**
     * Takes the mount away from the folder tree at once; a program that has it open keeps it until {@link
     * #close}.
     */
    public void detach() {
        detach(pointBytes, byHelper);
    }

    /** Takes a mount away that a process left behind; does nothing where there is none. */
    static void detach(byte[] point, boolean byHelper) {
        if (byHelper) {
            Fusermount.tryRun("-uz", point);
        } else {
            LibC.umount2(point, UMOUNT_DETACH | UMOUNT_NOFOLLOW);
        }
    }

    /** Makes every {@link #receive}, now and later, return that there will be nothing any more. */
    public synchronized void stop() {
        if (isClosed) {
            return; // its descriptor may be another file's by now
        }
        try (Memory one = new Memory(8)) {
            one.setLong(0, 1);
            LibC.write(wake, Pointer.nativeValue(one), 8);
        }
    }

    /**
     * Ends the connection: programs that still have the file open get errors from here on. No thread may be
     * receiving.
     */
    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            LibC.close(device);
            LibC.close(wake);
        }
    }

    /** Returns false when {@link #stop} was called. */
    private boolean waitForRequest() throws IOException {
        // struct pollfd: descriptor 0, events 4, what happened 6
        try (Memory both = new Memory(16)) {
            both.clear();
            both.setInt(0, device);
            both.setShort(4, POLLIN);
            both.setInt(8, wake);
            both.setShort(12, POLLIN);
            if (LibC.poll(both, 2, -1) < 0 && LibC.errno() != LibC.EINTR) {
                throw failure("wait for a request", LibC.errno());
            }
            return both.getShort(14) == 0;
        }
    }

    private static int openDevice() throws HostFailure {
        int device = LibC.open(LibC.bytes("/dev/fuse"), LibC.O_RDWR | LibC.O_CLOEXEC, 0);
        if (device < 0) {
            int errno = LibC.errno();
            throw new HostFailure(errno, "cannot open /dev/fuse: " + HostFailure.reason(errno));
        }
        return device;
    }

    private HostFailure failure(String action, int errno) {
        return new HostFailure(errno, point + ": cannot " + action + ": " + HostFailure.reason(errno));
    }
}
