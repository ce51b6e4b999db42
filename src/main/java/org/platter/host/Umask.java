package org.platter.host;

/** The permissions that what a process makes does not get: umask(2). */
public final class Umask {

    private static final int OTHERS = 0077;

    private Umask() {}

    /** Lets nobody else use what this process and its programs make, whatever the mask was that it got. */
    public static void keepPrivate() {
        LibC.umask(OTHERS);
    }
}
