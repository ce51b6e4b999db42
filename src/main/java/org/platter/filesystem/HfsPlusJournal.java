package org.platter.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.block.BlockDevice;

/**
 * The journal inside of an HFS+, which is empty (TN1150, "Journal").
 *
 * @param place where the block is that tells of it, in bytes
 * @param range its own bytes
 */
record HfsPlusJournal(long place, ByteRange range) {

    private static final int IN_VOLUME = 1;
    private static final int ELSEWHERE = 2;
    private static final int TO_BE_MADE = 4;
    private static final int OFFSET = 36;

    /** Returns it; nothing where the journal is on another disk, or something in it is to be replayed. */
    static Optional<HfsPlusJournal> empty(BlockDevice slice, Structure volume) throws IOException {
        long place = volume.u32(HfsPlusVolume.JOURNAL) * volume.u32(HfsPlusVolume.BLOCK_SIZE);
        Optional<Structure> block = Structure.read(slice, place, 52).map(Structure::bigEndian);
        if (block.isEmpty() || (block.get().u32(0) & (IN_VOLUME | ELSEWHERE)) != IN_VOLUME) {
            return Optional.empty();
        }
        long start = block.get().i64(OFFSET);
        long length = block.get().i64(OFFSET + 8);
        if (start < 0 || start > slice.size() || length < 0 || length > slice.size() - start) {
            return Optional.empty();
        }
        Optional<HfsPlusJournal> found = Optional.of(
                new HfsPlusJournal(place, ByteRange.of(start, length)));
        if ((block.get().u32(0) & TO_BE_MADE) != 0) {
            return found;
        }
        return Structure.read(slice, start, 24)
                .filter(bytes -> (bytes.has(0, "JNLx") || bytes.has(0, "xLNJ"))
                        && bytes.i64(8) == bytes.i64(16)).flatMap(bytes -> found);
    }

    /** Writes that it will be at another byte, where it is told now. */
    void pointTo(BlockDevice slice, long start) throws IOException {
        slice.write(place + OFFSET, ByteBuffer.allocate(8).putLong(0, start));
    }
}
