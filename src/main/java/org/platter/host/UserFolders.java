package org.platter.host;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Folders in which this user's programs keep things. The environment names them, and {@code sudo -E} hands on
 * the environment of another user: what that user could change, root does not use.
 */
public final class UserFolders {

    private UserFolders() {}

    /** Returns where to keep what has to outlast a restart: {@code $XDG_STATE_HOME}, else in the home. */
    public static Path state(Map<String, String> environment) {
        String named = environment.getOrDefault("XDG_STATE_HOME", "");
        return named.startsWith("/") && isOwn(Path.of(named)) ? Path.of(named)
                : Path.of(System.getProperty("user.home"), ".local", "state");
    }

    /**
     * Makes a folder in {@link #state}, if it is not there yet.
     *
     * @return that folder
     * @throws IOException if it cannot be made, in a sentence
     */
    public static Path make(Path folder) throws IOException {
        try {
            return Files.createDirectories(folder);
        } catch (FileSystemException e) { // tells the path alone
            throw new IOException(
                    "The folder " + folder + " cannot be made, in which Platter keeps what has to "
                            + "outlast a restart; set XDG_STATE_HOME to a folder of yours.",
                    e);
        }
    }

    /** Returns the home of this user's account where the environment names that of another one. */
    public static Optional<Path> homeInsteadOf(Map<String, String> environment) {
        String named = environment.getOrDefault("HOME", "");
        return named.startsWith("/") && isOwn(Path.of(named)) ? Optional.empty()
                : Account.own().map(Account::home);
    }

    /** Returns whether a folder is this user's; one that is not there yet counts by what is to hold it. */
    static boolean isOwn(Path folder) {
        for (Path path = folder; path != null; path = path.getParent()) {
            FileStatus status = FileStatus.of(LibC.bytes(path));
            if (status != null) {
                return status.user() == LibC.geteuid() || status.user() == 0 && !path.equals(folder);
            }
        }
        return false;
    }
}
