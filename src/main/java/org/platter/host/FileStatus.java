package org.platter.host;

import com.sun.jna.Memory;

/**
 * What the kernel knows of a file: statx(2), whose structure is the same on every architecture.
 *
 * @param major with {@code minor}: which device it stands for, where it is one
 */
record FileStatus(int mode, int user, int group, long device, long inode, long size, long allocated,
        int major, int minor) {

    private static final int AT_FDCWD = -100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int BASIC_STATS = 0x7ff;

    private static final int TYPE = 0170000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int REGULAR = 0100000;

    /** Returns the status of an open file, or null with the reason in errno. */
    static FileStatus of(int fd) {
        return ask(fd, new byte[] {0}, AT_EMPTY_PATH);
    }

    /** Returns the status of what a path leads to, or null with the reason in errno. */
    static FileStatus of(byte[] path) {
        return ask(AT_FDCWD, path, 0);
    }

    private static FileStatus ask(int folder, byte[] path, int flags) {
        try (Memory status = new Memory(256)) {
            status.clear();
            if (LibC.statx(folder, path, flags, BASIC_STATS, status) < 0) {
                return null;
            }
            long device = Integer.toUnsignedLong(status.getInt(136)) << 32
                    | Integer.toUnsignedLong(status.getInt(140));
            return new FileStatus(status.getShort(28) & 0xffff, status.getInt(20), status.getInt(24), device,
                    status.getLong(32), status.getLong(40), Math.multiplyExact(status.getLong(48), 512),
                    status.getInt(128), status.getInt(132));
        }
    }

    boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    boolean isBlockDevice() {
        return (mode & TYPE) == BLOCK_DEVICE;
    }

    /** Returns what it is, with its article. */
    String kind() {
        return switch (mode & TYPE) {
            case 0040000 -> "a folder";
            case 0010000 -> "a pipe";
            case 0140000 -> "a socket";
            case 0020000 -> "a character device";
            case BLOCK_DEVICE -> "a block device";
            default -> "a file";
        };
    }
}
