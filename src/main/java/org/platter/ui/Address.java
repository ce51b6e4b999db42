package org.platter.ui;

import java.nio.file.Path;

/** Addresses of disks that another program serves, as paths: {@code nbd://host:port/export}. */
public final class Address {

    private Address() {}

    /** Whether a path is no file's, but the address of a server. */
    public static boolean is(Path path) {
        return is(path.toString());
    }

    /** Whether a text is the address of a server; its slashes may have become one. */
    public static boolean is(String text) {
        return text.matches("nbds?(\\+unix)?:/.*");
    }

    /** Returns a path as people write it: a path keeps no two slashes in a row, which an address has. */
    public static String text(Path path) {
        String text = path.toString();
        if (!is(text)) {
            return text;
        }
        int slashes = text.indexOf(":/") + 1;
        String rest = text.substring(slashes).replaceFirst("^/+", "");
        return text.substring(0, slashes) + (text.contains("+unix:") ? "///" : "//") + rest;
    }

    /** What a disk is called in a title: the file's name, or the whole address. */
    public static String name(Path path) {
        return is(path) ? text(path) : String.valueOf(path.getFileName());
    }
}
