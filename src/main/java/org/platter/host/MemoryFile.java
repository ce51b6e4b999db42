package org.platter.host;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that is in memory only and has no name, so that nothing is left of it when this process ends in
 * whatever way: memfd_create(2). It can be read by its path as long as it is open, and never changed.
 */
public final class MemoryFile implements Closeable {

    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    /** Linux 6.3; before that the mode has bits to execute it. */
    private static final int MFD_NOEXEC_SEAL = 8;
    private static final int F_ADD_SEALS = 1033;
    /** F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE. */
    private static final long ALL_SEALS = 1 | 2 | 4 | 8;

    private final int descriptor;
    private boolean isClosed;

    private MemoryFile(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Makes one of these bytes, which only this user can read. */
    public static MemoryFile of(String name, byte[] content) throws IOException {
        int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
        int descriptor = LibC.memfd_create(LibC.bytes(name), flags | MFD_NOEXEC_SEAL);
        if (descriptor < 0 && LibC.errno() == LibC.EINVAL) {
            descriptor = LibC.memfd_create(LibC.bytes(name), flags);
        }
        if (descriptor < 0) {
            throw failure(LibC.errno());
        }
        try (Memory bytes = new Memory(Math.max(1, content.length))) {
            bytes.write(0, content, 0, content.length);
            boolean isDone = LibC.fchmod(descriptor, 0400) == 0
                    && LibC.write(descriptor, Pointer.nativeValue(bytes), content.length) == content.length
                    && LibC.fcntl(descriptor, F_ADD_SEALS, ALL_SEALS) == 0;
            int errno = isDone ? 0 : LibC.errno();
            bytes.clear();
            if (!isDone) {
                LibC.close(descriptor);
                throw failure(errno);
            }
        }
        return new MemoryFile(descriptor);
    }

    private static HostFailure failure(int errno) {
        return new HostFailure(errno, "Cannot make a file in memory: " + HostFailure.reason(errno) + ".");
    }

    /** Where this process, and others of this user, find it. */
    public Path path() {
        return Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor);
    }

    /** Ends it, and frees the memory. */
    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            LibC.close(descriptor);
        }
    }
}
