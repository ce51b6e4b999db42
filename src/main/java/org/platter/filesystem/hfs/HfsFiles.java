package org.platter.filesystem.hfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;

/**
 * The extents of all files of an HFS: each block that the volume bitmap has in use belongs to one of them.
 * Structures are those of Inside Macintosh, Files, 2-56 to 2-72.
 */
final class HfsFiles {

    static final int BLOCK = 512;
    static final int MASTER = 1024;
    static final int BITMAP_START = 14;
    static final int COUNT = 18;
    static final int BLOCK_SIZE = 20;
    static final int ORIGIN = 28;
    static final int FREE = 34;
    static final int OVERFLOW_LENGTH = 130;
    static final int OVERFLOW_EXTENTS = 134;
    static final int CATALOG_LENGTH = 146;
    static final int CATALOG_EXTENTS = 150;
    static final int EXTENTS_LENGTH = 12;
    private static final long OVERFLOW = 3;
    private static final long CATALOG = 4;
    private static final int FILE = 2;
    private static final int FILE_LENGTH = 102;

    private final BlockDevice slice;
    private final HfsDamage damage;
    private final ByteBuffer master;
    private final long origin;
    private final long blockSize;
    private final int count;
    private final HfsExtents extents = new HfsExtents();
    private final HfsOverflow overflow;
    private final HfsTree catalog;
    private final RangeSet used;
    private long blocks;

    /** Where extents are told. */
    @FunctionalInterface
    private interface Store {

        void write(long place, ByteBuffer bytes) throws IOException;
    }

    /**
     * Reads all there are.
     *
     * @param slice with an HFS that is not longer than it
     * @param reader reads all records of the catalog too
     * @throws IOException if its structures contradict themselves or each other
     */
    HfsFiles(BlockDevice slice, HfsTree.Reader reader) throws IOException {
        this.slice = slice;
        this.damage = HfsDamage.ofHfs(slice);
        this.master = slice.read(MASTER, BLOCK);
        this.origin = u16(master, ORIGIN) * (long) BLOCK;
        this.blockSize = master.getInt(BLOCK_SIZE) & 0xffff_ffffL;
        this.count = u16(master, COUNT);
        this.overflow = new HfsOverflow(damage);
        HfsFork more = special(OVERFLOW_EXTENTS);
        HfsFork files = special(CATALOG_EXTENTS);
        long catalogInMaster = files.length() / blockSize;
        new HfsTree(more, HfsKeys.HFS_EXTENTS, "extents overflow file", damage).read(entry -> {
            if (entry.length() < EXTENTS_LENGTH) {
                throw damage.found("a record of extents is none");
            }
            long file = entry.u32(entry.key() + 1);
            List<HfsExtents.Extent> found = extents(entry, entry.value(), entry.value(), more::write);
            overflow.add(file, entry.u8(entry.key()), entry.u16(entry.key() + 5), length(found));
            if (file == CATALOG) {
                files.add(found); // the keys are in the order of the file's blocks
            }
        });
        complete(OVERFLOW, 0, more.length() / blockSize, u32(master, OVERFLOW_LENGTH));
        complete(CATALOG, 0, catalogInMaster, u32(master, CATALOG_LENGTH));
        this.catalog = new HfsTree(files, HfsKeys.HFS_CATALOG, "catalog", damage);
        catalog.read(entry -> {
            reader.read(entry);
            int file = entry.value();
            if (entry.u8(file) != FILE) {
                return;
            }
            if (entry.length() < FILE_LENGTH) {
                throw damage.found("a file's record is cut short");
            }
            fork(entry, 0, file + 26, file + 24, file + 74, files);
            fork(entry, 0xff, file + 36, file + 34, file + 86, files);
        });
        overflow.end();
        this.used = extents.used().orElseThrow(() -> damage.found("two files have the same blocks"));
        compareBitmap();
    }

    HfsExtents extents() {
        return extents;
    }

    /** Returns the blocks of all files. */
    RangeSet used() {
        return used;
    }

    HfsTree catalog() {
        return catalog;
    }

    /** Refuses to move what cannot move. */
    void refuseBadBlocks() throws IOException {
        overflow.refuseBadBlocks();
    }

    private HfsFork special(int at) throws IOException {
        HfsFork fork = new HfsFork(damage, origin, blockSize);
        fork.add(extents(new HfsTree.Entry(master, MASTER, 0, 0, BLOCK), at, at, slice::write));
        return fork;
    }

    /**
     * Reads three extents of a fork, and the block that old systems take for its first (2-71).
     *
     * @param lengths where the bytes of the fork are told, and behind them those of its blocks
     */
    private void fork(HfsTree.Entry entry, int fork, int lengths, int first, int at, HfsFork tree)
            throws IOException {
        boolean isToldTwice = entry.u16(at + 2) > 0 && entry.u16(first) == entry.u16(at);
        long inRecord = length(extents(entry, at, isToldTwice ? first : at, tree::write));
        long file = entry.u32(entry.value() + 20);
        complete(file, fork, inRecord, entry.u32(lengths + 4));
        if (entry.u32(lengths) > entry.u32(lengths + 4)) {
            throw damage.found("file " + file + " is longer than its blocks");
        }
    }

    private void complete(long file, int fork, long inRecord, long bytes) throws IOException {
        if (bytes % blockSize != 0) {
            throw damage.found("file " + file + " has not as many blocks as it says");
        }
        overflow.complete(file, fork, inRecord, bytes / blockSize);
    }

    private void compareBitmap() throws IOException {
        byte[] found = slice.read(u16(master, BITMAP_START) * (long) BLOCK, (count + 7) / 8).array();
        if (count % 8 != 0) {
            found[found.length - 1] &= (byte) (0xff << 8 - count % 8);
        }
        HfsExtents.compare(found, HfsExtents.bits(used, 0, found.length), 0, damage);
        HfsExtents.compareFree(count - used.length(), u16(master, FREE), damage);
    }

    /**
     * Reads three extents; the first of no blocks is behind the last.
     *
     * @param second where the start of the first one is told once more, or the same place
     */
    private List<HfsExtents.Extent> extents(HfsTree.Entry entry, int at, int second, Store store)
            throws IOException {
        List<HfsExtents.Extent> found = new ArrayList<>();
        boolean isEnd = false;
        for (int i = at; i < at + EXTENTS_LENGTH; i += 4) {
            if (isEnd && entry.u16(i + 2) != 0) {
                throw damage.found("a file has an extent behind its last one");
            }
            isEnd |= entry.u16(i + 2) == 0;
            if (isEnd) {
                continue;
            }
            int start = entry.u16(i);
            int length = entry.u16(i + 2);
            blocks += length;
            if (start + length > count || blocks > count) {
                throw damage.found("a file lies behind its end, or where others are");
            }
            long first = entry.place() + i;
            long again = entry.place() + (i == at ? second : i);
            found.add(extents.add(start, length, block -> {
                store.write(first, ByteBuffer.allocate(2).putShort(0, (short) block));
                store.write(again, ByteBuffer.allocate(2).putShort(0, (short) block));
            }));
        }
        return found;
    }

    private static long length(List<HfsExtents.Extent> extents) {
        return extents.stream().mapToLong(HfsExtents.Extent::length).sum();
    }

    private static int u16(ByteBuffer bytes, int at) {
        return bytes.getShort(at) & 0xffff;
    }

    private static long u32(ByteBuffer bytes, int at) {
        return bytes.getInt(at) & 0xffff_ffffL;
    }
}
