package org.platter.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.platter.base.ByteRange;
import org.platter.block.BlockDevice;
import org.platter.host.HostFailure;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.layout.Table;
import org.platter.layout.TableType;

/**
 * Reads an MBR and the chain of extended boot records. Numbers as Linux and sfdisk do: primaries by slot,
 * logicals from 5 in the order of the chain, boot records without a partition not counted. All arithmetic is
 * in 64 bits, so that a sum of two 32-bit numbers cannot wrap; the chain ends at the first record seen twice.
 */
final class DosReader {

    /** Far more than any system numbers; a longer chain is an attack on our time. */
    private static final int MAX_RECORDS = 1024;

    private final BlockDevice disk;
    private final int sectorSize;
    private final long diskSectors;
    private final List<Partition> partitions = new ArrayList<>();
    private final List<Chs.Observation> observations = new ArrayList<>();
    private final Faults faults = new Faults();
    private int nextLogical = 5;

    private DosReader(BlockDevice disk) {
        this.disk = disk;
        sectorSize = disk.sectorSize();
        diskSectors = disk.size() / sectorSize;
    }

    static Layout read(BlockDevice disk, BootRecord mbr) throws IOException {
        return new DosReader(disk).read(mbr);
    }

    /** Returns where partitions may lie: behind the MBR, and as far as 32 bits count sectors. */
    static ByteRange usable(long diskSize, int sectorSize) {
        long end = Math.min(diskSize / sectorSize, MbrEntry.MAXIMUM) * sectorSize;
        return new ByteRange(Math.min(sectorSize, end), end);
    }

    private Layout read(BootRecord mbr) throws IOException {
        Optional<Partition> frame = Optional.empty();
        for (int slot = 0; slot < BootRecord.SLOTS; slot++) {
            MbrEntry entry = mbr.entry(slot);
            if (!entry.isUsed()) {
                continue;
            }
            boolean extended = entry.isExtended();
            if (extended && frame.isPresent()) {
                faults.beyondRepair(TableFault.TWO_EXTENDED, frame.get().number(), slot + 1);
            }
            boolean first = extended && frame.isEmpty();
            Partition partition = partition(slot + 1, first ? Role.EXTENDED : Role.PRIMARY, 0, entry);
            partitions.add(partition);
            frame = first ? Optional.of(partition) : frame;
            if (entry.start() == 0) {
                faults.beyondRepair(TableFault.CONTAINS_THE_TABLE, slot + 1);
            }
        }
        if (frame.isPresent()) {
            readChain(frame.get().range());
        }
        long size = diskSectors * sectorSize;
        faults.checkPlaces(partitions, size, sectorSize, 0);
        Table table = new Table(TableType.DOS, mbr.diskSignature(), usable(size, sectorSize),
                BootRecord.SLOTS);
        return new Layout(table, size, sectorSize, Chs.geometry(disk.geometry(), observations), partitions,
                faults.problems(), remarks(mbr), List.of());
    }

    private List<String> remarks(BootRecord mbr) {
        List<String> remarks = new ArrayList<>();
        List<Partition> active = partitions.stream().filter(partition -> partition.role() != Role.LOGICAL
                && partition.flags().contains("boot")).toList();
        if (active.size() > 1) {
            remarks.add("More than one partition is active (" + active.stream()
                    .map(partition -> String.valueOf(partition.number())).collect(Collectors.joining(", "))
                    + "): a BIOS may start from any of them, or from none.");
        }
        for (int slot = 0; slot < BootRecord.SLOTS; slot++) {
            if (!mbr.entry(slot).isUsed() && mbr.entry(slot).type() != 0) {
                remarks.add(String.format(Locale.ROOT,
                        "Entry %d of the MBR has a type (0x%02x) and a size of 0: it "
                                + "is no partition, and a new one may take its place.",
                        slot + 1, mbr.entry(slot).type()));
            }
        }
        return remarks;
    }

    private void readChain(ByteRange frame) throws IOException {
        long first = frame.start() / sectorSize;
        long end = Math.min(frame.end() / sectorSize, diskSectors);
        Set<Long> seen = new HashSet<>();
        long at = first;
        while (true) {
            if (!seen.add(at)) {
                faults.repairable(TableFault.CHAIN_TURNS_BACK, at);
                return;
            }
            if (at < first || at >= end) {
                faults.beyondRepair(TableFault.CHAIN_LEAVES, at, first, end - 1);
                return;
            }
            if (seen.size() > MAX_RECORDS) {
                faults.beyondRepair(TableFault.CHAIN_TOO_LONG, MAX_RECORDS);
                return;
            }
            BootRecord record;
            try {
                record = BootRecord.read(disk, at * sectorSize);
            } catch (HostFailure e) {
                e.unlessInputOutput();
                faults.beyondRepair(TableFault.RECORD_UNREADABLE, at, String.valueOf(e.getMessage()));
                return;
            }
            if (at == first && record.isZero()) {
                return; // an extended partition that nobody has put anything into yet
            }
            if (!record.hasMark() && !checkUnmarked(record, at, end - at)) {
                return;
            }
            OptionalLong link = readRecord(record, at, frame);
            if (link.isEmpty()) {
                return;
            }
            at = first + link.getAsLong();
        }
    }

    /** Returns whether a record without 55 AA still reads as one. */
    private boolean checkUnmarked(BootRecord record, long at, long sectorsLeft) {
        boolean plausible = record.entries().stream()
                .allMatch(entry -> !entry.isUsed() || entry.isPlausible(sectorsLeft) || entry.isExtended());

        if (plausible && record.entries().stream().anyMatch(MbrEntry::isUsed)) {
            faults.repairable(TableFault.RECORD_WITHOUT_MARK, at);
            return true;
        }
        faults.beyondRepair(TableFault.RECORD_WITHOUT_SENSE, at);
        return false;
    }

    /**
     * Takes the partition of a record and returns where the link to the next one leads, from the first record
     * on.
     */
    private OptionalLong readRecord(BootRecord record, long at, ByteRange frame) {
        OptionalLong link = OptionalLong.empty();
        boolean found = false;
        for (int slot = 0; slot < BootRecord.SLOTS; slot++) {
            MbrEntry entry = record.entry(slot);
            if (slot < 2 ? !entry.isUsed() : !counts(entry, at * sectorSize, frame, sectorSize)) {
                continue;
            }
            if (entry.isExtended()) {
                if (link.isPresent()) {
                    faults.beyondRepair(TableFault.RECORD_LINKS_TO_TWO, at);
                } else {
                    link = OptionalLong.of(entry.start());
                }
                continue;
            }
            if (found) {
                faults.beyondRepair(TableFault.RECORD_OF_SEVERAL, at);
            }
            found = true;
            partitions.add(partition(nextLogical++, Role.LOGICAL, at, entry));
        }
        return link;
    }

    /**
     * Returns whether an entry 3 or 4 of the boot record at {@code record} means something: as Linux does, it
     * is taken for a leftover where it does not fit.
     */
    static boolean counts(MbrEntry entry, long record, ByteRange frame, int sectorSize) {
        long base = entry.isExtended() ? frame.start() : record;
        return entry.isUsed() && (entry.boot() & ~MbrEntry.ACTIVE) == 0
                && base + (entry.start() + entry.sectors()) * sectorSize <= frame.end();
    }

    private Partition partition(int number, Role role, long base, MbrEntry entry) {
        long start = base + entry.start();
        long last = start + entry.sectors() - 1;
        observations.add(new Chs.Observation(start, entry.firstChs()));
        observations.add(new Chs.Observation(last, entry.lastChs()));
        if ((entry.boot() & ~MbrEntry.ACTIVE) != 0) {
            faults.repairable(TableFault.BOOT_FLAG, number,
                    String.format(Locale.ROOT, "0x%02x", entry.boot()));
        }
        return new Partition(PartitionId.fresh(), number,
                new ByteRange(start * sectorSize, (last + 1) * sectorSize), role,
                String.format(Locale.ROOT, "0x%02x", entry.type()), Optional.empty(), Optional.empty(),
                entry.boot() == MbrEntry.ACTIVE ? Set.of("boot") : Set.of(),
                role == Role.LOGICAL ? OptionalLong.of(base * sectorSize) : OptionalLong.empty(),
                role == Role.EXTENDED ? new Content.Extended() : new Content.Unknown());
    }
}
