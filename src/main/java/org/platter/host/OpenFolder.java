package org.platter.host;

import com.sun.jna.Memory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.host.HostFile.Access;

/**
 * A folder that was looked up once and is used by its descriptor from then on: a user who renames it, or a
 * folder above it, cannot redirect what is done here. A name in it is the name of one file, never a path, and
 * no link is followed. One thread at a time. Long, since every call by the folder's descriptor is here.
 */
public final class OpenFolder implements Closeable {

    private static final int MAX_PATH = 4096;
    private static final int LOCK_EXCLUSIVELY_OR_FAIL = 2 | 4;

    /** Where the kernel keeps what this process has open; programs that it starts see the same. */
    static final Path DESCRIPTORS = Path.of("/proc/" + ProcessHandle.current().pid() + "/fd");

    /** Room for the names that the kernel gives at once. */
    private static final int ENTRIES = 64 << 10;
    // struct linux_dirent64: inode 0, offset 8, length 16, type 18, name 19
    private static final int ENTRY_LENGTH = 16;
    private static final int ENTRY_NAME = 19;
    // struct statvfs of 64-bit Linux: unit of what follows 8, units for ordinary users 32
    private static final int UNIT = 8;
    private static final int AVAILABLE = 32;

    private final Path path;
    private final FileStatus opened;
    private int descriptor;

    private OpenFolder(Path path, int descriptor, FileStatus opened) {
        this.path = path;
        this.descriptor = descriptor;
        this.opened = opened;
    }

    /** Opens the folder that a path leads to, also by links. */
    public static OpenFolder open(Path path) throws IOException {
        return open(LibC.AT_FDCWD, LibC.bytes(path), 0, path).orElseThrow(() -> new HostFailure(LibC.ENOENT,
                "There is no folder " + path + "."));
    }

    private static Optional<OpenFolder> open(int parent, byte[] name, int flags, Path path)
            throws IOException {
        int all = LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC | flags;
        int descriptor = LibC.openat(parent, name, all, 0);
        if (descriptor < 0 && LibC.errno() == LibC.EACCES) {
            // it may still be used by who knows the names in it
            descriptor = LibC.openat(parent, name, all | LibC.O_PATH, 0);
        }
        if (descriptor < 0) {
            int errno = LibC.errno();
            if (errno == LibC.ENOENT) {
                return Optional.empty();
            }
            boolean isNone = errno == LibC.ENOTDIR || errno == LibC.ELOOP;
            throw new HostFailure(errno, isNone ? path + " is no folder." : "Cannot open the folder " + path
                    + ": " + HostFailure.reason(errno) + ".");
        }
        FileStatus status = FileStatus.of(descriptor);
        if (status == null) {
            int errno = LibC.errno();
            LibC.close(descriptor);
            throw new HostFailure(errno, "Cannot look at the folder " + path + ": "
                    + HostFailure.reason(errno) + ".");
        }
        return Optional.of(new OpenFolder(path, descriptor, status));
    }

    /** Opens the folder of a relative path that begins here, or of an absolute one; by links too. */
    OpenFolder reach(Path other) throws IOException {
        if (other.toString().isEmpty()) {
            return again();
        }
        return open(descriptor, other.isAbsolute() ? LibC.bytes(other) : LibC.relativeBytes(other), 0,
                path.resolve(other)).orElseThrow(
                        () -> new HostFailure(LibC.ENOENT, "There is no folder "
                                + path.resolve(other) + "."));
    }

    /** Opens the very same folder once more, whatever it is called now. */
    public OpenFolder again() throws IOException {
        int same = LibC.fcntl(descriptor, LibC.F_DUPFD_CLOEXEC, 0L);
        if (same < 0) {
            throw new HostFailure(LibC.errno(), "Cannot open the folder " + path + " again: "
                    + HostFailure.reason(LibC.errno()) + ".");
        }
        return new OpenFolder(path, same, opened);
    }

    /** Returns the same open folder under its own path, which has no link in it. */
    OpenFolder reallyNamed() throws IOException {
        return new OpenFolder(Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)), descriptor,
                opened);
    }

    /** Returns a descriptor of what a name stands for, of a link the link itself, which is not opened so. */
    int hold(String name) throws IOException {
        int held = LibC.openat(descriptor, FileName.bytes(name),
                LibC.O_PATH | LibC.O_NOFOLLOW | LibC.O_CLOEXEC, 0);
        if (held < 0) {
            throw failure("open", name, LibC.errno());
        }
        return held;
    }

    /** Returns where a link leads that is held. */
    String linkTarget(int held, String name) throws IOException {
        try (Memory target = new Memory(MAX_PATH)) {
            long length = LibC.readlinkat(held, new byte[] {0}, target, MAX_PATH);
            if (length < 0) {
                throw failure("read the link", name, LibC.errno());
            }
            return FileName.text(target.getByteArray(0, (int) length));
        }
    }

    /** Returns where it was when it was opened, for messages. */
    public Path path() {
        return path;
    }

    /** Returns the path of a name in it, for messages. */
    public Path path(String name) {
        return FileName.in(path, name);
    }

    /**
     * Returns a path for programs, and for what takes paths only, which leads to a name in this very folder
     * as long as it is open: by the descriptor, whatever others rename.
     */
    public Path stablePath(String name) {
        return FileName.in(DESCRIPTORS.resolve(String.valueOf(descriptor)), name);
    }

    /** Returns the name of a path's last part as the folders here know it, to the byte. */
    public static String name(Path file) {
        return FileName.of(file);
    }

    /** Returns the folder of a file, whose path is absolute and not the root. */
    public static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    /** Returns the path of such a name in a folder. */
    public static Path path(Path folder, String name) {
        return FileName.in(folder, name);
    }

    /** Opens a folder in this one; a link to one is none. */
    public OpenFolder inner(String name) throws IOException {
        return tryInner(name).orElseThrow(() -> new HostFailure(LibC.ENOENT, "There is no folder "
                + path(name) + "."));
    }

    /** Opens a folder in this one, or returns nothing where the name is not there. */
    public Optional<OpenFolder> tryInner(String name) throws IOException {
        return open(descriptor, FileName.bytes(name), LibC.O_NOFOLLOW, path(name));
    }

    /**
     * Makes a folder in this one that only this user can look into.
     *
     * @throws IOException if the name is there, or the file system gives it to somebody else or lets others
     *     write to it
     */
    public OpenFolder createInner(String name) throws IOException {
        if (LibC.mkdirat(descriptor, FileName.bytes(name), 0700) < 0) {
            throw failure("create", name, LibC.errno());
        }
        OpenFolder made = inner(name);
        LibC.fchmod(made.descriptor, 0700); // whatever the user's mask took away
        FileStatus status = FileStatus.of(made.descriptor);
        if (status != null && status.user() == LibC.geteuid() && (status.permissions() & 022) == 0) {
            return new OpenFolder(made.path, made.descriptor, status);
        }
        try (made) {
            FileStatus there = FileStatus.of(descriptor, FileName.bytes(name));
            if (there != null && there.isSameFile(made.opened) && made.names().isEmpty()) {
                LibC.unlinkat(descriptor, FileName.bytes(name), LibC.AT_REMOVEDIR);
            }
        }
        throw new IOException("No folder of one's own can be made in " + path + ": others can write to what "
                + "is made there.");
    }

    /** Makes an empty file where there was none, readable and writable by its owner only. */
    public HostFile createFile(String name) throws IOException {
        int fd = LibC.openat(descriptor, FileName.bytes(name),
                LibC.O_RDWR | LibC.O_CREAT | LibC.O_EXCL | LibC.O_NOFOLLOW | LibC.O_CLOEXEC, 0600);
        if (fd < 0) {
            throw failure("create", name, LibC.errno());
        }
        return HostFile.adopt(fd, path(name), true);
    }

    /**
     * Opens a file.
     *
     * @throws IOException if it is a link, a pipe, a device, or has another name elsewhere
     */
    public HostFile openFile(String name, Access access) throws IOException {
        byte[] bytes = FileName.bytes(name);
        FileStatus before = FileStatus.of(descriptor, bytes);
        if (before == null) {
            int errno = LibC.errno();
            throw errno == LibC.ENOENT ? new HostFailure(errno, "There is no file " + path(name) + ".")
                    : failure("open", name, errno);
        }
        requireOrdinary(before, name);
        boolean write = access == Access.WRITE;
        // O_NONBLOCK, lest a pipe put there in the meantime hold us up
        int fd = LibC.openat(descriptor, bytes, (write ? LibC.O_RDWR : LibC.O_RDONLY) | LibC.O_NOFOLLOW
                | LibC.O_NONBLOCK | LibC.O_CLOEXEC, 0);
        if (fd < 0) {
            throw failure("open", name, LibC.errno());
        }
        FileStatus status = FileStatus.of(fd);
        try {
            if (status == null || !status.isSameFile(before)) {
                throw new HostFailure(LibC.EIO, path(name) + " was replaced while it was being opened.");
            }
            requireOrdinary(status, name);
        } catch (IOException e) {
            LibC.close(fd);
            throw e;
        }
        return HostFile.adopt(fd, path(name), write);
    }

    private void requireOrdinary(FileStatus status, String name) throws HostFailure {
        if (!status.isRegular()) {
            throw new HostFailure(LibC.EINVAL, path(name) + " is " + status.kind() + ", not a file.");
        }
        if (status.links() != 1) {
            throw new HostFailure(LibC.EINVAL, path(name) + " has another name elsewhere, by which others "
                    + "can reach it.");
        }
    }

    /** Makes an empty file without a name, for {@link #tryLink}; nothing where there are no such files. */
    public Optional<HostFile> tryCreateUnnamed() throws IOException {
        int fd = LibC.openat(descriptor, LibC.bytes("."), LibC.O_RDWR | LibC.O_TMPFILE | LibC.O_CLOEXEC,
                0600);
        if (fd >= 0) {
            return Optional.of(HostFile.adopt(fd, path("(unnamed)"), true));
        }
        int errno = LibC.errno();
        if (errno != LibC.EOPNOTSUPP && errno != LibC.EISDIR && errno != LibC.EINVAL) {
            throw new HostFailure(errno, "Cannot create a file in " + path + ": " + HostFailure.reason(errno)
                    + ".");
        }
        return Optional.empty();
    }

    /**
     * Gives a file that has no name one in this folder; returns false, having done nothing, where that is not
     * possible.
     *
     * @throws IOException if the name is there
     */
    public boolean tryLink(HostFile unnamed, String name) throws IOException {
        int fd = unnamed.use();
        try {
            if (LibC.linkat(LibC.AT_FDCWD, LibC.bytes("/proc/self/fd/" + fd), descriptor,
                    FileName.bytes(name), LibC.AT_SYMLINK_FOLLOW) >= 0) {
                return true;
            }
            int errno = LibC.errno();
            return switch (errno) {
                // ENOENT: the file had a name once, or there is no /proc
                case LibC.ENOENT, LibC.EXDEV, LibC.EPERM, LibC.EACCES, LibC.EOPNOTSUPP, LibC.EINVAL -> false;
                default -> throw failure("create", name, errno);
            };
        } finally {
            unnamed.release();
        }
    }

    /** Returns the names in it, in no order. */
    public List<String> names() throws IOException {
        // a descriptor of its own, since the place in the list belongs to the open folder
        int list = LibC.openat(descriptor, LibC.bytes("."),
                LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC, 0);
        List<String> names = new ArrayList<>();
        try (Memory entries = new Memory(ENTRIES)) {
            long length = list < 0 ? -1 : LibC.getdents64(list, entries, ENTRIES);
            for (; length > 0; length = LibC.getdents64(list, entries, ENTRIES)) {
                for (long at = 0; at < length; at += entries.getShort(at + ENTRY_LENGTH) & 0xffff) {
                    int size = (entries.getShort(at + ENTRY_LENGTH) & 0xffff) - ENTRY_NAME;
                    byte[] bytes = entries.getByteArray(at + ENTRY_NAME, size);
                    int end = 0;
                    while (bytes[end] != 0) {
                        end++;
                    }
                    names.add(FileName.of(bytes, 0, end));
                }
            }
            if (length < 0) {
                throw new HostFailure(LibC.errno(), "Cannot list the folder " + path + ": "
                        + HostFailure.reason(LibC.errno()) + ".");
            }
        } finally {
            if (list >= 0) {
                LibC.close(list);
            }
        }
        names.removeAll(List.of(".", ".."));
        return names;
    }

    /** Returns what a name stands for, or nothing where it is not there; of a link the link itself. */
    public Optional<FileStatus> status(String name) throws IOException {
        FileStatus status = FileStatus.of(descriptor, FileName.bytes(name));
        if (status == null && LibC.errno() != LibC.ENOENT) {
            throw failure("look at", name, LibC.errno());
        }
        return Optional.ofNullable(status);
    }

    /** Returns whether this user can make and remove names in it. */
    public boolean isWritable() {
        return LibC.access(LibC.bytes("/proc/self/fd/" + descriptor), LibC.W_OK) >= 0;
    }

    /** Returns whether a name is a folder's, as far as this user can tell. */
    public boolean hasInner(String name) {
        FileStatus status = FileStatus.of(descriptor, FileName.bytes(name));
        return status != null && status.isFolder();
    }

    public boolean has(String name) throws IOException {
        return status(name).isPresent();
    }

    /** Returns what the kernel knows of the folder itself, as it is now. */
    public FileStatus status() throws IOException {
        FileStatus status = FileStatus.of(descriptor);
        if (status == null) {
            throw new HostFailure(LibC.errno(), "Cannot look at the folder " + path + ": "
                    + HostFailure.reason(LibC.errno()) + ".");
        }
        return status;
    }

    /** Removes a name that is no folder; false where it is not there. Of a link, the link goes. */
    public boolean delete(String name) throws IOException {
        return tryUnlink(name, 0);
    }

    /** Removes an empty folder in this one; false where it is not there. */
    public boolean removeInner(String name) throws IOException {
        return tryUnlink(name, LibC.AT_REMOVEDIR);
    }

    private boolean tryUnlink(String name, int flags) throws IOException {
        if (LibC.unlinkat(descriptor, FileName.bytes(name), flags) < 0) {
            if (LibC.errno() != LibC.ENOENT) {
                throw failure("delete", name, LibC.errno());
            }
            return false;
        }
        return true;
    }

    /** Renames what a name stands for; a file of the new name is replaced at once. */
    public void rename(String from, String to) throws IOException {
        rename(from, this, to);
    }

    /**
     * Moves what a name stands for to a name in another folder of the same file system.
     *
     * @throws FileAlreadyExistsException if that name is there
     */
    public void renameToNew(String from, OpenFolder folder, String to) throws IOException {
        if (LibC.renameat2(descriptor, FileName.bytes(from), folder.descriptor, FileName.bytes(to),
                LibC.RENAME_NOREPLACE) >= 0) {
            return;
        }
        int errno = LibC.errno();
        if (errno == LibC.EEXIST || folder.has(to)) {
            throw new FileAlreadyExistsException(folder.path(to).toString(), null,
                    HostFailure.reason(LibC.EEXIST));
        }
        if (errno != LibC.EINVAL && errno != LibC.ENOSYS) {
            throw new HostFailure(errno, "Cannot rename " + path(from) + " to " + folder.path(to) + ": "
                    + HostFailure.reason(errno) + ".");
        }
        rename(from, folder, to); // a file system that knows no better
    }

    /** Moves what a name stands for to another folder of the same file system. */
    public void rename(String from, OpenFolder folder, String to) throws IOException {
        if (LibC.renameat(descriptor, FileName.bytes(from), folder.descriptor, FileName.bytes(to)) < 0) {
            int errno = LibC.errno();
            throw new HostFailure(errno, "Cannot rename " + path(from) + " to " + folder.path(to) + ": "
                    + HostFailure.reason(errno) + ".");
        }
    }

    /** Makes the names in it durable: what was created, renamed or deleted. */
    public void sync() throws IOException {
        // EINVAL: a file system that has nothing to sync in a folder
        if (LibC.fsync(descriptor) < 0 && LibC.errno() != LibC.EINVAL) {
            int errno = LibC.errno() == LibC.EBADF ? LibC.EACCES : LibC.errno(); // opened by O_PATH only
            throw new HostFailure(errno, "Cannot make " + path + " durable: " + HostFailure.reason(errno)
                    + ".");
        }
    }

    /** Locks the folder for as long as this is open; returns false where another process has. */
    boolean tryLock() {
        return LibC.flock(descriptor, LOCK_EXCLUSIVELY_OR_FAIL) >= 0;
    }

    /** Returns how many bytes this user can still write to its file system. */
    public long usableBytes() throws IOException {
        return usableBytes(descriptor).orElseThrow(() -> new HostFailure(LibC.errno(),
                "Cannot tell the room in " + path + ": " + HostFailure.reason(LibC.errno()) + "."));
    }

    /** Returns how many bytes this user can still write to a file system, where that tells. */
    static OptionalLong usableBytes(int descriptor) {
        try (Memory status = new Memory(256)) {
            return LibC.fstatvfs(descriptor, status) < 0 ? OptionalLong.empty()
                    : OptionalLong.of(Math.multiplyExact(status.getLong(UNIT), status.getLong(AVAILABLE)));
        }
    }

    /**
     * Returns whether only root, this user and {@code owner} can rename or replace what belongs to one of
     * them in here. In a sticky folder nobody else can, though everybody can make something there.
     */
    public boolean isKeptFromOthers(int owner) throws IOException {
        FileStatus status = status();
        return isTrusted(status.user(), owner) && (!status.isWritableByOthers() || status.isSticky());
    }

    /**
     * Returns whether what this user makes in here belongs to that user and can be written by no other: a
     * file system without owners gives all that is in it to one.
     */
    public boolean keepsOwners() throws IOException {
        Optional<HostFile> probe = tryCreateUnnamed();
        if (probe.isEmpty()) {
            FileStatus status = status();
            return status.user() == LibC.geteuid() && (status.permissions() & 022) == 0;
        }
        try (HostFile file = probe.get()) {
            return file.ownerUser() == LibC.geteuid() && (file.mode() & 022) == 0;
        }
    }

    /** Returns whether a user is root, the one who runs this, or the given one. */
    public static boolean isTrusted(int user, int owner) {
        return user == 0 || user == LibC.geteuid() || user == owner;
    }

    @Override
    public void close() {
        if (descriptor >= 0) {
            LibC.close(descriptor);
            descriptor = -1; // which every call refuses
        }
    }

    private HostFailure failure(String action, String name, int errno) {
        return new HostFailure(errno, "Cannot " + action + " " + path(name) + ": "
                + HostFailure.reason(errno) + ".");
    }
}
