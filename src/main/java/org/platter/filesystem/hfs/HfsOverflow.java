package org.platter.filesystem.hfs;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the extents overflow file has of each fork, until all of the fork was seen. */
final class HfsOverflow {

    private static final long FILE = 3;
    private static final long BAD_BLOCKS = 5;

    private final HfsDamage damage;
    private final Map<Long, Blocks> forks = new HashMap<>();
    private boolean hasBadBlocks;

    /** Blocks of a fork, from its block {@code first} on. */
    private record Blocks(long first, long count) {}

    HfsOverflow(HfsDamage damage) {
        this.damage = damage;
    }

    /** Adds a record, which comes behind those before it in its file. */
    void add(long file, int fork, long start, long count) throws IOException {
        if (file == BAD_BLOCKS) {
            hasBadBlocks = true; // a file of no record but those
            return;
        }
        if (fork != 0 && fork != 0xff) {
            throw damage.found("extents are of a fork that no file has");
        }
        Blocks before = forks.getOrDefault(key(file, fork), new Blocks(start, 0));
        if (file == FILE || count == 0 || before.first() + before.count() != start) {
            throw damage.found("a file's extents do not follow each other");
        }
        forks.put(key(file, fork), new Blocks(before.first(), before.count() + count));
    }

    /** A fork has all its blocks in its own record and in the extents overflow file. */
    void complete(long file, int fork, long inRecord, long total) throws IOException {
        Blocks more = Optional.ofNullable(forks.remove(key(file, fork))).orElse(new Blocks(inRecord, 0));
        if (more.first() != inRecord || inRecord + more.count() != total) {
            throw damage.found("file " + file + " has not as many blocks as it says");
        }
    }

    /** All files were seen. */
    void end() throws IOException {
        if (!forks.isEmpty()) {
            throw damage.found("extents belong to no file");
        }
    }

    /** Refuses to move what cannot move. */
    void refuseBadBlocks() throws IOException {
        if (hasBadBlocks) {
            throw damage.refused("this " + damage.name() + " has a list of bad blocks, which cannot move; "
                    + "format it again in the new size");
        }
    }

    private static long key(long file, int fork) {
        return file << 8 | fork;
    }
}
