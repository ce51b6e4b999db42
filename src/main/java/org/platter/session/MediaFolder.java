package org.platter.session;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.platter.tool.Command;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;

/**
 * Where root mounts for a user what no table says a place for: {@code /run/media/USER/LABEL}, as desktops do.
 * The user can look into the folder above, and change nothing in it.
 */
final class MediaFolder {

    private static final Path BASE = Path.of("/run/media");
    private static final int MOST = 100;

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

    /** Returns the folder of whoever asked for root's rights, by pkexec or sudo; else root's own. */
    static MediaFolder ofUser(Programs programs) throws IOException {
        Map<String, String> environment = System.getenv();
        String asked = environment.getOrDefault("PKEXEC_UID", environment.getOrDefault("SUDO_UID", ""));
        int user = asked.matches("[0-9]{1,9}") ? Integer.parseInt(asked) : 0;
        if (user == 0) {
            return new MediaFolder(BASE.resolve("root"), 0, 0);
        }
        String group = id(programs, "-g", user);
        return new MediaFolder(BASE.resolve(id(programs, "-nu", user)), user,
                group.matches("[0-9]{1,9}") ? Integer.parseInt(group) : 0);
    }

    private static String id(Programs programs, String option, int user) throws IOException {
        return new ProgramRunner(programs).run(Command.of("id", option, String.valueOf(user)), event -> {},
                () -> false).output().strip();
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
                return Files.createDirectory(point);
            } catch (FileAlreadyExistsException e) {
                continue; // of another disk, or left behind
            }
        }
        throw new IOException("There are too many folders named " + plain + " in " + folder
                + "; remove those that are empty.");
    }

    private void makeParents() throws IOException {
        Files.createDirectories(BASE);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(folder,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.setAttribute(folder, "unix:gid", group);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
        }
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
