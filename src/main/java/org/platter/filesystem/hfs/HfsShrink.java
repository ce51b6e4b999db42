package org.platter.filesystem.hfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Structure;

/**
 * Shrinks HFS to the sector, keeping the size of its allocation blocks. Nothing moves unless {@link HfsFiles}
 * finds no contradiction.
 */
final class HfsShrink {

    private static final int BLOCK = HfsFiles.BLOCK;
    private static final int NEXT_SEARCH = 16;
    /** The copy of the master directory block, and a block that Apple kept for itself. */
    private static final int TAIL = 2 * BLOCK;

    private final BlockDevice slice;
    private final Structure master;
    private final long origin;
    private final long blockSize;
    private final int count;

    /** @throws IOException if there is none, or it cannot be read */
    HfsShrink(BlockDevice slice) throws IOException {
        this.slice = slice;
        this.master = Structure.read(slice, HfsFiles.MASTER, BLOCK).orElseThrow().bigEndian();
        this.origin = master.u16(HfsFiles.ORIGIN) * (long) BLOCK;
        this.blockSize = master.u32(HfsFiles.BLOCK_SIZE);
        this.count = master.u16(HfsFiles.COUNT);
    }

    /**
     * Makes it as long as {@code bytes} allow. Writes in any order: only for a device whose changes can be
     * thrown away together.
     *
     * @throws IOException if its files do not fit, or its structures contradict themselves
     */
    void shrink(long bytes) throws IOException {
        long end = bytes / BLOCK * BLOCK - TAIL;
        int kept = (int) Math.min(count, Math.max(0, end - origin) / blockSize);
        HfsFiles files = new HfsFiles(slice, entry -> {});
        files.refuseBadBlocks();
        long used = files.used().length();
        // Apple's checker takes no extent that ends at the volume's end: one block there stays free
        int room = kept < count ? Math.max(0, kept - 1) : kept;
        if (used > room) {
            throw new IOException(slice.description() + ": the files of this HFS do not fit into "
                    + ByteSize.format(bytes) + "; it cannot be shorter than "
                    + ByteSize.format(origin + (used + 1) * blockSize + TAIL));
        }
        RangeSet now = files.extents().place(files.used(), new ByteRange(0, room));
        files.extents().point();
        files.extents().move(slice, origin, blockSize);
        slice.write(master.u16(HfsFiles.BITMAP_START) * (long) BLOCK,
                ByteBuffer.wrap(HfsExtents.bits(now, 0, (count + 7) / 8)));
        ByteBuffer changed = slice.read(HfsFiles.MASTER, BLOCK); // with the extents of its own
        changed.putShort(NEXT_SEARCH, (short) 0).putShort(HfsFiles.COUNT, (short) kept)
                .putShort(HfsFiles.FREE, (short) (kept - used));
        slice.write(HfsFiles.MASTER, changed.duplicate());
        slice.write(end, changed);
    }
}
