package org.platter.host;

import com.sun.jna.Memory;

/**
 * Makes a second descriptor of an open file, by a mount of its own that is read-only: a program that gets it
 * cannot open the file for writing by it, whatever the program may do otherwise. The mount is seen nowhere
 * and ends with its last use.
 */
final class ReadOnlyView {

    private static final byte[] NO_PATH = {0};
    /** Of linux/mount.h. */
    private static final int OPEN_TREE_CLONE = 1;
    private static final long MOUNT_ATTR_RDONLY = 1;
    private static final int MOUNT_ATTRIBUTES = 32;

    private ReadOnlyView() {}

    /** Returns the descriptor; negative where the kernel, before 5.12, or this user can make none. */
    static int open(int descriptor) {
        int view = (int) LibC.syscall(LibC.SYS_OPEN_TREE, descriptor, NO_PATH,
                LibC.AT_EMPTY_PATH | OPEN_TREE_CLONE | LibC.O_CLOEXEC);
        if (view < 0) {
            return -1;
        }
        try (Memory attributes = new Memory(MOUNT_ATTRIBUTES)) {
            attributes.clear();
            attributes.setLong(0, MOUNT_ATTR_RDONLY);
            if (LibC.syscall(LibC.SYS_MOUNT_SETATTR, view, NO_PATH, LibC.AT_EMPTY_PATH, attributes,
                    MOUNT_ATTRIBUTES) >= 0) {
                return view;
            }
        }
        LibC.close(view);
        return -1;
    }
}
