package org.platter.image;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.Closeable;
import java.nio.file.Path;

/** Files of which the kernel tells when any program opens them. */
final class Canaries implements Closeable {

    private static final int OPENED = 0x20;
    private static final int WITHOUT_WAITING = 0x800;

    /** See inotify(7). */
    private interface Inotify extends Library {
        Inotify LIBRARY = Native.load("c", Inotify.class);

        int inotify_init1(int flags);

        int inotify_add_watch(int fd, String path, int mask);

        NativeLong read(int fd, byte[] into, NativeLong length);

        int close(int fd);
    }

    private final int fd = Inotify.LIBRARY.inotify_init1(WITHOUT_WAITING);

    Canaries(Path file) {
        if (Inotify.LIBRARY.inotify_add_watch(fd, file.toString(), OPENED) < 0) {
            throw new IllegalStateException(file + " cannot be watched");
        }
    }

    /** Whether it was opened since this was asked last. */
    boolean wasOpened() {
        byte[] events = new byte[4096];
        boolean opened = false;
        while (Inotify.LIBRARY.read(fd, events, new NativeLong(events.length)).longValue() > 0) {
            opened = true;
        }
        return opened;
    }

    @Override
    public void close() {
        Inotify.LIBRARY.close(fd);
    }
}
