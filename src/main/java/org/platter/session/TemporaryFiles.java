package org.platter.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where temporary files lie: where TMPDIR says, for all of Platter and for the libraries that it uses. */
public final class TemporaryFiles {

    private static final String PROPERTY = "java.io.tmpdir";
    private static final String USUAL = "/tmp";
    private static final int OTHERS_WRITE = 0022;
    private static final int STICKY = 01000;

    private TemporaryFiles() {}

    /** Lets the folder of TMPDIR be Java's, too, unless Java was given one; before the first such file. */
    public static void honourEnvironment() {
        String wanted = System.getenv("TMPDIR");
        if (wanted != null && System.getProperty(PROPERTY).equals(USUAL) && isUsable(wanted)) {
            System.setProperty(PROPERTY, wanted);
        }
    }

    /** Others, such as the caller of sudo, must not be able to rename what is made there. */
    private static boolean isUsable(String name) {
        try {
            Path folder = Path.of(name);
            int mode = (Integer) Files.getAttribute(folder, "unix:mode");
            int owner = (Integer) Files.getAttribute(folder, "unix:uid");
            int user = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            boolean isKept = owner == user && (mode & OTHERS_WRITE) == 0
                    || (owner == user || owner == 0) && (mode & STICKY) != 0;
            return folder.isAbsolute() && Files.isDirectory(folder) && Files.isWritable(folder) && isKept;
        } catch (IOException | InvalidPathException | UnsupportedOperationException e) {
            return false;
        }
    }
}
