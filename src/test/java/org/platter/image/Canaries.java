package org.platter.image;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.Closeable;
import java.nio.file.Path;

/** Files of which the kernel tells what any program does with them. */
public final class Canaries implements Closeable {

    private static final int OPENED = 0x20;
    private static final int MODIFIED_OR_CLOSED_BY_A_WRITER = 0x2 | 0x8;
    private static final int MOVED_MADE_OR_DELETED = 0xc0 | 0x100 | 0x200;
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
        this(file, OPENED);
    }

    private Canaries(Path file, int events) {
        if (Inotify.LIBRARY.inotify_add_watch(fd, file.toString(), events) < 0) {
            throw new IllegalStateException(file + " cannot be watched");
        }
    }

    /** Returns a watch over those who open a file to write it; it tells when they have closed it. */
    public static Canaries ofWriters(Path file) {
        return new Canaries(file, MODIFIED_OR_CLOSED_BY_A_WRITER);
    }

    /** Returns a watch over what gets or loses a name in a folder. */
    public static Canaries ofNames(Path folder) {
        return new Canaries(folder, MOVED_MADE_OR_DELETED);
    }

    /** Whether it was opened, or whatever else is watched for, since this was asked last. */
    public boolean wasOpened() {
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
