package org.platter.host;

import com.sun.jna.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Owner, group, permissions and extended attributes, handed from one open file to another. */
final class Attributes {

    /** The kernel's limit for the names of all attributes, and for one value: {@code XATTR_SIZE_MAX}. */
    static final int MAX_VALUE = 64 << 10;

    private Attributes() {}

    /**
     * What is not permitted is left as it is, but never so that somebody may do more to the new file than
     * before.
     */
    static void copy(int from, int to) {
        FileStatus status = FileStatus.of(from);
        if (status == null) {
            return;
        }
        int mode = status.mode() & 07777;
        boolean sameOwner = LibC.fchown(to, status.user(), -1) >= 0;
        boolean sameGroup = LibC.fchown(to, -1, status.group()) >= 0;
        if (!sameOwner) {
            mode &= ~04000;
        }
        if (!sameGroup) {
            int everybody = mode & 07;
            mode = mode & ~02070 | (mode >> 3 & everybody) << 3; // this group may do what everybody may
        }
        LibC.fchmod(to, mode);
        copyExtended(from, to, sameOwner && sameGroup);
    }

    private static void copyExtended(int from, int to, boolean withAccessLists) {
        try (Memory names = new Memory(MAX_VALUE); Memory value = new Memory(MAX_VALUE)) {
            long length = LibC.flistxattr(from, names, MAX_VALUE);
            for (long at = 0; at < length; ) {
                byte[] name = names.getByteArray(at, (int) (length - at));
                name = Arrays.copyOf(name, indexOfZero(name) + 1);
                at += name.length;
                String text = new String(name, StandardCharsets.ISO_8859_1);
                if (withAccessLists || !text.startsWith("system.")) {
                    long size = LibC.fgetxattr(from, name, value, MAX_VALUE);
                    if (size >= 0) {
                        LibC.fsetxattr(to, name, value, size, 0);
                    }
                }
            }
        }
    }

    private static int indexOfZero(byte[] bytes) {
        int at = 0;
        while (at < bytes.length - 1 && bytes[at] != 0) {
            at++;
        }
        return at;
    }
}
