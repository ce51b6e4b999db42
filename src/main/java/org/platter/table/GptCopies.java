package org.platter.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.host.HostFailure;

/** What a disk holds of the two copies of its GPT, each checked by itself. */
final class GptCopies {

    /**
     * A header that is good, and its entries if they are.
     *
     * @param entries the array, of which the checksum is right; nothing where it is wrong
     * @param fault what is wrong with the array, as a verb phrase; empty if nothing is
     */
    record Copy(GptHeader header, Optional<byte[]> entries, String fault) {

        /** Where it lies, header and array. */
        List<ByteRange> ranges() {
            long sectorSize = header.sector().limit();
            return List.of(ByteRange.of(header.lba() * sectorSize, sectorSize),
                    ByteRange.of(header.entriesLba() * sectorSize, header.arrayBytes()));
        }
    }

    /** A header with entries that belong to it. */
    record Whole(GptHeader header, byte[] entries) {

        GptEntry entry(int index) {
            return new GptEntry(entries, index, header.entrySize());
        }
    }

    /** One byte in so many may be wrong in a sector that is still taken for entries. */
    private static final int MAX_WRONG = 16;

    private static final long USUAL_ENTRIES = 2;

    private final Optional<Copy> primary;
    private final Optional<Copy> backup;
    private final Optional<Whole> best;
    private final String primaryFault;
    private final String backupFault;

    private GptCopies(Optional<Copy> primary, String primaryFault, Optional<Copy> backup, String backupFault,
            Optional<Whole> best) {
        this.primary = primary;
        this.primaryFault = primaryFault;
        this.backup = backup;
        this.backupFault = backupFault;
        this.best = best;
    }

    /**
     * Looks for both copies. The backup is looked for at the end of the disk, where the primary says that it
     * is, and where the protective MBR says that the disk ends, in this order.
     *
     * @param diskSectors where the disk ends, or ended when the table was written; at most the device's size
     */
    static GptCopies find(BlockDevice disk, long diskSectors, BootRecord mbr) throws IOException {
        GptHeader.Found first = header(disk, 1, diskSectors);
        List<Long> places = new ArrayList<>(List.of(diskSectors - 1));
        first.header().ifPresent(header -> places.add(header.otherLba()));
        mbr.protectiveSlot().ifPresent(slot -> places.add(mbr.entry(slot).sectors()));
        GptHeader.Found second = header(disk, diskSectors - 1, diskSectors);
        String fault = second.fault();
        for (long place : places) {
            if (second.header().isEmpty() && place > 1 && place < diskSectors) {
                second = header(disk, place, diskSectors);
            }
        }
        Optional<Copy> primary = copy(disk, first.header());
        Optional<Copy> backup = copy(disk, second.header());
        Optional<Whole> best = whole(primary).or(() -> whole(backup));
        if (best.isEmpty() && primary.isPresent()) {
            GptHeader header = primary.get().header();
            best = mixed(disk, diskSectors, header, header.otherLba() - header.arraySectors());
        }
        if (best.isEmpty() && backup.isPresent()) {
            best = mixed(disk, diskSectors, backup.get().header(), 2);
        }
        return new GptCopies(primary, fault(first.fault(), primary), backup, fault(fault, backup), best);
    }

    Optional<Copy> primary() {
        return primary;
    }

    Optional<Copy> backup() {
        return backup;
    }

    /**
     * The table that counts: the primary if it is whole, else the backup, else a header with the other's
     * entries.
     */
    Optional<Whole> best() {
        return best;
    }

    /** What is wrong with the primary, as a verb phrase; empty if nothing is. */
    String primaryFault() {
        return primaryFault;
    }

    /** What is wrong with the backup at the end of the disk, or where it was found instead. */
    String backupFault() {
        return backupFault;
    }

    private static String fault(String headerFault, Optional<Copy> copy) {
        return copy.map(Copy::fault).orElse(headerFault);
    }

    /**
     * Returns the bytes that are the table's own: the first sector, both headers, and of each array what is
     * whole or nearly what it should be. An array under which somebody put something else is not.
     */
    RangeSet structures(BlockDevice disk) throws IOException {
        int sectorSize = disk.sectorSize();
        List<ByteRange> own = new ArrayList<>(List.of(ByteRange.of(0, sectorSize)));
        for (Optional<Copy> copy : List.of(primary, backup)) {
            copy.ifPresent(found -> own.add(ByteRange.of(found.header().lba() * sectorSize, sectorSize)));
            copy.filter(found -> found.entries().isPresent()).ifPresent(found -> own.addAll(found.ranges()));
        }
        long last = disk.size() / sectorSize - 1;
        for (long lba : new long[] {1, last}) {
            if (Bytes.has(disk, lba * sectorSize, GptHeader.MARK)) {
                own.add(ByteRange.of(lba * sectorSize, sectorSize));
            }
        }
        if (best.isPresent()) {
            byte[] entries = best.get().entries();
            addRemains(disk, entriesLba(disk), entries, own);
            addRemains(disk, backup.map(copy -> copy.header().entriesLba())
                    .orElse(last - best.get().header().arraySectors()), entries, own);
        }
        return RangeSet.of(own);
    }

    /**
     * Returns where the entries of the primary lie: where its header says, or, where that is lost, before the
     * first partition may lie, if they are found there, else in the usual place.
     */
    long entriesLba(BlockDevice disk) throws IOException {
        if (primary.isPresent() || best.isEmpty()) {
            return primary.map(copy -> copy.header().entriesLba()).orElse(USUAL_ENTRIES);
        }
        GptHeader header = best.get().header();
        long place = header.firstUsable() - header.arraySectors();
        byte[] nothing = new byte[best.get().entries().length];
        boolean isThere = place > USUAL_ENTRIES && !Arrays.equals(best.get().entries(), nothing)
                && mixed(disk, disk.size() / disk.sectorSize(), header, place).isPresent();
        return isThere ? place : USUAL_ENTRIES;
    }

    /** Adds the sectors of a damaged array in which few bytes are wrong. */
    private static void addRemains(BlockDevice disk, long lba, byte[] entries, List<ByteRange> own)
            throws IOException {
        int sectorSize = disk.sectorSize();
        for (int at = 0; at < entries.length; at += sectorSize) {
            long place = lba * sectorSize + at;
            int length = Math.min(sectorSize, entries.length - at);
            if (place < 0 || place > disk.size() - length) {
                return;
            }
            byte[] there = disk.read(place, length).array();
            int wrong = 0;
            for (int i = 0; i < length; i++) {
                wrong += there[i] == entries[at + i] ? 0 : 1;
            }
            if (wrong <= length / MAX_WRONG) {
                own.add(ByteRange.of(place, length));
            }
        }
    }

    private static GptHeader.Found header(BlockDevice disk, long lba, long diskSectors) throws IOException {
        if (lba < 1 || lba >= diskSectors) {
            return GptHeader.Found.fault("has no room on the disk");
        }
        try {
            ByteBuffer sector = disk.read(lba * disk.sectorSize(), disk.sectorSize());
            return GptHeader.parse(sector, lba, diskSectors);
        } catch (HostFailure e) {
            return GptHeader.Found.fault(unreadable(e));
        }
    }

    private static String unreadable(HostFailure failure) throws HostFailure {
        failure.unlessInputOutput();
        return "cannot be read (" + failure.getMessage() + ")";
    }

    private static Optional<Copy> copy(BlockDevice disk, Optional<GptHeader> header) throws IOException {
        if (header.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<byte[]> entries = entries(disk, header.get(), header.get().entriesLba());
            return Optional.of(new Copy(header.get(), entries,
                    entries.isPresent() ? "" : "has entries with a wrong checksum"));
        } catch (HostFailure e) {
            return Optional.of(new Copy(header.get(), Optional.empty(), unreadable(e)));
        }
    }

    private static Optional<Whole> whole(Optional<Copy> copy) {
        return copy.flatMap(found -> found.entries().map(entries -> new Whole(found.header(), entries)));
    }

    private static Optional<Whole> mixed(BlockDevice disk, long diskSectors, GptHeader header,
            long entriesLba) throws IOException {
        if (entriesLba < 1 || entriesLba > diskSectors - header.arraySectors()) {
            return Optional.empty();
        }
        try {
            return entries(disk, header, entriesLba).map(entries -> new Whole(header, entries));
        } catch (HostFailure e) {
            e.unlessInputOutput();
            return Optional.empty(); // neither copy has entries that can be had
        }
    }

    private static Optional<byte[]> entries(BlockDevice disk, GptHeader header, long lba) throws IOException {
        byte[] array = disk.read(lba * disk.sectorSize(), header.arrayBytes()).array();
        return GptHeader.crc(array) == header.entriesCrc() ? Optional.of(array) : Optional.empty();
    }
}
