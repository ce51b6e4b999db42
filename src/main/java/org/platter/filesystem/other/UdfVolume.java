package org.platter.filesystem.other;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Action;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.Problems;
import org.platter.filesystem.bytes.BitmapLiveBlocks;
import org.platter.filesystem.bytes.Structure;
import org.platter.layout.Content;

/**
 * The volume descriptors of a UDF (ECMA-167 3/10; UDF 2.60, 2.2), found by the anchor in block 256.
 *
 * @param end where the partition inside of it ends, in bytes
 * @param size where the last anchor ends, else {@code end}
 * @param free bytes
 * @param space nothing where the blocks in use cannot be told by one bitmap
 * @param isWrittenOnce whether it is of a medium on which nothing is written twice
 */
record UdfVolume(Optional<String> label, Optional<String> uuid, long end, long size, OptionalLong free,
        Optional<Space> space, boolean isWrittenOnce) {

    /**
     * The partition inside of it, and the bitmap of its free blocks (ECMA-167 4/14.12).
     *
     * @param start of its first block, in bytes
     * @param bitmap where the bits begin, in bytes
     */
    record Space(long start, int block, long blocks, long bitmap) {}

    /** Where a partition says how often its blocks can be written (ECMA-167 3/10.5.7). */
    private static final int ACCESS = 184;
    private static final int READ_ONLY = 1;
    private static final int WRITE_ONCE = 2;
    private static final String ONCE = "It is the copy of a medium that is written once, and udftools change "
            + "none of those.";
    private static final Content.Limits WRITTEN_ONCE = new Content.Limits(OptionalLong.empty(),
            Map.of(Action.LABEL.name(), ONCE, Action.UUID.name(), ONCE), OptionalLong.empty());
    private static final int[] BLOCKS = {512, 1024, 2048, 4096};
    private static final int ANCHOR_PLACE = 256;
    private static final int PRIMARY = 1;
    private static final int ANCHOR = 2;
    private static final int PARTITION = 5;
    private static final int LOGICAL_VOLUME = 6;
    private static final int TERMINATOR = 8;
    private static final int INTEGRITY = 9;
    private static final int SPACE_BITMAP = 264;
    private static final int CLOSED = 1;
    private static final int MAX_DESCRIPTORS = 64;

    static Optional<UdfVolume> read(BlockDevice slice) throws IOException {
        List<Integer> blocks = new ArrayList<>();
        Optional<UdfVolume> last = Optional.empty();
        for (int block : BLOCKS) {
            Optional<Structure> anchor = descriptor(slice, ANCHOR_PLACE, block)
                    .filter(bytes -> bytes.u16(0) == ANCHOR);
            Optional<UdfVolume> found = anchor.isPresent() && hasRecognition(slice, block)
                    ? read(slice, block, anchor.get()) : Optional.empty();
            if (found.isPresent()) {
                blocks.add(block);
                last = found;
            }
        }
        return blocks.size() < 2 ? last : last.map(UdfVolume::withoutSpace);
    }

    /** As it is where another one, of other blocks, could be what counts: all of it is in use. */
    private UdfVolume withoutSpace() {
        return new UdfVolume(label, uuid, end, size, OptionalLong.empty(), Optional.empty(), isWrittenOnce);
    }

    /** Whether the volume recognition sequence, which has no gaps, says UDF (ECMA-167 2/8). */
    private static boolean hasRecognition(BlockDevice slice, int block) throws IOException {
        for (int i = 0; i < 16; i++) {
            Optional<Structure> found = Structure.read(slice, 32768 + (long) i * Math.max(2048, block), 7);
            if (found.isEmpty() || found.get().isZero(0, 7)) {
                return false;
            }
            if (found.get().has(1, "NSR0")) {
                return true;
            }
        }
        return false;
    }

    private static Optional<UdfVolume> read(BlockDevice slice, int block, Structure anchor)
            throws IOException {
        Optional<Structure> primary = Optional.empty();
        Optional<Structure> logical = Optional.empty();
        Optional<Structure> partition = Optional.empty();
        int partitions = 0;
        long count = Math.min(MAX_DESCRIPTORS, anchor.u32(16) / block);
        for (long i = 0; i < count; i++) {
            Optional<Structure> found = descriptor(slice, anchor.u32(20) + i, block);
            int tag = found.isPresent() ? found.get().u16(0) : TERMINATOR;
            if (tag == TERMINATOR) {
                break;
            }
            primary = tag == PRIMARY ? found : primary;
            logical = tag == LOGICAL_VOLUME ? found : logical;
            partitions += tag == PARTITION ? 1 : 0;
            partition = tag == PARTITION ? found : partition;
        }
        if (primary.isEmpty() || logical.isEmpty() || partition.isEmpty()
                || logical.get().u32(212) != block) {
            return Optional.empty();
        }
        long end = (partition.get().u32(188) + partition.get().u32(192)) * block;
        long last = slice.size() / block - 1;
        boolean hasLast = descriptor(slice, last, block).filter(bytes -> bytes.u16(0) == ANCHOR).isPresent();
        Optional<Structure> integrity = descriptor(slice, logical.get().u32(436), block)
                .filter(bytes -> bytes.u16(0) == INTEGRITY && bytes.u32(72) > 0 && bytes.u32(72) <= 4);
        OptionalLong free = integrity.isPresent() && integrity.get().u32(80) != 0xffff_ffffL
                ? OptionalLong.of(integrity.get().u32(80) * block) : OptionalLong.empty();
        return Optional.of(new UdfVolume(text(logical.get(), 84, 128),
                text(primary.get(), 72, 128).flatMap(UdfVolume::uuid), end,
                hasLast ? (last + 1) * block : end, free, partitions == 1 && integrity.isPresent()
                        && integrity.get().u32(28) == CLOSED && hasOneMap(logical.get())
                                ? space(slice, block, partition.get()) : Optional.empty(),
                partition.get().u32(ACCESS) == READ_ONLY || partition.get().u32(ACCESS) == WRITE_ONCE));
    }

    /** Whether the volume is its one partition, without a table in between (ECMA-167 3/10.7.2). */
    private static boolean hasOneMap(Structure logical) {
        return logical.u32(268) == 1 && logical.u8(440) == 1;
    }

    /** Finds the bitmap by the partition header (ECMA-167 4/14.3). */
    private static Optional<Space> space(BlockDevice slice, int block, Structure partition)
            throws IOException {
        long start = partition.u32(188);
        long blocks = partition.u32(192);
        long place = partition.u32(56 + 12);
        Optional<Structure> bitmap = Structure.read(slice, (start + place) * block, 24)
                .filter(bytes -> bytes.u16(0) == SPACE_BITMAP && bytes.u32(12) == place
                        && bytes.u32(16) == blocks && bytes.u32(20) == (blocks + 7) / 8);
        return partition.u32(56 + 8) == 0 || partition.u32(56) != 0 || bitmap.isEmpty() ? Optional.empty()
                : Optional.of(new Space(start * block, block, blocks, (start + place) * block + 24));
    }

    /** What changes between two unmounts only is trusted where the volume was closed. */
    Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        if (space.isEmpty() || free.isEmpty() || end > slice.size()) {
            return Optional.empty();
        }
        Space known = space.get();
        return BitmapLiveBlocks.of(new BitmapLiveBlocks.Blocks(known.start(), known.block(), known.blocks(),
                slice.size()), free.getAsLong() / known.block(), (from, count) -> {
                    byte[] bits = slice.read(known.bitmap() + from, count).array();
                    for (int i = 0; i < count; i++) {
                        bits[i] = (byte) ~bits[i];
                    }
                    return bits;
                });
    }

    private static Optional<Structure> descriptor(BlockDevice slice, long place, int block)
            throws IOException {
        return Structure.read(slice, place * block, 512).filter(bytes -> bytes.u32(12) == place);
    }

    /** Returns a dstring: how it is written, the text, and in its last byte its length (UDF 2.60, 2.1.3). */
    private static Optional<String> text(Structure bytes, int at, int length) {
        int used = Math.min(bytes.u8(at + length - 1), length - 1);
        if (used < 2) {
            return Optional.empty();
        }
        return bytes.u8(at) == 16 ? bytes.label(at + 1, used - 1 & ~1, StandardCharsets.UTF_16BE)
                : bytes.label(at + 1, used - 1, StandardCharsets.ISO_8859_1);
    }

    /**
     * Returns what blkid and udftools make of the volume set's name: 16 digits, however it begins. What is
     * missing of its second half is zeros.
     */
    private static Optional<String> uuid(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 8) {
            return Optional.empty();
        }
        byte[] first = Arrays.copyOf(bytes, 16);
        int digits = 0;
        while (digits < 16 && Character.digit(first[digits], 16) >= 0) {
            digits++;
        }
        StringBuilder uuid = new StringBuilder();
        int kept = digits == 16 ? 16 : digits >= 8 ? 8 : 0;
        for (int i = 0; uuid.length() < 16; i++) {
            uuid.append(i < kept ? String.valueOf((char) first[i]) : String.format("%02x", first[i]));
        }
        return Optional.of(uuid.toString().toLowerCase(Locale.ROOT));
    }

    Content.FileSystem content(long partitionSize) {
        List<String> problems = end <= partitionSize ? List.of()
                : List.of(Problems.longerThanPartition("UDF", end, partitionSize));
        return new Content.FileSystem("udf", label, uuid, OptionalLong.of(size),
                free.isPresent() && free.getAsLong() <= size ? OptionalLong.of(size - free.getAsLong())
                        : OptionalLong.empty(),
                OptionalLong.empty(), problems).withLimits(
                        isWrittenOnce
                                ? WRITTEN_ONCE : Content.Limits.NONE);
    }
}
