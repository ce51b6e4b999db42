package org.platter.filesystem.hfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Structure;

/**
 * The extents of all files of an HFS+, each block of which belongs to one of them, or is kept for the
 * headers, or is free in its allocation file. Structures are those of TN1150.
 */
final class HfsPlusFiles {

    private static final int CHUNK = 1 << 16;
    /** What an extent takes of the memory until all have their places, at most. */
    private static final long EXTENT_BYTES = 256;
    private static final int EXTENTS = 8;
    private static final int FORK_LENGTH = 80;
    private static final int FILE = 2;
    private static final int FILE_LENGTH = 248;
    private static final long OVERFLOW = 3;
    private static final long CATALOG = 4;
    private static final long ALLOCATION = 6;
    private static final long STARTUP = 7;
    private static final long ATTRIBUTES = 8;
    private static final int INLINE_ATTRIBUTE = 0x10;
    private static final int FORK_ATTRIBUTE = 0x20;
    private static final int MORE_EXTENTS = 0x30;

    private final BlockDevice slice;
    private final Structure volume;
    private final long blockSize;
    private final long count;
    private final HfsExtents extents = new HfsExtents();
    private final HfsDamage damage;
    private final HfsOverflow overflow;
    private final Map<Long, HfsFork> special = new HashMap<>();
    private @Nullable HfsTree catalog;
    private long blocks;
    private RangeSet used = RangeSet.EMPTY;
    private long missingOfAttribute;

    /** Where extents are told. */
    @FunctionalInterface
    private interface Store {

        void write(long place, ByteBuffer bytes) throws IOException;
    }

    private HfsPlusFiles(BlockDevice slice) throws IOException {
        this.slice = slice;
        this.volume = Structure.read(slice, HfsPlusVolume.HEADER, HfsPlusVolume.HEADER_LENGTH).orElseThrow()
                .bigEndian();
        this.blockSize = volume.u32(HfsPlusVolume.BLOCK_SIZE);
        this.count = volume.u32(HfsPlusVolume.COUNT);
        this.damage = HfsDamage.ofHfsPlus(slice);
        this.overflow = new HfsOverflow(damage);
    }

    /**
     * Reads all there are.
     *
     * @param slice with an HFS+ that is not longer than it
     * @throws IOException if its structures contradict themselves or each other
     */
    static HfsPlusFiles read(BlockDevice slice) throws IOException {
        return read(slice, entry -> {});
    }

    /** Like {@link #read(BlockDevice)}, all records of the catalog being read by {@code reader} too. */
    static HfsPlusFiles read(BlockDevice slice, HfsTree.Reader reader) throws IOException {
        HfsPlusFiles files = new HfsPlusFiles(slice);
        files.readSpecial();
        files.readCatalog(reader);
        files.readAttributes();
        files.overflow.end();
        files.used = files.extents.used()
                .orElseThrow(() -> files.damaged("two files have the same blocks"));
        files.compareBitmap();
        return files;
    }

    HfsExtents extents() {
        return extents;
    }

    /** Returns the blocks of all files. */
    RangeSet used() {
        return used;
    }

    HfsFork allocation() {
        return special(ALLOCATION);
    }

    HfsTree catalog() {
        return Objects.requireNonNull(catalog);
    }

    private HfsFork special(long file) {
        return Objects.requireNonNull(special.get(file));
    }

    /** Refuses to move what cannot move. */
    void refuseBadBlocks() throws IOException {
        overflow.refuseBadBlocks();
    }

    /** Reads where the files are that the header tells of, and what the extents overflow file has. */
    private void readSpecial() throws IOException {
        Map<Long, Long> inHeader = new HashMap<>();
        Map<Long, Integer> places = Map.of(OVERFLOW, HfsPlusVolume.OVERFLOW, CATALOG, HfsPlusVolume.CATALOG,
                ALLOCATION, HfsPlusVolume.ALLOCATION, STARTUP, HfsPlusVolume.STARTUP,
                ATTRIBUTES, HfsPlusVolume.EXTENDED_ATTRIBUTES);
        ByteBuffer header = ByteBuffer.wrap(volume.bytes(0, HfsPlusVolume.HEADER_LENGTH));
        for (Map.Entry<Long, Integer> place : places.entrySet()) {
            HfsFork fork = new HfsFork(damage, 0, blockSize);
            fork.add(extents(header, place.getValue() + 16, HfsPlusVolume.HEADER, slice::write));
            inHeader.put(place.getKey(), fork.length() / blockSize);
            special.put(place.getKey(), fork);
        }
        HfsFork tree = special(OVERFLOW);
        new HfsTree(tree, HfsKeys.EXTENTS, "extents overflow file", damage)
                .read(entry -> readOverflow(entry, tree));
        for (Map.Entry<Long, Integer> place : places.entrySet()) {
            int at = place.getValue();
            complete(place.getKey(), 0, Objects.requireNonNull(inHeader.get(place.getKey())), volume.i64(at),
                    volume.u32(at + 12));
        }
    }

    private void readOverflow(HfsTree.Entry entry, HfsFork tree) throws IOException {
        if (entry.length() < EXTENTS * 8) {
            throw damaged("a record of extents is none");
        }
        int fork = entry.u8(entry.key());
        long file = entry.u32(entry.key() + 2);
        List<HfsExtents.Extent> found = extents(entry.node(), entry.value(), entry.place(), tree::write);
        overflow.add(file, fork, entry.u32(entry.key() + 6), length(found));
        if (fork == 0 && special.containsKey(file)) {
            special(file).add(found); // the keys are in the order of the file's blocks
        }
    }

    private void readCatalog(HfsTree.Reader reader) throws IOException {
        HfsFork tree = special(CATALOG);
        boolean isBinary = volume.has(0, "HX") && HfsTree.isBinary(tree);
        HfsTree files = new HfsTree(tree, isBinary ? HfsKeys.BINARY_CATALOG : HfsKeys.CATALOG, "catalog",
                damage);
        catalog = files;
        files.read(entry -> {
            reader.read(entry);
            if (entry.u16(entry.value()) != FILE) {
                return;
            }
            if (entry.length() < FILE_LENGTH) {
                throw damaged("a file's record is cut short");
            }
            long file = entry.u32(entry.value() + 8);
            readFork(entry, entry.value() + 88, file, 0, tree);
            readFork(entry, entry.value() + 88 + FORK_LENGTH, file, 0xff, tree);
        });
    }

    private void readFork(HfsTree.Entry entry, int at, long file, int fork, HfsFork tree)
            throws IOException {
        complete(file, fork, length(extents(entry.node(), at + 16, entry.place(), tree::write)),
                entry.node().getLong(at), entry.u32(at + 12));
    }

    /** Reads the attributes that have blocks of their own, which most volumes have none of. */
    private void readAttributes() throws IOException {
        HfsFork tree = special(ATTRIBUTES);
        if (tree.length() == 0) {
            return;
        }
        new HfsTree(tree, HfsKeys.ATTRIBUTES, "attributes file", damage).read(entry -> {
            long kind = entry.length() < 4 ? 0 : entry.u32(entry.value());
            if (kind != INLINE_ATTRIBUTE && kind != FORK_ATTRIBUTE && kind != MORE_EXTENTS) {
                throw damaged("an attribute is of no kind");
            }
            if (kind != MORE_EXTENTS) {
                attributeIsWhole();
            }
            if (kind == INLINE_ATTRIBUTE) {
                if (entry.length() < 16 || entry.u32(entry.value() + 12) > entry.length() - 16) {
                    throw damaged("an attribute is cut short");
                }
                return;
            }
            boolean isFork = kind == FORK_ATTRIBUTE;
            int at = entry.value() + 8 + (isFork ? 16 : 0);
            if (at + EXTENTS * 8 > entry.end()) {
                throw damaged("an attribute is cut short");
            }
            missingOfAttribute += (isFork ? entry.u32(at - 4) : 0)
                    - length(extents(entry.node(), at, entry.place(), tree::write));
        });
        attributeIsWhole();
    }

    private void attributeIsWhole() throws IOException {
        if (missingOfAttribute != 0) {
            throw damaged("an attribute has not as many blocks as it says");
        }
    }

    /** Reads eight extents; the first of no blocks is behind the last. */
    private List<HfsExtents.Extent> extents(ByteBuffer bytes, int at, long place, Store store)
            throws IOException {
        List<HfsExtents.Extent> found = new ArrayList<>();
        boolean isEnd = false;
        for (int i = at; i < at + EXTENTS * 8; i += 8) {
            if (isEnd && bytes.getInt(i + 4) != 0) {
                throw damaged("a file has an extent behind its last one");
            }
            isEnd |= bytes.getInt(i + 4) == 0;
            if (isEnd) {
                continue;
            }
            long start = bytes.getInt(i) & 0xffff_ffffL;
            long length = bytes.getInt(i + 4) & 0xffff_ffffL;
            blocks += length;
            if (start < HfsPlusVolume.headBlocks(blockSize) || start + length > count || blocks > count) {
                throw damaged("a file lies behind its end, or where others are");
            }
            if (extents.count() >= Runtime.getRuntime().maxMemory() / EXTENT_BYTES) {
                throw new IOException(slice.description() + ": the files of this HFS+ are in more than "
                        + extents.count() + " pieces, for which Platter has not enough memory");
            }
            long told = place + i;
            found.add(extents.add(start, length,
                    block -> store.write(told, ByteBuffer.allocate(4).putInt(0, (int) block))));
        }
        return found;
    }

    private static long length(List<HfsExtents.Extent> extents) {
        return extents.stream().mapToLong(HfsExtents.Extent::length).sum();
    }

    private void complete(long file, int fork, long inRecord, long bytes, long total) throws IOException {
        overflow.complete(file, fork, inRecord, total);
        if (bytes < 0 || bytes > total * blockSize) {
            throw damaged("file " + file + " is longer than its blocks");
        }
    }

    private void compareBitmap() throws IOException {
        long tail = HfsPlusVolume.tailBlocks(blockSize);
        HfsFork bitmap = allocation();
        if (bitmap.length() < (count + 7) / 8 || count < HfsPlusVolume.headBlocks(blockSize) + tail) {
            throw damaged("its bitmap is too short");
        }
        // those at the end are not always kept where the second header is behind them
        RangeSet.Builder kept = new RangeSet.Builder().add(0, HfsPlusVolume.headBlocks(blockSize));
        for (long block = count - tail; block < count; block++) {
            boolean isSet = (bitmap.read(block / 8, 1).get() & 0x80 >> block % 8) != 0;
            kept.add(block, block + (isSet ? 1 : 0));
        }
        RangeSet expected = used.union(kept.build());
        for (long at = 0; at < (count + 7) / 8; at += CHUNK) {
            int length = (int) Math.min(CHUNK, (count + 7) / 8 - at);
            byte[] found = bitmap.read(at, length).array();
            int beyond = (int) Math.max(0, (at + length) * 8 - count);
            found[length - 1] &= (byte) (0xff << beyond);
            HfsExtents.compare(found, HfsExtents.bits(expected, at * 8, length), at * 8, damage);
        }
        HfsExtents.compareFree(count - expected.length(), volume.u32(HfsPlusVolume.FREE), damage);
    }

    private IOException damaged(String how) {
        return damage.found(how);
    }
}
