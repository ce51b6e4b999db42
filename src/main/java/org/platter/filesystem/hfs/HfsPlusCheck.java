package org.platter.filesystem.hfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Structure;

/**
 * Looks for damage in an HFS+ and writes nothing. What only is unusual it lets pass; so it does with one that
 * was not unmounted, if nothing in it is wrong.
 */
final class HfsPlusCheck {

    private static final int VERSION = 2;
    private static final int FILES = 32;
    private static final int FOLDERS = 36;
    private static final int NEXT_ID = 64;
    private static final int IDS_ARE_REUSED = 0x1000;
    private static final int FORK_LENGTH = 80;
    /** Where a fork tells of its blocks, and then of its extents. */
    private static final int BLOCKS = 12;
    /** How far behind the last block a volume is searched for its end, in bytes. */
    private static final long MAX_BEHIND = 1 << 20;

    private final BlockDevice slice;
    private final HfsDamage damage;
    private final Structure header;
    private final long attributes;

    /** @param slice with an HFS+ that is not longer than it */
    HfsPlusCheck(BlockDevice slice) throws IOException {
        this.slice = slice;
        this.damage = HfsDamage.ofHfsPlus(slice);
        this.header = read(HfsPlusVolume.HEADER).orElseThrow();
        this.attributes = header.u32(HfsPlusVolume.ATTRIBUTES);
    }

    private Optional<Structure> read(long at) throws IOException {
        return Structure.read(slice, at, HfsPlusVolume.HEADER_LENGTH).map(Structure::bigEndian);
    }

    /** @throws IOException if it is damaged; says what is wrong, and what to do */
    void check() throws IOException {
        checkHeaders();
        if ((attributes & HfsPlusVolume.JOURNALED) != 0 && HfsPlusJournal.isToBeReplayed(slice, header)) {
            throw damage.refused("the journal of this HFS+ has something to replay; mount it where that is "
                    + "done, and unmount it");
        }
        HfsCatalog catalog = new HfsCatalog(damage);
        HfsPlusFiles files = HfsPlusFiles.read(slice,
                entry -> catalog.collect(HfsItem.ofHfsPlus(entry, damage)));
        files.catalog().read(entry -> catalog.compare(HfsItem.ofHfsPlus(entry, damage)));
        catalog.end();
        catalog.counts(header.u32(FOLDERS), header.u32(FILES));
        if ((attributes & IDS_ARE_REUSED) == 0) {
            catalog.isNewId(header.u32(NEXT_ID));
        }
    }

    /** The second one is kept up to date only in what tells where everything is. */
    private void checkHeaders() throws IOException {
        if (header.u16(VERSION) != (header.has(0, "HX") ? 5 : 4)) {
            throw damage.found("its header is of version " + header.u16(VERSION));
        }
        List<Structure> seconds = seconds();
        if (seconds.isEmpty()) {
            throw damage.found("its second header is not at its end");
        }
        if (seconds.stream().noneMatch(this::isSame)) {
            throw damage.found("its second header, at its end, is not like the first");
        }
    }

    /**
     * Returns what has the mark of a header at the end of the partition, and where the volume may end, which
     * is up to a block behind its last block.
     */
    private List<Structure> seconds() throws IOException {
        long block = header.u32(HfsPlusVolume.BLOCK_SIZE);
        long end = header.u32(HfsPlusVolume.COUNT) * block;
        Set<Long> ends = new LinkedHashSet<>(List.of(slice.size()));
        long last = Math.min(slice.size(), end + Math.min(block, MAX_BEHIND) - 1);
        for (long at = end; at <= last; at += HfsPlusVolume.HEADER_LENGTH) {
            ends.add(at);
        }
        List<Structure> found = new ArrayList<>();
        for (long at : ends) {
            second(at).ifPresent(found::add);
        }
        return found;
    }

    private boolean isSame(Structure second) {
        boolean isSame = isSame(second, 0) && isSame(second, HfsPlusVolume.BLOCK_SIZE)
                && isSame(second, HfsPlusVolume.COUNT);
        for (int fork = HfsPlusVolume.ALLOCATION; fork <= HfsPlusVolume.STARTUP; fork += FORK_LENGTH) {
            isSame &= isSame(second, fork + BLOCKS);
            for (int at = fork + BLOCKS + 4; at < fork + FORK_LENGTH && header.u32(at + 4) != 0; at += 8) {
                isSame &= isSame(second, at) && isSame(second, at + 4);
            }
        }
        return isSame;
    }

    private boolean isSame(Structure second, int at) {
        return header.u32(at) == second.u32(at);
    }

    private Optional<Structure> second(long end) throws IOException {
        return read(HfsPlusVolume.secondHeader(end))
                .filter(it -> it.has(0, header.has(0, "HX") ? "HX" : "H+"));
    }
}
