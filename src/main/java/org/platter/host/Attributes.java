package org.platter.host;

import com.sun.jna.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Owner, group, permissions, extended attributes, the project that a quota counts it for, and the flags of
 * chattr(1), handed from one open file to another.
 */
final class Attributes {

    /** The kernel's limit for the names of all attributes, and for one value: {@code XATTR_SIZE_MAX}. */
    static final int MAX_VALUE = 64 << 10;

    /** {@code struct fsxattr} of linux/fs.h: four words, the last one the project, and room to come. */
    private static final int PROJECT_BYTES = 28;
    private static final int PROJECT = 12;

    /** The flags of linux/fs.h that a file with data can get: c, S, d, A, j, t and the like. */
    private static final int COMPRESSED = 0x4;
    private static final int SYNCHRONOUS = 0x8;
    private static final int NO_DUMP = 0x40;
    private static final int NO_ACCESS_TIME = 0x80;
    private static final int NOT_COMPRESSED = 0x400;
    private static final int JOURNAL_DATA = 0x4000;
    private static final int NO_TAIL = 0x8000;
    private static final int[] FLAGS = {COMPRESSED, SYNCHRONOUS, NO_DUMP, NO_ACCESS_TIME, NOT_COMPRESSED,
        JOURNAL_DATA, NO_TAIL};
    /** Only an empty file can get it. */
    private static final int NO_COPY_ON_WRITE = 0x800000;

    private Attributes() {}

    /**
     * What is not permitted is left as it is, but never so that somebody may do more to the new file than
     * before.
     *
     * @return whether the new file has all of them
     */
    static boolean copy(int from, int to) {
        FileStatus status = FileStatus.of(from);
        if (status == null) {
            return false;
        }
        boolean hasFlags = copyFlags(from, to);
        boolean hasProject = copyProject(from, to);
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
        boolean hasMode = LibC.fchmod(to, mode) >= 0;
        boolean hasExtended = copyExtended(from, to, sameOwner && sameGroup);
        return hasFlags && hasProject && sameOwner && sameGroup && hasMode && hasExtended;
    }

    private static boolean copyFlags(int from, int to) {
        try (Memory word = new Memory(Long.BYTES)) {
            if (LibC.ioctl(from, LibC.FS_IOC_GETFLAGS, word) < 0) {
                return true; // a file system without
            }
            int wanted = word.getInt(0);
            for (int flag : FLAGS) {
                if ((wanted & flag) != 0 && LibC.ioctl(to, LibC.FS_IOC_GETFLAGS, word) >= 0) {
                    word.setInt(0, word.getInt(0) | flag);
                    LibC.ioctl(to, LibC.FS_IOC_SETFLAGS, word); // whether it has it is looked at below
                }
            }
            int all = NO_COPY_ON_WRITE | IntStream.of(FLAGS).reduce(0, (one, other) -> one | other);
            return LibC.ioctl(to, LibC.FS_IOC_GETFLAGS, word) >= 0
                    && (word.getInt(0) & wanted & all) == (wanted & all);
        }
    }

    private static boolean copyProject(int from, int to) {
        try (Memory facts = new Memory(PROJECT_BYTES)) {
            if (LibC.ioctl(from, LibC.FS_IOC_FSGETXATTR, facts) < 0) {
                return true; // a file system without
            }
            int project = facts.getInt(PROJECT);
            if (LibC.ioctl(to, LibC.FS_IOC_FSGETXATTR, facts) < 0) {
                return false;
            }
            if (facts.getInt(PROJECT) == project) {
                return true;
            }
            facts.setInt(PROJECT, project);
            return LibC.ioctl(to, LibC.FS_IOC_FSSETXATTR, facts) >= 0;
        }
    }

    private static boolean copyExtended(int from, int to, boolean withAccessLists) {
        boolean hasAll = true;
        try (Memory names = new Memory(MAX_VALUE); Memory value = new Memory(MAX_VALUE)) {
            long length = LibC.flistxattr(from, names, MAX_VALUE);
            for (long at = 0; at < length;) {
                byte[] name = names.getByteArray(at, (int) (length - at));
                name = Arrays.copyOf(name, indexOfZero(name) + 1);
                at += name.length;
                String text = new String(name, StandardCharsets.ISO_8859_1);
                if (withAccessLists || !text.startsWith("system.")) {
                    long size = LibC.fgetxattr(from, name, value, MAX_VALUE);
                    if (size >= 0) {
                        byte[] wanted = value.getByteArray(0, (int) size);
                        hasAll &= LibC.fsetxattr(to, name, value, size, 0) >= 0
                                || LibC.fgetxattr(to, name, value, MAX_VALUE) == size
                                        && Arrays.equals(wanted, value.getByteArray(0, (int) size));
                    }
                } else {
                    hasAll = false;
                }
            }
        }
        return hasAll;
    }

    private static int indexOfZero(byte[] bytes) {
        int at = 0;
        while (at < bytes.length - 1 && bytes[at] != 0) {
            at++;
        }
        return at;
    }
}
