package org.platter.filesystem.hfs;

import java.io.IOException;
import java.util.Arrays;

/**
 * The files and folders of an HFS or HFS+: each is in a folder that there is, and threads lead to them. All
 * records are read twice, in their order: first for the threads, then for what these lead to.
 */
final class HfsCatalog {

    private static final int ROOT = 2;
    private static final int FIRST_ID = 16;
    private static final byte IS_FOLDER = 1;
    private static final byte IS_SEEN = 2;
    private static final byte LEADS_TO_ROOT = 4;
    /** What a thread takes of the memory, while the arrays grow. */
    private static final long THREAD_BYTES = 64;

    private final HfsDamage damage;
    private int count;
    private int[] ids = new int[64];
    private int[] parents = new int[64];
    private int[] missing = new int[64];
    private long[] names = new long[64];
    private byte[] states = new byte[64];
    private long folders;
    private long files;
    private long lastId;

    HfsCatalog(HfsDamage damage) {
        this.damage = damage;
    }

    /** Takes what is a thread. */
    void collect(HfsItem item) throws IOException {
        if (!item.kind().isThread()) {
            return;
        }
        if (count >= Runtime.getRuntime().maxMemory() / THREAD_BYTES) {
            throw damage.refused("this " + damage.name() + " has more than " + count + " files and folders, "
                    + "for which Platter has not enough memory");
        }
        if (count == ids.length) {
            int length = count + count / 2;
            ids = Arrays.copyOf(ids, length);
            parents = Arrays.copyOf(parents, length);
            missing = Arrays.copyOf(missing, length);
            names = Arrays.copyOf(names, length);
            states = Arrays.copyOf(states, length);
        }
        ids[count] = (int) item.id();
        parents[count] = (int) item.parent();
        names[count] = item.name();
        states[count] = item.kind().isFolder() ? IS_FOLDER : 0;
        count++;
    }

    /** Compares what is no thread with that which leads to it, and with the folder that it is in. */
    void compare(HfsItem item) throws IOException {
        if (item.kind().isThread()) {
            return;
        }
        boolean isRoot = item.id() == ROOT;
        String what = (item.kind().isFolder() ? "folder " : "file ") + item.id();
        if (isRoot != (item.parent() == ROOT - 1) || item.id() < FIRST_ID && !isRoot) {
            throw damage.found(what + " has a number that none can have");
        }
        int thread = find(item.id());
        if (thread < 0 ? item.needsThread() : !isOf(thread, item)) {
            throw damage.found("no thread leads to " + what);
        }
        if (thread >= 0) {
            states[thread] |= IS_SEEN;
            missing[thread] += (int) item.valence() * (item.kind().isFolder() ? 1 : 0);
        }
        if (!isRoot) {
            int parent = find(item.parent());
            if (parent < 0 || (states[parent] & IS_FOLDER) == 0) {
                throw damage.found(what + " is in no folder");
            }
            missing[parent]--;
        }
        count(item, isRoot);
    }

    private void count(HfsItem item, boolean isRoot) {
        lastId = Math.max(lastId, item.id());
        if (item.kind().isFolder()) {
            folders += isRoot ? 0 : 1;
        } else {
            files++;
        }
    }

    /** No system finds the root folder by its thread, nor does Apple's checker read the name in it. */
    private boolean isOf(int thread, HfsItem item) {
        return parents[thread] == (int) item.parent() && (names[thread] == item.name() || item.id() == ROOT)
                && (states[thread] & IS_SEEN) == 0
                && (states[thread] & IS_FOLDER) != 0 == item.kind().isFolder();
    }

    /** All was compared: no thread leads nowhere, folders have as many in them as they say. */
    void end() throws IOException {
        if (find(ROOT) < 0) {
            throw damage.found("it has no root folder");
        }
        states[find(ROOT)] |= LEADS_TO_ROOT;
        for (int i = 0; i < count; i++) {
            if ((states[i] & IS_SEEN) == 0) {
                throw damage.found("the thread of number " + id(i) + " leads to no file and no folder");
            }
            if (missing[i] != 0) {
                throw damage.found("folder " + id(i) + " has not as many files and folders in it as it says");
            }
            if (!leadsToRoot(i)) {
                throw damage.found("folder " + id(i) + " is in one that is in it");
            }
        }
    }

    private long id(int thread) {
        return ids[thread] & 0xffff_ffffL;
    }

    /** Goes up from folder to folder, no way twice. */
    private boolean leadsToRoot(int thread) {
        int top = thread;
        int steps = 0;
        for (; (states[top] & LEADS_TO_ROOT) == 0; top = find(parents[top] & 0xffff_ffffL)) {
            if (steps++ > count) {
                return false;
            }
        }
        for (int i = thread; i != top; i = find(parents[i] & 0xffff_ffffL)) {
            states[i] |= LEADS_TO_ROOT;
        }
        return true;
    }

    /** Returns where a thread is, less than 0 where there is none; they are in the order of their numbers. */
    private int find(long id) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int order = Long.compare(id(middle), id);
            if (order == 0) {
                return middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return -1;
    }

    /** @throws IOException if the header of the volume says otherwise */
    void counts(long saidFolders, long saidFiles) throws IOException {
        same("folders", folders, saidFolders);
        same("files", files, saidFiles);
    }

    private void same(String what, long number, long said) throws IOException {
        if (number != said) {
            throw damage.found("its header tells of " + said + " " + what + " where there are " + number);
        }
    }

    /** @param next the number that the next file or folder gets */
    void isNewId(long next) throws IOException {
        if (next <= lastId) {
            throw damage.found("its next file would get number " + next + ", which one has that is there");
        }
    }
}
