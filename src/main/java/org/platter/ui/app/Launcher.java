package org.platter.ui.app;

import java.nio.file.Path;
import java.util.List;
import javafx.application.Application;

/** Starts the window; not an {@code Application} itself, so that JavaFX may lie on the class path. */
public final class Launcher {

    private Launcher() {}

    /** Shows the window with these images open, and returns when the last window is closed. */
    public static void launch(List<Path> images) {
        Application.launch(PlatterApp.class, images.stream().map(Path::toString).toArray(String[]::new));
    }
}
