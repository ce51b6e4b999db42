package org.platter.host;

import com.sun.jna.Memory;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel knows of a file: statx(2), whose structure is the same on every architecture.
 *
 * @param links names that it has
 * @param user its owner
 * @param device which one it lies on; together with {@code inode} it tells a file from every other one
 * @param major with {@code minor}: which device it stands for, where it is one
 */
public record FileStatus(int mode, int links, int user, int group, long device, long inode, long size,
        long allocated, int major, int minor) {

    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int BASIC_STATS = 0x7ff;

    private static final int TYPE = 0170000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int REGULAR = 0100000;
    private static final int FOLDER = 0040000;
    private static final int LINK = 0120000;
    private static final int STICKY = 01000;

    /** Returns the status of an open file, or null with the reason in errno. */
    static @Nullable FileStatus of(int fd) {
        return ask(fd, new byte[] {0}, AT_EMPTY_PATH);
    }

    /** Returns the status of what a path leads to, or null with the reason in errno. */
    static @Nullable FileStatus of(byte[] path) {
        return ask(AT_FDCWD, path, 0);
    }

    /** Returns the status of a name in an open folder, or null with the reason in errno; follows no link. */
    static @Nullable FileStatus of(int folder, byte[] name) {
        return ask(folder, name, AT_SYMLINK_NOFOLLOW);
    }

    private static @Nullable FileStatus ask(int folder, byte[] path, int flags) {
        try (Memory status = new Memory(256)) {
            status.clear();
            if (LibC.statx(folder, path, flags, BASIC_STATS, status) < 0) {
                return null;
            }
            long device = Integer.toUnsignedLong(status.getInt(136)) << 32
                    | Integer.toUnsignedLong(status.getInt(140));
            return new FileStatus(status.getShort(28) & 0xffff, status.getInt(16), status.getInt(20),
                    status.getInt(24), device, status.getLong(32), status.getLong(40),
                    Math.multiplyExact(status.getLong(48), 512), status.getInt(128), status.getInt(132));
        }
    }

    public boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    public boolean isBlockDevice() {
        return (mode & TYPE) == BLOCK_DEVICE;
    }

    public boolean isFolder() {
        return (mode & TYPE) == FOLDER;
    }

    public boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    /** The permission bits, {@code 0600} for example. */
    public int permissions() {
        return mode & 07777;
    }

    /** Returns whether they are the same file. */
    public boolean isSameFile(FileStatus other) {
        return device == other.device && inode == other.inode;
    }

    private boolean hasBit(int bit) {
        return (mode & bit) != 0;
    }

    /**
     * Returns whether its group or everybody may write to it. The bits of the group stand for access lists
     * too; a group that has nobody but the owner in it is none.
     */
    public boolean isWritableByOthers() {
        return hasBit(002) || hasBit(020) && !Accounts.isPrivate(group, user);
    }

    /** Returns whether, in a folder, files can be renamed and removed by their owner and its own only. */
    public boolean isSticky() {
        return hasBit(STICKY);
    }

    /** Returns what it is, with its article. */
    public String kind() {
        return switch (mode & TYPE) {
            case FOLDER -> "a folder";
            case LINK -> "a link";
            case 0010000 -> "a pipe";
            case 0140000 -> "a socket";
            case 0020000 -> "a character device";
            case BLOCK_DEVICE -> "a block device";
            default -> "a file";
        };
    }
}
