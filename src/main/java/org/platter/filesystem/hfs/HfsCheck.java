package org.platter.filesystem.hfs;

import java.io.IOException;
import java.util.Optional;
import org.platter.block.BlockDevice;
import org.platter.filesystem.bytes.Structure;

/**
 * Looks for damage in an HFS and writes nothing (Inside Macintosh, Files, 2-60 to 2-77). What only is unusual
 * it lets pass; so it does with one that was not unmounted, if nothing in it is wrong.
 */
final class HfsCheck {

    private static final int NEXT_ID = 30;
    private static final int FILES = 84;
    private static final int FOLDERS = 88;

    private final BlockDevice slice;
    private final HfsDamage damage;
    private final Structure master;

    /** @param slice with an HFS that is not longer than it */
    HfsCheck(BlockDevice slice) throws IOException {
        this.slice = slice;
        this.damage = HfsDamage.ofHfs(slice);
        this.master = read(HfsFiles.MASTER).orElseThrow();
    }

    private Optional<Structure> read(long at) throws IOException {
        return Structure.read(slice, at, HfsFiles.BLOCK).map(Structure::bigEndian);
    }

    /** @throws IOException if it is damaged; says what is wrong, and what to do */
    void check() throws IOException {
        checkMasters();
        HfsCatalog catalog = new HfsCatalog(damage);
        HfsFiles files = new HfsFiles(slice, entry -> catalog.collect(HfsItem.ofHfs(entry, damage)));
        files.catalog().read(entry -> catalog.compare(HfsItem.ofHfs(entry, damage)));
        catalog.end();
        catalog.counts(master.u32(FOLDERS), master.u32(FILES));
        // those in the root folder are not compared: Linux does not keep their number
        catalog.isNewId(master.u32(NEXT_ID));
    }

    /** The second one is kept up to date only in what tells where everything is. */
    private void checkMasters() throws IOException {
        long bitmap = master.u16(HfsFiles.BITMAP_START) * (long) HfsFiles.BLOCK;
        long origin = master.u16(HfsFiles.ORIGIN) * (long) HfsFiles.BLOCK;
        if (bitmap < HfsFiles.MASTER + HfsFiles.BLOCK
                || bitmap + (master.u16(HfsFiles.COUNT) + 7) / 8 > origin) {
            throw damage.found("its bitmap is not where it should be");
        }
        long end = origin + master.u16(HfsFiles.COUNT) * master.u32(HfsFiles.BLOCK_SIZE);
        Optional<Structure> second = second((slice.size() / HfsFiles.BLOCK - 2) * HfsFiles.BLOCK);
        second = second.isPresent() ? second : second(end);
        if (second.isEmpty()) {
            throw damage.found("its second master directory block is not at its end");
        }
        boolean isSame = master.u32(HfsFiles.BLOCK_SIZE) == second.get().u32(HfsFiles.BLOCK_SIZE);
        for (int at : new int[] {HfsFiles.BITMAP_START, HfsFiles.COUNT, HfsFiles.ORIGIN}) {
            isSame &= master.u16(at) == second.get().u16(at);
        }
        for (int at : new int[] {HfsFiles.OVERFLOW_LENGTH, HfsFiles.CATALOG_LENGTH}) {
            for (int i = at; i < at + 4 + HfsFiles.EXTENTS_LENGTH; i += 4) { // these come right behind
                isSame &= master.u32(i) == second.get().u32(i);
            }
        }
        if (!isSame) {
            throw damage.found("its second master directory block, at its end, is not like the first");
        }
    }

    private Optional<Structure> second(long at) throws IOException {
        return read(at).filter(it -> it.has(0, "BD"));
    }
}
