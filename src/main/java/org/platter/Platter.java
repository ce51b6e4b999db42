package org.platter;

import org.platter.cli.Main;
import org.platter.ui.app.Launcher;

/** Starts Platter: the command line, or the window. */
public final class Platter {

    private Platter() {}

    public static void main(String[] arguments) {
        Main.main(Launcher::launch, arguments);
    }
}
