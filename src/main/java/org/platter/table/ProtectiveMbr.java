package org.platter.table;

import java.util.Optional;
import java.util.OptionalInt;
import org.platter.base.ByteRange;
import org.platter.layout.Geometry;
import org.platter.layout.Layout;
import org.platter.layout.Partition;

/**
 * The MBR before a GPT (UEFI 2.10, 5.2.3). A hybrid one, which names some of the GPT's partitions as well, is
 * kept; its entries follow their partitions, so that the two tables do not come to contradict each other.
 */
final class ProtectiveMbr {

    private static final int FIRST_CHS = 0x000200; // head 0, sector 2, cylinder 0
    private static final int LAST_CHS = 0xffffff;

    private ProtectiveMbr() {}

    /** Changes the first sector of a disk into the one that belongs before the GPT of {@code after}. */
    static void update(BootRecord mbr, Layout before, Layout after, boolean sameTable) {
        OptionalInt slot = mbr.protectiveSlot();
        long end = after.diskSize() / after.sectorSize() - 1;
        if (!sameTable || slot.isEmpty() || !mbr.hasMark()) {
            for (int i = 0; i < BootRecord.SLOTS; i++) {
                mbr.set(i, i == 0 ? protective(0, Math.min(end, MbrEntry.MAXIMUM)) : MbrEntry.UNUSED);
            }
            mbr.setMark();
            return;
        }
        boolean hybrid = false;
        for (int i = 0; i < BootRecord.SLOTS; i++) {
            if (i != slot.getAsInt() && mbr.entry(i).isUsed()) {
                hybrid = true;
                mbr.set(i, followed(mbr.entry(i), before, after));
            }
        }
        MbrEntry found = mbr.entry(slot.getAsInt());
        long oldEnd = before.diskSize() / before.sectorSize() - 1;
        // a size of all ones stands for any; in a hybrid one the entry may cover the GPT itself only
        if (found.sectors() != MbrEntry.MAXIMUM && (!hybrid || found.sectors() == oldEnd)
                && found.sectors() != Math.min(end, MbrEntry.MAXIMUM)) {
            mbr.set(slot.getAsInt(), protective(found.boot(), Math.min(end, MbrEntry.MAXIMUM)));
        }
    }

    private static MbrEntry protective(int boot, long sectors) {
        return new MbrEntry(boot, FIRST_CHS, MbrEntry.PROTECTIVE, LAST_CHS, 1, sectors);
    }

    private static MbrEntry followed(MbrEntry entry, Layout before, Layout after) {
        int sectorSize = before.sectorSize();
        ByteRange range = ByteRange.of(entry.start() * sectorSize, entry.sectors() * sectorSize);
        Optional<Partition> old = before.partitions().stream().filter(p -> p.range().equals(range))
                .findFirst();
        if (old.isEmpty()) {
            return entry;
        }
        Optional<ByteRange> now = after.partition(old.get().id()).map(Partition::range)
                .filter(place -> place.end() / sectorSize <= MbrEntry.MAXIMUM);
        if (now.equals(Optional.of(range))) {
            return entry;
        }
        return now.map(place -> new MbrEntry(entry.boot(),
                Chs.of(place.start() / sectorSize, Geometry.STANDARD),
                entry.type(), Chs.of(place.end() / sectorSize - 1, Geometry.STANDARD),
                place.start() / sectorSize,
                place.length() / sectorSize)).orElse(MbrEntry.UNUSED);
    }
}
