package org.platter.window;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A window that leaves nothing behind when Platter is told to end while it is open. */
interface OpenWindow extends Window {

    /** The windows that are open now. */
    Set<OpenWindow> ALL = withShutdownHook();

    /** Takes the window away at once, whatever was written to it. */
    void abandon();

    private static Set<OpenWindow> withShutdownHook() {
        Set<OpenWindow> all = ConcurrentHashMap.newKeySet();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> all.forEach(OpenWindow::abandon),
                "end of windows"));
        return all;
    }
}
