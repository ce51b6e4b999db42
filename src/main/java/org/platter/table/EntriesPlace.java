package org.platter.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.layout.Table;
import org.platter.layout.TableType;

/**
 * Where the entries of a new GPT lie, where others have put bytes into the sectors that are usual for them,
 * such as a boot loader that its firmware looks for there: fewer entries in front of these bytes, or entries
 * behind them (UEFI 2.10, 5.3.2: PartitionEntryLBA).
 */
final class EntriesPlace {

    /** The first partition usually begins here, and before it a boot loader may lie. */
    private static final long REGION = ByteSize.MIB;
    /** With fewer entries than this, room for all of them is looked for elsewhere first. */
    private static final int MIN_WELCOME = 16;
    private static final int MIN_ENTRIES = 4;
    private static final int FIRST_SECTOR = 2;

    private EntriesPlace() {}

    /**
     * Returns what lies in the first MiB, on whole sectors and behind the first one, that is not zero and
     * that neither the table nor a partition owns.
     */
    static List<ByteRange> foreign(BlockDevice disk, Layout layout) throws IOException {
        int sectorSize = layout.sectorSize();
        long end = Math.min(REGION, Math.min(layout.diskSize(), disk.size()));
        if (layout.table().type() == TableType.NONE || end <= sectorSize) {
            return List.of();
        }
        List<ByteRange> owned = new ArrayList<>();
        PartitionTables.structures(disk, layout).forEach(owned::add);
        GptCopies.find(disk, disk.size() / sectorSize, BootRecord.read(disk, 0)).structures(disk)
                .forEach(owned::add); // also of a GPT that does not count any more
        layout.partitions().stream().filter(it -> it.role() != Role.EXTENDED).map(Partition::range)
                .forEach(owned::add);
        RangeSet.Builder foreign = new RangeSet.Builder();
        byte[] zeros = new byte[sectorSize];
        for (ByteRange gap : RangeSet.of(owned).complementWithin(new ByteRange(sectorSize, end))) {
            for (ByteRange data : disk.data(gap)) {
                long start = Math.max(gap.start(), data.start() / sectorSize * sectorSize);
                byte[] bytes = disk.read(start, (int) (data.end() - start)).array();
                for (int at = 0; at < bytes.length; at += sectorSize) {
                    int length = Math.min(sectorSize, bytes.length - at);
                    if (!Arrays.equals(bytes, at, at + length, zeros, 0, length)) {
                        foreign.add(start + at, start + at + sectorSize);
                    }
                }
            }
        }
        List<ByteRange> ranges = new ArrayList<>();
        foreign.build().forEach(ranges::add);
        return ranges;
    }

    /**
     * Returns a GPT like {@code usual} that overwrites none of the foreign bytes of {@code before}, where
     * there is one; else {@code usual}.
     *
     * @param firstStart where the first of its partitions begins
     * @param minimum how many entries it has to have at least
     */
    static Table sparing(Table usual, Layout before, long firstStart, int minimum) {
        int sectorSize = before.sectorSize();
        RangeSet foreign = RangeSet.of(before.foreign());
        long start = FIRST_SECTOR * (long) sectorSize;
        long room = room(usual.maximumPartitions(), sectorSize);
        if (usual.entriesAt() != 0 || foreign.within(ByteRange.of(start, room)).isEmpty()
                || foreign.contains(sectorSize)) { // where the header has to lie
            return usual;
        }
        long limit = Math.min(Math.min(REGION, usual.usable().end()), firstStart);
        long first = Math.min(limit, foreign.get(0).start());
        int fewer = (int) Math.min(usual.maximumPartitions(), (first - start) / GptHeader.MINIMUM_ENTRY);
        boolean isPossible = fewer >= Math.max(minimum, MIN_ENTRIES);
        if (isPossible && fewer >= MIN_WELCOME) {
            return with(usual, fewer, 0, limit);
        }
        long last = limit / sectorSize * sectorSize - room;
        if (last > start && foreign.within(ByteRange.of(last, room)).isEmpty()) {
            return with(usual, usual.maximumPartitions(), last, limit);
        }
        return isPossible ? with(usual, fewer, 0, limit) : usual;
    }

    /** @param limit where partitions may lie from, so that what is spared is no free space to anybody */
    private static Table with(Table usual, int entries, long at, long limit) {
        ByteRange usable = new ByteRange(Math.max(usual.usable().start(), limit), usual.usable().end());
        return new Table(usual.type(), usual.id(), usable, entries, at);
    }

    private static long room(int entries, int sectorSize) {
        return GptHeader.arraySectors(entries, GptHeader.MINIMUM_ENTRY, sectorSize) * sectorSize;
    }

    /** Returns where the entries of a GPT that was read lie, if that is not the usual place; else 0. */
    static long of(GptHeader header, long entriesLba) {
        boolean isUsual = entriesLba == FIRST_SECTOR && header.entrySize() == GptHeader.MINIMUM_ENTRY;
        return isUsual ? 0 : entriesLba * header.sector().limit();
    }
}
