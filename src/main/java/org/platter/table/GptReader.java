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
 * Reads a GPT from whichever of its copies is good, and says what is wrong with the other, and with its
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
            faults.repairable("The protective MBR " + (isMissing ? "is missing" : "lacks its mark 55 AA")
                    + ", so that other programs do not see the GPT; the repair writes it.");
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
            faults.beyondRepair("The GPT was made for sectors of " + other
                    + " bytes, and the disk is read with"
                    + " sectors of " + sectorSize + ".");
        } else {
            faults.beyondRepair("No copy of the GPT can be read. The one at the start of the disk "
                    + copies.primaryFault() + "; the one at its end " + copies.backupFault()
                    + ". A program that looks for lost partitions may help.");
        }
        Table table = new Table(TableType.GPT, "", new ByteRange(0, 0), 0);
        return new Layout(table, diskSectors * sectorSize, sectorSize, Geometry.STANDARD, List.of(),
                faults.problems());
    }

    private void checkCopies(GptCopies.Whole table) {
        boolean primaryGood = copies.primaryFault().isEmpty();
        boolean backupGood = copies.backupFault().isEmpty();
        if (!primaryGood) {
            faults.repairable("The primary GPT at the start of the disk " + copies.primaryFault() + ". "
                    + (backupGood ? "The backup is good, and the repair writes it to the start again."
                            : "With the backup's help it could be read, and the repair writes it anew."));
        }
        long last = diskSectors - 1;
        long place = table.header().lba() == 1 ? table.header().otherLba() : table.header().lba();
        OptionalLong found = copies.backup().stream().mapToLong(copy -> copy.header().lba()).findFirst();
        if (Long.compareUnsigned(place, last) > 0) {
            faults.repairable("The backup GPT ought to lie at sector " + Long.toUnsignedString(place)
                    + ", and the disk ends at sector " + last
                    + ": the image may have been cut. The repair writes one at the end of what there is.");
        } else if (found.isPresent() && found.getAsLong() != last) {
            faults.repairable("The backup GPT lies at sector " + found.getAsLong()
                    + " and not at the end of the disk (sector " + last
                    + "): the disk has grown. The repair moves it to the end.");
        } else if (backupGood && place != last) {
            faults.repairable("The primary GPT says that its backup lies at sector " + place
                    + ", and it lies at the end of the disk (sector " + last
                    + "); the repair puts that right.");
        } else if (!backupGood) {
            faults.repairable("The backup GPT at the end of the disk " + copies.backupFault()
                    + ". The repair writes it anew.");
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
            faults.repairable("The two copies of the GPT are both in order, and differ: "
                    + count(one, entries)
                    + " at the start of the disk, " + count(two, others)
                    + " in the backup. Shown is the one at"
                    + " the start, and the repair writes it over the backup.");
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
            faults.repairable("The GPT allows partitions in sectors " + firstUsable + " to " + lastUsable
                    + ", where it lies itself; the repair makes that " + Math.max(firstUsable, lowest)
                    + " to "
                    + Math.min(lastUsable, highest) + ".");
        }
        firstUsable = Math.max(firstUsable, lowest);
        lastUsable = Math.min(lastUsable, highest);
        if (firstUsable > lastUsable) {
            faults.beyondRepair("The disk of " + ByteSize.format(diskSectors * sectorSize)
                    + " has no room for partitions beside its GPT.");
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
                faults.beyondRepair("Partition " + (i + 1) + " (sectors " + start + " to " + end
                        + ") lies where the GPT itself has to lie, "
                        + (start < lowest ? "before sector " + lowest + "; its entry cannot be right."
                                : "behind sector " + highest + "; the disk has to be larger."));
                continue;
            }
            faults.repairable("Partition " + (i + 1) + " (sectors " + start + " to " + end
                    + ") lies outside of the sectors that the GPT sets aside for partitions (" + firstUsable
                    + " to "
                    + lastUsable + "); the repair sets aside more.");
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
                faults.beyondRepair("Partition " + (i + 1) + " cannot be: it claims to go from sector "
                        + Long.toUnsignedString(start) + " to sector " + Long.toUnsignedString(end) + ".");
                continue;
            }
            if (partitions.size() == MAX_PARTITIONS) {
                faults.beyondRepair("The GPT describes more than " + MAX_PARTITIONS
                        + " partitions; only so many are shown.");
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
