package org.platter.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A folder that only this user can look into, and that is in use as long as its process lives: a lock on it
 * says so, which the kernel lets go however the process ends.
 */
public final class PrivateFolder implements Closeable {

    private static final String PREFIX = ".platter-window-";
    /**
     * What {@link Files#createTempDirectory} makes of it: nothing that a person would call a folder of
     * theirs.
     */
    private static final Pattern NAME = Pattern.compile(Pattern.quote(PREFIX) + "[0-9]{5,20}");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final int LOCK_EXCLUSIVELY_OR_FAIL = 2 | 4;

    private final Path path;
    private final int lock;
    private boolean isClosed;

    private PrivateFolder(Path path, int lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Returns where to make them: the folder of this user's login if there is one, else the one for all. */
    public static Path base() {
        String login = System.getenv("XDG_RUNTIME_DIR");
        if (login != null && login.startsWith("/")) {
            Path folder = Path.of(login);
            FileStatus status = FileStatus.of(LibC.bytes(folder));
            // sudo may hand on the one of another user
            if (status != null && status.user() == LibC.geteuid() && Files.isWritable(folder)) {
                return folder;
            }
        }
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Makes a new folder in {@code base}. */
    public static PrivateFolder in(Path base) throws IOException {
        for (;;) {
            Path path = Files.createTempDirectory(base, PREFIX,
                    PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            int lock = tryLock(path);
            // A sweep may have taken the folder for a left one before it was locked; then there is another.
            if (lock >= 0 && Files.isDirectory(path)) {
                return new PrivateFolder(path, lock);
            }
            if (lock >= 0) {
                LibC.close(lock);
            }
        }
    }

    /**
     * Removes the folders of this user in {@code base} whose processes ended without doing so, and their
     * mounts.
     */
    public static void sweep(Path base) {
        int user = LibC.geteuid();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(base, PREFIX + "*")) {
            for (Path folder : folders) {
                if (isOne(folder, user)) {
                    int lock = tryLock(folder);
                    if (lock >= 0) {
                        empty(folder, true);
                        LibC.close(lock);
                    }
                }
            }
        } catch (IOException e) {
            return; // what cannot be removed now is tried again at the next start
        }
    }

    public Path path() {
        return path;
    }

    /** Makes a folder in it, for something to be mounted over. */
    public Path folder(String name) throws IOException {
        return Files.createDirectory(path.resolve(name));
    }

    /** Removes the folder and the files in it; what is mounted there has to be unmounted before. */
    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            empty(path, false);
            LibC.close(lock);
        }
    }

    private static boolean isOne(Path folder, int user) throws IOException {
        return NAME.matcher(folder.getFileName().toString()).matches()
                && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(user)
                && Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS).equals(OWNER_ONLY);
    }

    private static void empty(Path folder, boolean mightBeMounts) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (mightBeMounts && isMountPoint(file)) {
                    FuseMount.detach(LibC.bytes(file), LibC.geteuid() != 0);
                }
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            return; // still in use, or gone meanwhile: the next sweep finds it
        }
    }

    /**
     * A mount whose process is gone cannot even be looked at; one whose process lives is a file of another
     * device.
     */
    private static boolean isMountPoint(Path file) {
        FileStatus status = FileStatus.of(LibC.bytes(file));
        FileStatus folder = FileStatus.of(LibC.bytes(file.getParent()));
        return status == null || folder == null || status.device() != folder.device();
    }

    private static int tryLock(Path folder) {
        int descriptor = LibC.open(LibC.bytes(folder), LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC, 0);
        if (descriptor >= 0 && LibC.flock(descriptor, LOCK_EXCLUSIVELY_OR_FAIL) < 0) {
            LibC.close(descriptor);
            return -1;
        }
        return descriptor;
    }
}
