package org.platter.filesystem.xfs;

import java.io.IOException;
import java.util.Optional;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Structure;

/**
 * The superblock of an XFS (XFS Algorithms and Data Structures, "Superblocks"). Allocation groups are of
 * {@code groupBlocks} blocks each, the last one of what is left.
 *
 * @param blocks of the data device
 * @param logStart in bytes of the partition, as is {@code logBytes}
 */
record XfsSuperblock(int version, int blockSize, int sectorBytes, long blocks, long freeBlocks,
        long groupBlocks, long groups, long logStart, long logBytes, Optional<String> label,
        Optional<String> uuid, long incompatible) {

    /**
     * Of version 5: file types, sparse inodes, own UUID of metadata, big times, needs repair, large extent
     * counters, exchange of ranges, parent pointers, metadata directory.
     */
    private static final long UNDERSTOOD = 0x1ff;
    private static final int INTERNAL_LABEL = 108;
    private static final long MAX_BYTES = 1L << 62;

    /** Nothing too where its log or realtime data lies on another device, or it was never finished. */
    static Optional<XfsSuperblock> read(BlockDevice slice) throws IOException {
        Optional<Structure> found = Structure.read(slice, 0, 512)
                .filter(bytes -> bytes.has(0, "XFSB")).map(Structure::bigEndian);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Structure bytes = found.get();
        int version = bytes.u16(100) & 0xf;
        int blockLog = bytes.u8(120);
        int sectorLog = bytes.u8(121);
        long groupBlocks = bytes.u32(84);
        long groups = bytes.u32(88);
        int groupLog = bytes.u8(124);
        long logStart = bytes.i64(48);
        boolean isSound = (version == 4 || version == 5) && blockLog >= 9 && blockLog <= 16 && sectorLog >= 9
                && sectorLog <= 15 && bytes.u32(4) == 1L << blockLog && bytes.u16(102) == 1 << sectorLog
                && groupBlocks >= 64 && groupBlocks <= 1L << 31 && groupLog >= 1 && groupLog <= 31
                && groupBlocks <= 1L << groupLog && groups > 0 && bytes.u8(126) == 0;
        if (!isSound || bytes.i64(16) != 0 || logStart <= 0) {
            return Optional.empty();
        }
        long blocks = bytes.i64(8);
        long logGroup = logStart >>> groupLog;
        long logBlock = logStart & (1L << groupLog) - 1;
        if (blocks <= (groups - 1) * groupBlocks || blocks > groups * groupBlocks
                || blocks > MAX_BYTES >> blockLog || bytes.i64(144) < 0 || logGroup >= groups
                || logGroup * groupBlocks + logBlock + bytes.u32(96) > blocks || bytes.u32(96) == 0) {
            return Optional.empty();
        }
        return Optional.of(new XfsSuperblock(version, 1 << blockLog, 1 << sectorLog, blocks, bytes.i64(144),
                groupBlocks, groups, logGroup * groupBlocks + logBlock << blockLog, bytes.u32(96) << blockLog,
                bytes.label(INTERNAL_LABEL, 12), bytes.uuid(32), version == 5 ? bytes.u32(216) : 0));
    }

    long size() {
        return blocks * blockSize;
    }

    /** Whether nothing in it is of a kind that came later. */
    boolean isUnderstood() {
        return (incompatible & ~UNDERSTOOD) == 0;
    }
}
