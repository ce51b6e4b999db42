package org.platter.filesystem.other;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.platter.block.BlockDevice;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.bytes.BitmapLiveBlocks;
import org.platter.filesystem.bytes.Structure;

/**
 * The superblock of a Minix file system: two bytes of magic, so that the numbers around have to make sense
 * (Linux, include/uapi/linux/minix_fs.h: struct minix_super_block, struct minix3_super_block).
 *
 * @param block bytes of a block, and of a zone
 * @param map where the map of the zones begins, in bytes
 * @param mapBytes how long that is
 * @param firstZone number of the zone with the first bit but one
 * @param zones how many zones there are, those before the first one included
 * @param isClean whether it was unmounted, as far as it tells
 */
public record MinixVolume(long block, long map, long mapBytes, long firstZone, long zones, boolean isClean) {

    /** Where the versions before the third say whether they were unmounted. */
    static final int STATE = 1024 + 18;
    static final byte CLEAN = 1;

    static Optional<MinixVolume> read(BlockDevice slice) throws IOException {
        return Structure.read(slice, 1024, 32).flatMap(MinixVolume::of);
    }

    /** Reads one of a machine with the other byte order, which no program here knows. */
    public static Optional<MinixVolume> readBigEndian(BlockDevice slice) throws IOException {
        return Structure.read(slice, 1024, 32).map(Structure::bigEndian).flatMap(MinixVolume::of);
    }

    private static Optional<MinixVolume> of(Structure bytes) {
        MinixVolume volume = bytes.u16(24) == 0x4d5a ? third(bytes) : old(bytes);
        return Optional.ofNullable(volume).filter(one -> one.firstZone() > 0
                && one.zones() > one.firstZone() && one.mapBytes() * 8 > one.zones() - one.firstZone()
                && one.map() + one.mapBytes() <= one.firstZone() * one.block());
    }

    private static @Nullable MinixVolume third(Structure bytes) {
        long block = bytes.u16(28);
        boolean isOne = bytes.u32(0) > 0 && bytes.u16(6) > 0 && bytes.u16(8) > 0 && block >= 1024
                && block % 512 == 0 && bytes.u16(12) == 0;
        return isOne ? new MinixVolume(block, (2 + bytes.u16(6)) * block, bytes.u16(8) * block, bytes.u16(10),
                bytes.u32(20), true) : null;
    }

    private static @Nullable MinixVolume old(Structure bytes) {
        int magic = bytes.u16(16);
        boolean isSecond = magic == 0x2468 || magic == 0x2478;
        boolean isOne = (magic == 0x137f || magic == 0x138f || isSecond) && bytes.u16(0) > 0
                && bytes.u16(4) > 0 && bytes.u16(6) > 0 && bytes.u16(10) == 0 && bytes.u16(8) == 2
                        + bytes.u16(4) + bytes.u16(6) + inodeBlocks(bytes.u16(0), isSecond ? 16 : 32);
        return isOne ? new MinixVolume(1024, (2 + bytes.u16(4)) * 1024L, bytes.u16(6) * 1024L, bytes.u16(8),
                isSecond ? bytes.u32(20) : bytes.u16(2), bytes.u16(18) == CLEAN) : null;
    }

    private static int inodeBlocks(int inodes, int perBlock) {
        return (inodes + perBlock - 1) / perBlock;
    }

    /** Bytes from the start of the partition. */
    public long size() {
        return zones * block;
    }

    /** Returns the bytes in use, the tables included; nothing where counting takes long. */
    OptionalLong used(BlockDevice slice) throws IOException {
        OptionalLong used = BitmapLiveBlocks.used(blocks(), source(slice));
        return used.isPresent() ? OptionalLong.of(blocks().origin() + used.getAsLong() * block) : used;
    }

    /** Of one that was not unmounted all is live. */
    Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        OptionalLong used = BitmapLiveBlocks.used(blocks(), source(slice));
        return !isClean || used.isEmpty() ? Optional.empty()
                : BitmapLiveBlocks.of(blocks(), blocks().count() - used.getAsLong(), source(slice));
    }

    /** The first bit stands for no zone; here it is that of the zone before the first. */
    private BitmapLiveBlocks.Blocks blocks() {
        return new BitmapLiveBlocks.Blocks((firstZone - 1) * block, block, zones - firstZone + 1, size());
    }

    private BitmapLiveBlocks.Source source(BlockDevice slice) {
        return (from, count) -> slice.read(map + from, count).array();
    }
}
