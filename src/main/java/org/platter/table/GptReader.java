package org.platter.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.layout.Content;
import org.platter.layout.Geometry;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.layout.Table;
import org.platter.layout.TableType;

/**
 * Reads a GPT from the copy that is good, and says what is wrong with the other, and with its
 * numbers.
 */
final class GptReader {

    /** Linux stops at 255; more than this is an attack on our time. */
    private static final int MAX_PARTITIONS = 1024;

    private static final int REVISION = 0x0001_0000;

    private final BlockDevice disk;
    private final int sectorSize;
    private final long diskSectors;
    private final GptCopies copies;
    private final List<Partition> partitions = new ArrayList<>();
    private final Faults faults = new Faults();
    private long firstUsable;
    private long lastUsable;

    private GptReader(BlockDevice disk, BootRecord mbr) throws IOException {
        this.disk = disk;
        sectorSize = disk.sectorSize();
        diskSectors = disk.size() / sectorSize;
        copies = GptCopies.find(disk, diskSectors, mbr);
    }

    static Layout read(BlockDevice disk, BootRecord mbr) throws IOException {
        return new GptReader(disk, mbr).read(mbr);
    }

    /**
     * Returns whether a disk that has no protective MBR has a GPT all the same: its primary copy is whole.
     */
    static boolean isPrimaryWhole(BlockDevice disk, BootRecord mbr) throws IOException {
        return GptCopies.find(disk, disk.size() / disk.sectorSize(), mbr).primary()
                .flatMap(GptCopies.Copy::entries).isPresent();
    }

    private Layout read(BootRecord mbr) throws IOException {
        if (mbr.protectiveSlot().isEmpty() || !mbr.hasMark()) {
            boolean isMissing = mbr.isZero() || mbr.protectiveSlot().isEmpty();
            faults.repairable(isMissing ? TableFault.PROTECTIVE_MBR_MISSING
                    : TableFault.PROTECTIVE_MBR_WITHOUT_MARK);
        }
        if (copies.best().isEmpty()) {
            return unreadable();
        }
        GptCopies.Whole table = copies.best().get();
        checkCopies(table);
        findUsable(table.header());
        readPartitions(table);
        long size = diskSectors * sectorSize;
        faults.checkPlaces(partitions, size, sectorSize,
                PartitionTables.reserve(table.header().entryCount(), sectorSize));
        Table result = new Table(TableType.GPT, table.header().diskGuid().toString(),
                new ByteRange(firstUsable * sectorSize, (lastUsable + 1) * sectorSize),
                table.header().entryCount(),
                EntriesPlace.of(table.header(), copies.entriesLba(disk)));
        List<String> remarks = new ArrayList<>();
        int revision = table.header().sector().getInt(8);
        if (revision != REVISION) {
            remarks.add(String.format("The GPT is of revision 0x%08x, and Platter knows that of 1.0 "
                    + "(0x%08x): what another one adds is kept and not understood.", revision, REVISION));
        }
        for (Partition one : partitions) {
            partitions.stream()
                    .filter(other -> other.number() > one.number() && other.uuid().equals(one.uuid()))
                    .findFirst().ifPresent(other -> remarks.add("Partitions " + one.number() + " and "
                            + other.number() + " have the same GUID, so that what finds one by its PARTUUID "
                            + "may find the other."));
        }
        return new Layout(result, size, sectorSize, disk.geometry().orElse(Geometry.STANDARD), partitions,
                faults.problems(), remarks, List.of());
    }

    private Layout unreadable() throws IOException {
        int other = sectorSize == 512 ? 4096 : 512;
        if (Bytes.has(disk, other, GptHeader.MARK)) {
            faults.beyondRepair(TableFault.OTHER_SECTOR_SIZE, other, sectorSize);
        } else {
            faults.beyondRepair(TableFault.NO_COPY, copies.primaryFault(), copies.backupFault());
        }
        Table table = new Table(TableType.GPT, "", new ByteRange(0, 0), 0);
        return new Layout(table, diskSectors * sectorSize, sectorSize, Geometry.STANDARD, List.of(),
                faults.problems());
    }

    private void checkCopies(GptCopies.Whole table) {
        boolean primaryGood = copies.primaryFault().isEmpty();
        boolean backupGood = copies.backupFault().isEmpty();
        if (!primaryGood) {
            faults.repairable(backupGood ? TableFault.PRIMARY_BAD : TableFault.PRIMARY_BAD_READ_BY_BACKUP,
                    copies.primaryFault());
        }
        long last = diskSectors - 1;
        long place = table.header().lba() == 1 ? table.header().otherLba() : table.header().lba();
        OptionalLong found = copies.backup().stream().mapToLong(copy -> copy.header().lba()).findFirst();
        if (Long.compareUnsigned(place, last) > 0) {
            faults.repairable(TableFault.BACKUP_CUT_OFF, Long.toUnsignedString(place), last);
        } else if (found.isPresent() && found.getAsLong() != last) {
            faults.repairable(TableFault.BACKUP_BEFORE_THE_END, found.getAsLong(), last);
        } else if (backupGood && place != last) {
            faults.repairable(TableFault.BACKUP_NOT_WHERE_SAID, place, last);
        } else if (!backupGood) {
            faults.repairable(TableFault.BACKUP_BAD, copies.backupFault());
        }
        if (primaryGood && backupGood) {
            compare(copies.primary().orElseThrow(), copies.backup().orElseThrow());
        }
    }

    private void compare(GptCopies.Copy primary, GptCopies.Copy backup) {
        GptHeader one = primary.header();
        GptHeader two = backup.header();
        byte[] entries = primary.entries().orElseThrow();
        byte[] others = backup.entries().orElseThrow();
        if (!one.diskGuid().equals(two.diskGuid()) || one.entrySize() != two.entrySize()
                || one.firstUsable() != two.firstUsable() || one.lastUsable() != two.lastUsable()
                || !Arrays.equals(entries, others)) {
            faults.repairable(TableFault.COPIES_DIFFER, count(one, entries), count(two, others));
        }
    }

    private static String count(GptHeader header, byte[] entries) {
        GptCopies.Whole whole = new GptCopies.Whole(header, entries);
        int used = 0;
        for (int i = 0; i < header.entryCount(); i++) {
            used += whole.entry(i).isUsed() ? 1 : 0;
        }
        return used == 1 ? "1 partition" : used + " partitions";
    }

    /**
     * Finds where partitions may lie, as it is once the table has been repaired and its backup is at the end.
     */
    private void findUsable(GptHeader header) {
        long array = header.arraySectors();
        long last = diskSectors - 1;
        long mainEntries = copies.primary().map(copy -> copy.header().entriesLba()).orElse(2L);
        long lowest = mainEntries > header.lastUsable() ? 2 : Math.max(2, mainEntries + array);
        long highest = last - array - 1;
        long place = header.lba() == 1 ? header.otherLba() : header.lba();
        long reserve = place - header.lastUsable();
        boolean sane = reserve > array && reserve < last - header.firstUsable();
        lastUsable = place == last ? header.lastUsable() : last - (sane ? reserve : array + 1);
        firstUsable = header.firstUsable();
        if (firstUsable < lowest || lastUsable > highest) {
            faults.repairable(TableFault.USABLE_HOLDS_THE_TABLE, firstUsable, lastUsable,
                    Math.max(firstUsable, lowest), Math.min(lastUsable, highest));
        }
        firstUsable = Math.max(firstUsable, lowest);
        lastUsable = Math.min(lastUsable, highest);
        if (firstUsable > lastUsable) {
            faults.beyondRepair(TableFault.NO_ROOM, ByteSize.format(diskSectors * sectorSize));
            firstUsable = 0;
            lastUsable = -1;
            return;
        }
        widen(lowest, highest);
    }

    /**
     * Lets partitions count that lie outside of what the header allows, where the table itself does not lie.
     */
    private void widen(long lowest, long highest) {
        GptCopies.Whole table = copies.best().orElseThrow();
        for (int i = 0; i < table.header().entryCount(); i++) {
            GptEntry entry = table.entry(i);
            long start = entry.firstLba();
            long end = entry.lastLba();
            if (!entry.isUsed() || start < 0 || end < start || end >= diskSectors
                    || start >= firstUsable && end <= lastUsable) {
                continue;
            }
            if (start < lowest || end > highest) {
                faults.beyondRepair(start < lowest ? TableFault.BEFORE_USABLE : TableFault.BEHIND_USABLE,
                        i + 1,
                        start, end, start < lowest ? lowest : highest);
                continue;
            }
            faults.repairable(TableFault.OUTSIDE_OF_USABLE, i + 1, start, end, firstUsable, lastUsable);
            firstUsable = Math.min(firstUsable, start);
            lastUsable = Math.max(lastUsable, end);
        }
    }

    private void readPartitions(GptCopies.Whole table) {
        for (int i = 0; i < table.header().entryCount(); i++) {
            GptEntry entry = table.entry(i);
            if (!entry.isUsed()) {
                continue;
            }
            long start = entry.firstLba();
            long end = entry.lastLba();
            if (start < 0 || end < start || end >= Long.MAX_VALUE / sectorSize - 1) {
                faults.beyondRepair(TableFault.IMPOSSIBLE_ENTRY, i + 1, Long.toUnsignedString(start),
                        Long.toUnsignedString(end));
                continue;
            }
            if (partitions.size() == MAX_PARTITIONS) {
                faults.beyondRepair(TableFault.TOO_MANY, MAX_PARTITIONS);
                return;
            }
            partitions.add(new Partition(PartitionId.fresh(), i + 1,
                    new ByteRange(start * sectorSize, (end + 1) * sectorSize), Role.PRIMARY,
                    entry.type().toString(),
                    entry.name(), Optional.of(entry.guid()), GptAttributes.names(entry.attributes()),
                    OptionalLong.empty(), new Content.Unknown()));
        }
    }
}
