package org.platter.image.capability;

/** Names that an image made up, fit to be shown. */
public final class Shown {

    private static final int MOST = 60;

    private Shown() {}

    /** Returns the name without control characters, cut where it is long. */
    public static String of(String name) {
        String plain = name.replaceAll("\\p{Cntrl}+", " ").strip();
        return plain.length() > MOST ? plain.substring(0, MOST) + "…" : plain;
    }
}
