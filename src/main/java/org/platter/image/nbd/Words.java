package org.platter.image.nbd;

/** Text of others, made fit for a message. */
final class Words {

    private static final int MOST = 200;

    private Words() {}

    /** Returns the text without control characters and not longer than a line or two. */
    static String printable(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ").strip();
        return clean.length() > MOST ? clean.substring(0, MOST) + "..." : clean;
    }
}
