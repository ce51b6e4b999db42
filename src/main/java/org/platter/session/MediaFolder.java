package org.platter.session;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.platter.host.Requester;

/**
 * Where root mounts for a user what no table says a place for: {@code /run/media/USER/LABEL}, as desktops do.
 * The user can look into the folder above, and change nothing in it.
 */
final class MediaFolder {

    private static final Path BASE = Path.of("/run/media");
    private static final int MOST = 100;
    private static final Set<PosixFilePermission> OTHERS_WRITE = Set.of(PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_WRITE);

    private final Path folder;
    private final int user;
    private final int group;

    /**
     * @param folder in which the mount points are made
     * @param user to whom files belong that have no owner of their own
     * @param group of that user
     */
    private MediaFolder(Path folder, int user, int group) {
        this.folder = folder;
        this.user = user;
        this.group = group;
    }

    /** Returns the folder of the user who asked for root's rights; else root's own. */
    static MediaFolder of(Optional<Requester> requester) {
        return requester.map(asked -> new MediaFolder(BASE.resolve(asked.name()), asked.user(),
                asked.group())).orElseGet(() -> new MediaFolder(BASE.resolve("root"), 0, 0));
    }

    int user() {
        return user;
    }

    int group() {
        return group;
    }

    /**
     * Makes an empty folder for a mount.
     *
     * @param name what it should be called, which may be anything
     */
    Path make(String name) throws IOException {
        makeParents();
        String plain = name.replaceAll("[/\\p{Cntrl}]", "_").strip();
        plain = plain.isEmpty() || plain.matches("[.]+") ? "partition" : plain;
        for (int i = 0; i < MOST; i++) {
            Path point = folder.resolve(i == 0 ? plain : plain + i);
            try {
                return make(point, "rwxr-xr-x");
            } catch (FileAlreadyExistsException e) {
                continue; // of another disk, or left behind
            }
        }
        throw new IOException("There are too many folders named " + plain + " in " + folder
                + "; remove those that are empty.");
    }

    private void makeParents() throws IOException {
        if (!Files.isDirectory(BASE, LinkOption.NOFOLLOW_LINKS)) {
            make(BASE, "rwxr-xr-x");
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            make(folder, "rwx------");
            Files.setAttribute(folder, "unix:gid", group);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
        }
        if (!Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(0)
                || Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS).stream()
                        .anyMatch(OTHERS_WRITE::contains)) {
            throw new IOException(folder + " is not root's alone, and what is mounted in it could be put "
                    + "elsewhere; remove it first.");
        }
    }

    /** Makes a folder with these permissions, whatever the mask of this process takes away. */
    private static Path make(Path path, String permissions) throws IOException {
        Files.createDirectory(path);
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    /** Removes a mount point where it is one of those that are made for a mount, and empty. */
    static void remove(Path point) throws IOException {
        boolean isOurs = point.startsWith(BASE) && point.getNameCount() == BASE.getNameCount() + 2;
        if (isOurs && Files.isDirectory(point, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.delete(point);
            } catch (DirectoryNotEmptyException e) {
                return; // somebody keeps files there
            }
        }
    }
}
