package org.platter.filesystem.hfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Structure;

/**
 * Shrinks HFS+ to the sector, keeping the size of its allocation blocks and the length of its own files. No
 * file gets more extents than it had, so that its trees keep their form.
 *
 * <p>Nothing moves unless {@link HfsPlusFiles} finds no contradiction, nor if there is something in the
 * journal.
 */
final class HfsPlusShrink {

    private static final int CHUNK = 1 << 16;

    private final BlockDevice slice;
    private final Structure volume;
    private final long blockSize;
    private final long count;
    private final HfsDamage damage;

    /** @param slice with an HFS+ that is not longer than it */
    HfsPlusShrink(BlockDevice slice) throws IOException {
        this.slice = slice;
        this.volume = Structure.read(slice, HfsPlusVolume.HEADER, HfsPlusVolume.HEADER_LENGTH).orElseThrow()
                .bigEndian();
        this.blockSize = volume.u32(HfsPlusVolume.BLOCK_SIZE);
        this.count = volume.u32(HfsPlusVolume.COUNT);
        this.damage = HfsDamage.ofHfsPlus(slice);
    }

    /**
     * Makes it as long as {@code bytes} allow, and reads it again. Writes in any order: only for a device
     * whose changes can be thrown away together.
     *
     * @throws IOException if its files do not fit, or its structures contradict themselves
     */
    void shrink(long bytes) throws IOException {
        change(bytes);
        HfsPlusFiles.read(slice.slice(new ByteRange(0, bytes), "as it is now"));
    }

    private void change(long bytes) throws IOException {
        long attributes = volume.u32(HfsPlusVolume.ATTRIBUTES);
        if ((attributes & HfsPlusVolume.UNMOUNTED) == 0 || (attributes & HfsPlusVolume.INCONSISTENT) != 0) {
            throw damage.refused(HfsPlusVolume.NOT_UNMOUNTED);
        }
        Optional<HfsPlusJournal> journal = journal(attributes);
        HfsPlusFiles files = HfsPlusFiles.read(slice);
        files.refuseBadBlocks();
        long head = HfsPlusVolume.headBlocks(blockSize);
        long tail = HfsPlusVolume.tailBlocks(blockSize);
        long inUse = head + files.used().length() + tail;
        long kept = Math.min(count, bytes / blockSize);
        if (inUse > kept) {
            throw new IOException(slice.description() + ": the files of this HFS+ do not fit into "
                    + ByteSize.format(bytes) + "; it cannot be shorter than "
                    + ByteSize.format(inUse * blockSize));
        }
        RangeSet now = files.extents().place(files.used(), new ByteRange(head, kept - tail));
        files.extents().point();
        long journalBlock = journal.isEmpty() ? volume.u32(HfsPlusVolume.JOURNAL)
                : point(journal.get(), files.extents());
        HfsFork bitmap = files.allocation();
        RangeSet marked = now.union(RangeSet.of(new ByteRange(0, head), new ByteRange(kept - tail, kept)));
        for (long at = 0; at < bitmap.length(); at += CHUNK) {
            int length = (int) Math.min(CHUNK, bitmap.length() - at);
            bitmap.write(at, ByteBuffer.wrap(HfsExtents.bits(marked, at * 8, length)));
        }
        files.extents().move(slice, 0, blockSize);
        // with the extents of its own
        ByteBuffer changed = slice.read(HfsPlusVolume.HEADER, HfsPlusVolume.HEADER_LENGTH);
        changed.putInt(HfsPlusVolume.COUNT, (int) kept).putInt(HfsPlusVolume.FREE, (int) (kept - inUse))
                .putInt(HfsPlusVolume.NEXT_ALLOCATION, (int) head)
                .putInt(HfsPlusVolume.JOURNAL, (int) journalBlock);
        slice.write(HfsPlusVolume.HEADER, changed.duplicate());
        slice.write(HfsPlusVolume.secondHeader(bytes), changed);
    }

    private Optional<HfsPlusJournal> journal(long attributes) throws IOException {
        if ((attributes & HfsPlusVolume.JOURNALED) == 0) {
            return Optional.empty();
        }
        return Optional.of(HfsPlusJournal.empty(slice, volume).orElseThrow(() -> damage.refused("the "
                + "journal of this HFS+ is on another disk, or has something to replay; mount it where that "
                + "can be done")));
    }

    /** Tells where the journal will be. Returns the block that will tell so. */
    private long point(HfsPlusJournal journal, HfsExtents extents) throws IOException {
        ByteRange told = ByteRange.of(journal.place(), blockSize);
        Optional<Long> block = extents.moved(told, blockSize);
        Optional<Long> start = extents.moved(journal.range(), blockSize);
        if (block.isEmpty() || start.isEmpty()) {
            throw damage.found("its journal is in no file");
        }
        journal.pointTo(slice, start.get());
        return block.get() / blockSize;
    }
}
