package org.platter.filesystem.xfs;

import java.io.IOException;
import java.util.Optional;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Structure;

/**
 * The log of an XFS, in blocks of 512 bytes, each of which begins with the number of the cycle in which it
 * was written (XFS Algorithms and Data Structures, "Journaling Log"; Linux, fs/xfs/xfs_log_recover.c).
 */
final class XfsLog {

    private static final int BLOCK = 512;
    private static final long MAGIC = 0xfeedbabeL;
    private static final int UNMOUNT = 0x20;
    /** Header and body of an unmount record, both padded to the largest stripe of a log, 256 KiB. */
    private static final int SEARCHED = 1040;
    private static final int HEADER_COVERS = 32 << 10;

    private final BlockDevice slice;
    private final long start;
    private final long blocks;

    private XfsLog(BlockDevice slice, XfsSuperblock superblock) {
        this.slice = slice;
        this.start = superblock.logStart();
        this.blocks = superblock.logBytes() / BLOCK;
    }

    /** Returns whether the last thing in the log says that the file system was unmounted. */
    static boolean isClean(BlockDevice slice, XfsSuperblock superblock) throws IOException {
        if (superblock.logStart() + superblock.logBytes() > slice.size()) {
            return false;
        }
        XfsLog log = new XfsLog(slice, superblock);
        return log.cycle(0) == 0 && log.cycle(log.blocks - 1) == 0 || log.endsWithUnmount(log.head());
    }

    /** Returns the block after the last that was written. */
    private long head() throws IOException {
        long first = cycle(0);
        long old = cycle(blocks - 1);
        if (first == old) {
            return blocks;
        }
        long low = 0;
        long high = blocks - 1;
        while (high - low > 1) { // low is of the present cycle, high of the one before
            long middle = (low + high) / 2;
            if (cycle(middle) == old) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private boolean endsWithUnmount(long head) throws IOException {
        for (long back = 1; back <= Math.min(SEARCHED, blocks); back++) {
            long at = Math.floorMod(head - back, blocks);
            Structure record = block(at);
            if (record.u32(0) == MAGIC) {
                // version 2 has a header block for each 32 KiB that a record may be long
                long headers = (record.u32(8) & 2) == 0 ? 1
                        : Math.max(1, (record.u32(320) + HEADER_COVERS - 1) / HEADER_COVERS);
                long length = headers + (record.u32(12) + BLOCK - 1) / BLOCK;
                return length <= back && record.u32(40) == 1
                        && (block((at + headers) % blocks).u8(9) & UNMOUNT) != 0
                        && isEmpty(at + length, back - length);
            }
        }
        return false;
    }

    /** Returns whether blocks were never written: xfs_admin leaves some behind the record that it writes. */
    private boolean isEmpty(long from, long count) throws IOException {
        for (long at = from; at < from + count; at++) {
            if (cycle(at % blocks) != 0) {
                return false;
            }
        }
        return true;
    }

    private long cycle(long block) throws IOException {
        Structure bytes = block(block);
        return bytes.u32(0) == MAGIC ? bytes.u32(4) : bytes.u32(0);
    }

    private Structure block(long index) throws IOException {
        Optional<Structure> bytes = Structure.read(slice, start + index * BLOCK, BLOCK);
        return bytes.orElseThrow().bigEndian();
    }
}
