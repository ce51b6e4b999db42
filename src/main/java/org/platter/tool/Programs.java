package org.platter.tool;

import java.nio.file.Path;
import java.util.Optional;

/** The programs that are installed, and the Debian packages of those that are not. */
public final class Programs {

    private Programs() {}

    /** Returns the programs on the path and in the sbin folders. */
    public static Programs installed() {
        return new Programs();
    }

    public boolean has(String program) {
        throw new UnsupportedOperationException();
    }

    /** Returns where the program is; nothing if it is not installed. */
    public Optional<Path> find(String program) {
        throw new UnsupportedOperationException();
    }

    /** Returns the Debian package that a program comes in, where known. */
    public static Optional<String> debianPackage(String program) {
        throw new UnsupportedOperationException();
    }
}
