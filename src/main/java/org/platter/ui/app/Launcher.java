package org.platter.ui.app;

import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import javafx.application.Application;

/** Starts the window; not an {@code Application} itself, so that JavaFX may lie on the class path. */
public final class Launcher {

    /**
     * JavaFX warns of being on the class path, and of style sheets while nodes are not in a window yet: no
     * news.
     */
    private static final Logger TOOLKIT = Logger.getLogger("javafx");

    private Launcher() {}

    /** Shows the window with these images open, and returns when the last window is closed. */
    public static void launch(List<Path> images) {
        TOOLKIT.setLevel(Level.SEVERE);
        Application.launch(PlatterApp.class, images.stream().map(Path::toString).toArray(String[]::new));
    }
}
