package org.platter.image.qcow2;

/** Names that an image made up, fit to be shown. */
final class Shown {

    private static final int MOST = 60;

    private Shown() {}

    /** Returns the name without control characters, cut where it is long. */
    static String of(String name) {
        String plain = name.replaceAll("\\p{Cntrl}+", " ").strip();
        return plain.length() > MOST ? plain.substring(0, MOST) + "…" : plain;
    }
}
