package org.platter.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Paths that nobody but root can lead elsewhere. */
public final class RootsFolders {

    private RootsFolders() {}

    /** Returns whether a path has no link in it and every folder that it leads through is root's alone. */
    public static boolean holdAll(Path path) {
        try {
            return path.isAbsolute() && path.toRealPath().equals(path) && firstOfOthers(path).isEmpty();
        } catch (IOException e) {
            return false; // what is not there can be made by somebody
        }
    }

    /** Returns a folder above a path without links in which others than root can put something. */
    static Optional<Path> firstOfOthers(Path real) {
        for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
            FileStatus status = FileStatus.of(LibC.bytes(folder));
            if (status == null || status.user() != 0 || status.isWritableByOthers()) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }
}
