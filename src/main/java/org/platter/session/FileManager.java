package org.platter.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.platter.tool.Launched;
import org.platter.tool.Programs;

/** The user's file manager, in a window of its own. */
public final class FileManager {

    /** Another program than xdg-open may be set by this system property. */
    public static final String PROPERTY = "platter.file-manager";

    private FileManager() {}

    /**
     * Shows a folder.
     *
     * @throws IOException if there is no program that could
     */
    public static void show(Path folder) throws IOException {
        Launched.start(Programs.installed(),
                List.of(System.getProperty(PROPERTY, "xdg-open"), folder.toString()));
    }
}
