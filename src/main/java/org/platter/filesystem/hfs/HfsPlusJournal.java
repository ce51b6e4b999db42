package org.platter.filesystem.hfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Structure;

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
        Optional<HfsPlusJournal> journal = read(slice, volume);
        if (journal.isEmpty() || isYetToBeMade(slice, journal.get())) {
            return journal;
        }
        return header(slice, journal.get()).filter(HfsPlusJournal::isEmpty).flatMap(header -> journal);
    }

    /** Whether there is something in it; not where it is on another disk, or none can be read. */
    static boolean isToBeReplayed(BlockDevice slice, Structure volume) throws IOException {
        Optional<HfsPlusJournal> journal = read(slice, volume);
        return journal.isPresent() && !isYetToBeMade(slice, journal.get())
                && header(slice, journal.get()).filter(header -> !isEmpty(header)).isPresent();
    }

    private static Optional<HfsPlusJournal> read(BlockDevice slice, Structure volume) throws IOException {
        long place = volume.u32(HfsPlusVolume.JOURNAL) * volume.u32(HfsPlusVolume.BLOCK_SIZE);
        Optional<Structure> block = Structure.read(slice, place, 52).map(Structure::bigEndian);
        if (block.isEmpty() || (block.get().u32(0) & (IN_VOLUME | ELSEWHERE)) != IN_VOLUME) {
            return Optional.empty();
        }
        long start = block.get().i64(OFFSET);
        long length = block.get().i64(OFFSET + 8);
        return start < 0 || start > slice.size() || length < 0 || length > slice.size() - start
                ? Optional.empty() : Optional.of(new HfsPlusJournal(place, ByteRange.of(start, length)));
    }

    private static boolean isYetToBeMade(BlockDevice slice, HfsPlusJournal journal) throws IOException {
        return (slice.read(journal.place, 4).getInt() & TO_BE_MADE) != 0;
    }

    private static Optional<Structure> header(BlockDevice slice, HfsPlusJournal journal) throws IOException {
        return Structure.read(slice, journal.range.start(), 24)
                .filter(bytes -> bytes.has(0, "JNLx") || bytes.has(0, "xLNJ"));
    }

    /** In whatever order its bytes are. */
    private static boolean isEmpty(Structure header) {
        return header.i64(8) == header.i64(16);
    }

    /** Writes that it will be at another byte, where it is told now. */
    void pointTo(BlockDevice slice, long start) throws IOException {
        slice.write(place + OFFSET, ByteBuffer.allocate(8).putLong(0, start));
    }
}
