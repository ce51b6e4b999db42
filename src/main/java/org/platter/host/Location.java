package org.platter.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Where a path led when it was resolved, once: a file, and the folder that the file lies in under its name.
 * Both are held by descriptors, so that a user who renames and replaces things on the way redirects nothing
 * that is done by them. To hold a file is not to open it: nothing of it can be read so, and a device does not
 * notice.
 */
public final class Location implements Closeable {

    private static final int MAX_LINKS = 40; // as in the kernel

    private final Path path;
    private final OpenFolder folder;
    private final String name;
    private final FileStatus status;
    private final boolean isByLink;
    private int descriptor;

    private Location(Path path, OpenFolder folder, String name, boolean isByLink, int descriptor,
            FileStatus status) {
        this.path = path;
        this.folder = folder;
        this.name = name;
        this.descriptor = descriptor;
        this.status = status;
        this.isByLink = isByLink;
    }

    /**
     * Resolves a path, by links too.
     *
     * @throws HostFailure if it leads nowhere, with the kernel's reason
     */
    public static Location of(Path path) throws IOException {
        Path file = path.toAbsolutePath();
        return of(path, OpenFolder.open(folder(file)), FileName.of(file), 0);
    }

    /** Resolves a name in an open folder. */
    public static Location in(OpenFolder folder, String name) throws IOException {
        return of(folder.path(name), folder.again(), name, 0);
    }

    /**
     * Resolves a name that a file gives to another one: from the folder in which that file lies, which is
     * open, unless the name begins at the root or the file was reached by a link.
     *
     * @param path what the name stands for, absolute
     */
    public static Location of(Path path, HostFile file, Path name) throws IOException {
        return name.isAbsolute() || file.isByLink() || file.around().isEmpty() ? of(path)
                : of(path, file.around().get().reach(folder(name)), FileName.of(name), 0);
    }

    /** Resolves a path that begins in an open folder, unless it is absolute. */
    static Location of(Path path, OpenFolder from) throws IOException {
        return path.isAbsolute() ? of(path)
                : of(from.path().resolve(path), from.reach(folder(path)), FileName.of(path), 0);
    }

    /** Resolves a name in a folder, which is closed with it or where this fails. */
    private static Location of(Path path, OpenFolder opened, String name, int links) throws IOException {
        int descriptor = -1;
        try {
            OpenFolder folder = opened.reallyNamed();
            descriptor = folder.hold(name);
            FileStatus status = FileStatus.of(descriptor);
            if (status == null || links > MAX_LINKS) {
                throw new HostFailure(links > MAX_LINKS ? LibC.ELOOP : LibC.errno(),
                        "Cannot look at " + path + ".");
            }
            if (!status.isLink()) {
                return new Location(path, folder, name, links > 0, descriptor, status);
            }
            Path target = FileName.path(folder.linkTarget(descriptor, name));
            LibC.close(descriptor);
            descriptor = -1;
            OpenFolder next = folder.reach(folder(target));
            opened.close();
            opened = next;
            return of(path, next, FileName.of(target), links + 1);
        } catch (IOException | RuntimeException e) {
            if (descriptor >= 0) {
                LibC.close(descriptor);
            }
            opened.close();
            throw e;
        }
    }

    /** Returns the folder of a file, which is empty where the path is a name only. */
    private static Path folder(Path file) throws HostFailure {
        Path name = file.getFileName();
        if (name == null || name.toString().matches("|\\.|\\.\\.")) {
            throw new HostFailure(LibC.EISDIR, file + " is a folder.");
        }
        return file.getParent() == null ? Path.of("") : file.getParent();
    }

    /** Returns the path that was asked for. */
    public Path path() {
        return path;
    }

    /** Returns whether an open file is the one that lies here. */
    public boolean isOf(HostFile file) {
        return file.device() == status.device() && file.inode() == status.inode();
    }

    /** Whether the path was a link to the file. */
    boolean isByLink() {
        return isByLink;
    }

    /** Returns where the file lies, without links. */
    public Path realPath() {
        return folder.path(name);
    }

    /** Returns the folder that the file lies in, which is closed with this. */
    public OpenFolder folder() {
        return folder;
    }

    /** Returns the name of the file in its folder; it is no link's. */
    public String name() {
        return name;
    }

    /** Returns what the kernel told of the file when the path was resolved. */
    public FileStatus status() {
        return status;
    }

    /** Returns whether another file lies in the same folder. */
    public boolean isBeside(Location other) throws IOException {
        return folder.status().isSameFile(other.folder.status());
    }

    /** Returns the location of a file that is open, whose folder is too. */
    static Location of(HostFile file, OpenFolder around, int descriptor, FileStatus status)
            throws IOException {
        int same = LibC.fcntl(descriptor, LibC.F_DUPFD_CLOEXEC, 0L);
        if (same < 0) {
            throw notHeld(file.path());
        }
        return new Location(file.path(), around.again(), file.name(), file.isByLink(), same, status);
    }

    private static HostFailure notHeld(Path path) {
        return new HostFailure(LibC.errno(), "Cannot hold " + path + ": "
                + HostFailure.reason(LibC.errno()) + ".");
    }

    /** Returns whether the name still stands for the file. */
    public boolean isStill() throws IOException {
        return folder.status(name).filter(status::isSameFile).isPresent();
    }

    /** Resolves the name again in the same folder, for a file that was replaced there. */
    public Location again() throws IOException {
        int held = folder.hold(name);
        OpenFolder own = null;
        try {
            FileStatus now = FileStatus.of(held);
            if (now == null || now.isLink()) {
                throw new HostFailure(now == null ? LibC.errno() : LibC.ELOOP, path
                        + " was replaced by what is no file.");
            }
            own = folder.again();
            return new Location(path, own, name, isByLink, held, now);
        } catch (IOException | RuntimeException e) {
            LibC.close(held);
            throw e;
        }
    }

    /** Returns another one of the same file and folder, to be closed by itself. */
    public Location share() throws IOException {
        int same = LibC.fcntl(descriptor, LibC.F_DUPFD_CLOEXEC, 0L);
        if (same < 0) {
            throw notHeld(path);
        }
        return new Location(path, folder.again(), name, isByLink, same, status);
    }

    /** Returns a path of the file itself, as long as this is open: whatever the file is called then. */
    byte[] reopening() {
        return LibC.bytes("/proc/self/fd/" + descriptor);
    }

    @Override
    public void close() {
        if (descriptor >= 0) {
            LibC.close(descriptor);
            descriptor = -1;
            folder.close();
        }
    }
}
