package org.platter.filesystem.btrfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.btrfs.BtrfsTree.Key;
import org.platter.filesystem.bytes.Structure;

/**
 * Where the logical addresses of a Btrfs lie on its device, and which of them are in use (Btrfs on-disk
 * format, "Chunk tree", "Extent tree").
 */
final class BtrfsChunks {

    private static final int CHUNK_ITEM = 228;
    private static final int BLOCK_GROUP_ITEM = 192;
    private static final int EXTENT_ITEM = 168;
    private static final int METADATA_ITEM = 169;
    private static final int ROOT_ITEM = 132;
    private static final int EXTENT_TREE = 2;
    private static final int BLOCK_GROUP_TREE = 11;
    /** The profiles but for “once” and “twice on one device”. */
    private static final long SPREAD = 0x7d8;
    private static final int STRIPE = 32;
    /** A chunk that is moved needs another one for the tables that tell of it, twice. */
    private static final long SCRATCH = 16 * ByteSize.MIB;
    /** A device of 64 TiB has as many of a GiB each. */
    private static final int MAX_CHUNKS = 1 << 16;

    private final BtrfsSuperblock superblock;
    private final BtrfsTree tree;
    private final TreeMap<Long, Chunk> chunks = new TreeMap<>(Long::compareUnsigned);
    private @Nullable Root extents;
    private @Nullable Root groups;

    /**
     * Neighbouring logical addresses.
     *
     * @param stripes the places on the device, each with all of it where {@code isPlain}
     */
    record Chunk(long logical, long length, boolean isPlain, List<Long> stripes) {}

    private record Root(long logical, int level) {}

    private BtrfsChunks(BlockDevice slice, BtrfsSuperblock superblock) {
        this.superblock = superblock;
        this.tree = new BtrfsTree(slice, superblock, this::place);
    }

    /** Returns nothing where the trees contradict themselves or have parts that came later. */
    static Optional<BtrfsChunks> read(BlockDevice slice, BtrfsSuperblock superblock) throws IOException {
        BtrfsChunks chunks = new BtrfsChunks(slice, superblock);
        return superblock.isUnderstood() && chunks.readSystemChunks() && chunks.readChunkTree()
                && chunks.readRoots() ? Optional.of(chunks) : Optional.empty();
    }

    BtrfsSuperblock superblock() {
        return superblock;
    }

    Iterable<Chunk> all() {
        return chunks.values();
    }

    /** Whether each chunk lies in one piece wherever it lies. */
    boolean isSimple() {
        return chunks.values().stream().allMatch(Chunk::isPlain);
    }

    private Optional<Long> place(long logical, int length) {
        Map.Entry<Long, Chunk> found = chunks.floorEntry(logical);
        return Optional.ofNullable(found).map(Map.Entry::getValue).filter(chunk -> chunk.isPlain()
                && logical - chunk.logical() <= chunk.length() - length)
                .map(chunk -> chunk.stripes().get(0) + logical - chunk.logical());
    }

    private boolean readSystemChunks() {
        Structure bytes = superblock.bytes();
        int at = BtrfsSuperblock.SYSTEM_CHUNKS;
        int end = at + (int) bytes.u32(0xa0);
        while (at + 17 + 48 + STRIPE <= end) {
            Key key = BtrfsTree.key(bytes, at);
            int length = 48 + STRIPE * bytes.u16(at + 17 + 44);
            if (key.type() != CHUNK_ITEM || at + 17 + length > end
                    || !add(key, Structure.of(bytes.bytes(at + 17, length)))) {
                return false;
            }
            at += 17 + length;
        }
        return at == end;
    }

    private boolean readChunkTree() throws IOException {
        boolean[] isSound = {true};
        boolean isWhole = tree.walk(superblock.bytes().i64(0x58), superblock.bytes().u8(0xc7),
                new Key(0, 0, 0), (key, item) -> {
                    if (key.type() == CHUNK_ITEM) {
                        isSound[0] = add(key, item);
                    }
                    return isSound[0];
                });
        return isWhole && isSound[0];
    }

    private boolean add(Key key, Structure item) {
        if (item.length() < 48 + STRIPE || item.length() < 48 + STRIPE * item.u16(44) || item.u16(44) == 0
                || chunks.size() >= MAX_CHUNKS) {
            return false;
        }
        long length = item.i64(0);
        if (length <= 0 || key.offset() < 0 || key.offset() > Long.MAX_VALUE - length) {
            return false;
        }
        List<Long> stripes = new ArrayList<>();
        boolean isPlain = (item.i64(24) & SPREAD) == 0;
        for (int i = 0; i < item.u16(44); i++) {
            long place = item.i64(48 + i * STRIPE + 8);
            isPlain &= item.i64(48 + i * STRIPE) == superblock.device();
            if (place < 0 || place > superblock.size() - length) {
                return false;
            }
            stripes.add(place);
        }
        chunks.put(key.offset(), new Chunk(key.offset(), length, isPlain, stripes));
        return true;
    }

    private boolean readRoots() throws IOException {
        boolean isSound = tree.walk(superblock.bytes().i64(0x50), superblock.bytes().u8(0xc6),
                new Key(EXTENT_TREE, ROOT_ITEM, 0), (key, item) -> {
                    if (key.type() == ROOT_ITEM && item.length() >= 239) {
                        Root root = new Root(item.i64(176), item.u8(238));
                        extents = key.object() == EXTENT_TREE ? root : extents;
                        groups = key.object() == BLOCK_GROUP_TREE ? root : groups;
                    }
                    return Long.compareUnsigned(key.object(), BLOCK_GROUP_TREE) <= 0;
                });
        groups = groups == null ? extents : groups;
        return isSound && extents != null;
    }

    /** Returns the bytes in use on the device: what is kept twice counts twice, as do all tables. */
    OptionalLong used() throws IOException {
        long sum = ByteSize.MIB;
        for (Chunk chunk : chunks.values()) {
            OptionalLong used = used(chunk);
            if (used.isEmpty()) {
                return used;
            }
            sum += used.getAsLong() * chunk.stripes().size();
        }
        return OptionalLong.of(sum);
    }

    /**
     * Returns the smallest size that Linux surely shrinks it to, in bytes, as “btrfs inspect-internal
     * min-dev-size” finds it: where all chunks with something in them have a place, as long as they are.
     */
    OptionalLong minimum() throws IOException {
        List<ByteRange> extents = new ArrayList<>();
        long sum = ByteSize.MIB;
        for (Chunk chunk : chunks.values()) {
            OptionalLong used = used(chunk);
            if (used.isEmpty()) {
                return used;
            }
            for (long place : used.getAsLong() == 0 ? List.<Long>of() : chunk.stripes()) {
                extents.add(ByteRange.of(place, chunk.length()));
                sum += chunk.length();
            }
        }
        extents.sort(Comparator.comparing(ByteRange::end));
        List<ByteRange> holes = new ArrayList<>();
        RangeSet.of(extents).complementWithin(new ByteRange(ByteSize.MIB, superblock.size()))
                .forEach(holes::add);
        for (int i = extents.size() - 1; i >= 0 && extents.get(i).end() > sum; i--) {
            ByteRange extent = extents.get(i);
            long most = sum;
            Optional<ByteRange> hole = holes.stream().filter(it -> it.length() >= extent.length()
                    && it.start() + extent.length() <= most).findFirst();
            if (hole.isEmpty()) {
                sum = extent.end();
                break;
            }
            holes.set(holes.indexOf(hole.get()), new ByteRange(hole.get().start() + extent.length(),
                    hole.get().end()));
        }
        return OptionalLong.of(Math.min(superblock.size(), sum + SCRATCH));
    }

    /** Returns what a chunk's own count says; nothing where it has none that could be. */
    private OptionalLong used(Chunk chunk) throws IOException {
        Key wanted = new Key(chunk.logical(), BLOCK_GROUP_ITEM, chunk.length());
        long[] used = {-1};
        Root root = Objects.requireNonNull(groups);
        boolean isSound = tree.walk(root.logical(), root.level(), wanted, (key, item) -> {
            if (key.equals(wanted) && item.length() >= 24) {
                used[0] = item.i64(0);
            }
            return false;
        });
        return isSound && used[0] >= 0 && used[0] <= chunk.length()
                ? OptionalLong.of(used[0]) : OptionalLong.empty();
    }

    /**
     * Returns the logical addresses in use of a chunk; all of them where the extents contradict themselves or
     * the chunk's count.
     */
    RangeSet live(Chunk chunk) throws IOException {
        RangeSet.Builder live = new RangeSet.Builder();
        long end = chunk.logical() + chunk.length();
        long[] last = {chunk.logical(), 0}; // where the extent before ended, and the sum of all
        boolean[] isSound = {true};
        Root root = Objects.requireNonNull(extents);
        boolean isWhole = tree.walk(root.logical(), root.level(), new Key(chunk.logical(), 0, 0),
                (key, item) -> {
                    if (Long.compareUnsigned(key.object(), end) >= 0) {
                        return false;
                    }
                    if (key.type() != EXTENT_ITEM && key.type() != METADATA_ITEM) {
                        return true;
                    }
                    long length = key.type() == EXTENT_ITEM ? key.offset() : superblock.nodeSize();
                    isSound[0] = key.object() >= last[0] && length > 0 && length <= end - key.object();
                    if (isSound[0]) {
                        last[0] = key.object() + length;
                        last[1] += length;
                        live.add(key.object(), last[0]);
                    }
                    return isSound[0];
                });
        OptionalLong used = used(chunk);
        return isWhole && isSound[0] && used.isPresent() && used.getAsLong() == last[1] ? live.build()
                : RangeSet.of(new ByteRange(chunk.logical(), end));
    }
}
