package org.platter.filesystem.hfs;

import java.io.IOException;
import org.platter.filesystem.Kind;

/**
 * A record of a catalog (Inside Macintosh, Files, 2-70 to 2-72; TN1150, "Catalog File").
 *
 * @param id of the file or folder; of a thread, that which it leads to
 * @param parent the folder that it is in
 * @param name a number that few other names have
 * @param valence how many a folder says that there are in it
 * @param needsThread whether there has to be a thread that leads to it
 */
record HfsItem(Kind kind, long id, long parent, long name, long valence, boolean needsThread) {

    private static final int THREAD_EXISTS = 2;

    enum Kind {
        FOLDER, FILE, FOLDER_THREAD, FILE_THREAD;

        boolean isThread() {
            return this == FOLDER_THREAD || this == FILE_THREAD;
        }

        boolean isFolder() {
            return this == FOLDER || this == FOLDER_THREAD;
        }
    }

    static HfsItem ofHfsPlus(HfsTree.Entry entry, HfsDamage damage) throws IOException {
        int at = entry.value();
        Kind kind = kind(entry, entry.u16(at), damage, 88, 248, 10);
        long parent = entry.u32(entry.key());
        int length = entry.u16(entry.key() + 4);
        if (kind.isThread()) {
            int named = entry.u16(at + 8);
            isThread(length, 2 * named <= entry.length() - 10, damage);
            return new HfsItem(kind, parent, entry.u32(at + 4), hash(entry, at + 10, 2 * named), 0, false);
        }
        isNamed(length, damage);
        return new HfsItem(kind, entry.u32(at + 8), parent, hash(entry, entry.key() + 6, 2 * length),
                entry.u32(at + 4), true);
    }

    static HfsItem ofHfs(HfsTree.Entry entry, HfsDamage damage) throws IOException {
        int at = entry.value();
        Kind kind = kind(entry, entry.u8(at), damage, 70, 102, 15);
        long parent = entry.u32(entry.key() + 1);
        int length = entry.u8(entry.key() + 5);
        if (kind.isThread()) {
            int named = entry.u8(at + 14);
            isThread(length, named <= entry.length() - 15, damage);
            return new HfsItem(kind, parent, entry.u32(at + 10), hash(entry, at + 15, named), 0, false);
        }
        isNamed(length, damage);
        long name = hash(entry, entry.key() + 6, length);
        return kind == Kind.FOLDER
                ? new HfsItem(kind, entry.u32(at + 6), parent, name, entry.u16(at + 4), true)
                : new HfsItem(kind, entry.u32(at + 20), parent, name, 0,
                        (entry.u8(at + 2) & THREAD_EXISTS) != 0);
    }

    private static Kind kind(HfsTree.Entry entry, int number, HfsDamage damage, int folder, int file,
            int thread) throws IOException {
        if (number < 1 || number > 4) {
            throw damage.found("a record of its catalog is neither of a file nor of a folder");
        }
        Kind kind = Kind.values()[number - 1];
        if (entry.length() < (kind.isThread() ? thread : kind == Kind.FOLDER ? folder : file)) {
            throw damage.found("a " + (kind.isFolder() ? "folder" : "file") + "'s record is cut short");
        }
        return kind;
    }

    private static void isThread(int keyLength, boolean isWhole, HfsDamage damage) throws IOException {
        if (keyLength != 0 || !isWhole) {
            throw damage.found("a thread of its catalog is none");
        }
    }

    private static void isNamed(int length, HfsDamage damage) throws IOException {
        if (length == 0) {
            throw damage.found("a file or folder has no name");
        }
    }

    /** Names are the same where their hashes are; of 2^64 there is no such coincidence without intent. */
    private static long hash(HfsTree.Entry entry, int at, int length) {
        long hash = length;
        for (int i = at; i < at + length; i++) {
            hash = (hash ^ entry.u8(i)) * 0x100_0000_01b3L;
            hash ^= hash >>> 29;
        }
        return hash;
    }
}
