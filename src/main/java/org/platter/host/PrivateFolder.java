package org.platter.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.platter.host.HostFile.Access;

/**
 * A folder that only this user can look into and that nobody else can rename, nor a folder above it; so its
 * path leads to it for as long as it is there. It is in use as long as its process lives: a lock on it says
 * so, which the kernel lets go however the process ends. A file in it says that Platter made it: without that
 * nothing is ever removed from a folder.
 */
public final class PrivateFolder implements Closeable {

    private static final String PREFIX = ".platter-window-";
    private static final Pattern NAME = Pattern.compile(Pattern.quote(PREFIX) + "[0-9]{5,20}");
    private static final String MARK = ".platter";
    private static final byte[] MARKED = "Platter made this folder, and removes it with all that is in it.\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final OpenFolder base;
    private final OpenFolder folder;
    private final String name;
    private boolean isClosed;

    private PrivateFolder(OpenFolder base, OpenFolder folder, String name) {
        this.base = base;
        this.folder = folder;
        this.name = name;
    }

    /**
     * Returns where to make them: where TMPDIR says, else the folder of this user's login, else the one
     * for temporary files, else the one for the user's state; the first in which nobody else can rename what
     * this user makes.
     */
    public static Path base() {
        return candidates().stream().filter(PrivateFolder::isKept).findFirst()
                .orElse(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * Makes a new folder in {@code wanted}, or in {@link #base} where others could rename it there.
     *
     * @throws IOException if it can be made in neither
     */
    public static PrivateFolder in(Path wanted) throws IOException {
        OpenFolder base = openKept(wanted).orElse(null);
        if (base == null) {
            Path other = base();
            base = openKept(other).orElseThrow(() -> new IOException("No folder for temporary files can be "
                    + "made: other users can rename what is in " + wanted
                    + (other.equals(wanted) ? "" : ", and in " + other)
                    + ". Set TMPDIR to a folder of your own."));
        }
        try {
            return make(base);
        } catch (IOException | RuntimeException e) {
            base.close();
            throw e;
        }
    }

    private static PrivateFolder make(OpenFolder base) throws IOException {
        for (;;) {
            String name = PREFIX + ThreadLocalRandom.current().nextLong(100_000, Long.MAX_VALUE);
            if (base.has(name)) {
                continue;
            }
            OpenFolder folder = base.createInner(name);
            try {
                if (!folder.tryLock()) {
                    throw new IOException(folder.path() + " cannot be locked.");
                }
                try (HostFile mark = folder.createFile(MARK)) {
                    mark.write(0, ByteBuffer.wrap(MARKED));
                }
                return new PrivateFolder(base, folder, name);
            } catch (IOException | RuntimeException e) {
                folder.close();
                throw e;
            }
        }
    }

    /**
     * Removes the folders of this user in {@code base} whose processes ended without doing so, and their
     * mounts. Does nothing where others could rename them.
     */
    public static void sweep(Path base) {
        try (OpenFolder all = openKept(base).orElse(null)) {
            if (all == null) {
                return;
            }
            for (String name : all.names()) {
                if (NAME.matcher(name).matches()) {
                    sweep(all, name);
                }
            }
        } catch (IOException e) {
            return; // what cannot be removed now is tried again at the next start
        }
    }

    private static void sweep(OpenFolder all, String name) throws IOException {
        FileStatus status = all.status(name).orElse(null);
        if (status == null || !status.isFolder()) {
            return;
        }
        try (OpenFolder folder = all.inner(name)) {
            FileStatus opened = folder.status();
            if (opened.isSameFile(status) && opened.user() == LibC.geteuid() && opened.permissions() == 0700
                    && isMarked(folder) && folder.tryLock()) {
                remove(all, folder, name, true);
            }
        }
    }

    public Path path() {
        return folder.path();
    }

    /** Makes a folder in it, for something to be mounted over. */
    public Path folder(String name) throws IOException {
        try (OpenFolder made = folder.createInner(name)) {
            return made.path();
        }
    }

    /** Removes the folder and all that is in it; what is mounted there has to be unmounted before. */
    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            remove(base, folder, name, false);
            folder.close();
            base.close();
        }
    }

    private static boolean isMarked(OpenFolder folder) throws IOException {
        if (folder.status(MARK).filter(FileStatus::isRegular).isEmpty()) {
            return false;
        }
        try (HostFile mark = folder.openFile(MARK, Access.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(MARKED.length);
            if (mark.size() != MARKED.length || mark.ownerUser() != LibC.geteuid()) {
                return false;
            }
            mark.read(0, bytes);
            return bytes.flip().equals(ByteBuffer.wrap(MARKED));
        }
    }

    private static void remove(OpenFolder base, OpenFolder folder, String name, boolean mightBeMounts) {
        try {
            FileStatus own = folder.status();
            List<String> names = new ArrayList<>(folder.names());
            names.remove(MARK);
            names.add(MARK); // last: what is left of a folder stays known
            for (String inner : names) {
                if (mightBeMounts && isMountPoint(folder, inner, own)) {
                    FuseMount.detach(LibC.bytes(folder.path(inner)), LibC.geteuid() != 0);
                }
                if (folder.status(inner).filter(FileStatus::isFolder).isPresent()) {
                    removeWhole(folder, inner);
                } else {
                    folder.delete(inner);
                }
            }
            if (base.status(name).filter(own::isSameFile).isPresent()) {
                base.removeInner(name);
            }
        } catch (IOException e) {
            return; // still in use, or gone meanwhile: the next sweep finds it
        }
    }

    /** Removes a folder with all that is in it; where something is mounted over a folder, that fails as busy. */
    private static void removeWhole(OpenFolder folder, String name) throws IOException {
        try {
            folder.removeInner(name);
        } catch (HostFailure e) {
            if (!e.isNotEmpty()) {
                throw e;
            }
            try (OpenFolder whole = folder.inner(name)) {
                for (String inner : whole.names()) {
                    if (whole.status(inner).filter(FileStatus::isFolder).isPresent()) {
                        removeWhole(whole, inner);
                    } else {
                        whole.delete(inner);
                    }
                }
            }
            folder.removeInner(name);
        }
    }

    /**
     * A mount whose process is gone cannot even be looked at; one whose process lives is a file of another
     * device.
     */
    private static boolean isMountPoint(OpenFolder folder, String name, FileStatus own) {
        try {
            return folder.status(name).filter(status -> status.device() == own.device()).isEmpty();
        } catch (IOException e) {
            return true;
        }
    }

    private static List<Path> candidates() {
        List<Path> all = new ArrayList<>();
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        if (!temporary.equals(Path.of("/tmp"))) {
            all.add(temporary); // somebody wants it there
        }
        String login = System.getenv("XDG_RUNTIME_DIR");
        if (login != null && login.startsWith("/")) {
            Path folder = Path.of(login);
            FileStatus status = FileStatus.of(LibC.bytes(folder));
            // sudo may hand on the one of another user
            if (status != null && status.user() == LibC.geteuid()) {
                all.add(folder);
            }
        }
        all.add(Path.of("/tmp"));
        all.add(Path.of("/var/tmp"));
        String home = System.getProperty("user.home");
        if (home.startsWith("/")) {
            all.add(Path.of(home, ".local", "state", "platter"));
            all.add(Path.of(home));
        }
        return all;
    }

    private static boolean isKept(Path path) {
        try (OpenFolder folder = openKept(path).orElse(null)) {
            return folder != null && Files.isWritable(path);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Opens a folder, or returns nothing where somebody else than root could rename what this user makes in
     * it, or rename the folder itself.
     */
    private static Optional<OpenFolder> openKept(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return Optional.empty();
        }
        Path real = path.toRealPath();
        OpenFolder folder = OpenFolder.open(real.getRoot());
        try {
            for (Path part : real) {
                if (!folder.isKeptFromOthers(LibC.geteuid())) {
                    folder.close();
                    return Optional.empty();
                }
                try (OpenFolder outer = folder) { // each by its descriptor, so that no step is exchanged
                    folder = outer.inner(OpenFolder.name(part));
                }
            }
            if (folder.isKeptFromOthers(LibC.geteuid())) {
                return Optional.of(folder);
            }
            folder.close();
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }
}
