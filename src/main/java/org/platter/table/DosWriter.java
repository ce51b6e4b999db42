package org.platter.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/**
 * Writes an MBR and the chain of extended boot records: the records from the last to the first, then, when
 * they are durable, the MBR that leads to them. A record whose partition and link stay as they are is not
 * written at all.
 */
final class DosWriter {

    private static final int LINK = 0x05;

    private final BlockDevice disk;
    private final Layout before;
    private final Layout after;
    private final int sectorSize;
    private final BootRecord mbr;
    private final BootRecord oldMbr;
    private final boolean sameType;

    private DosWriter(BlockDevice disk, Layout before, Layout after) throws IOException {
        this.disk = disk;
        this.before = before;
        this.after = after;
        sectorSize = after.sectorSize();
        sameType = before.table().type() == TableType.DOS;
        oldMbr = BootRecord.read(disk, 0);
        mbr = before.table().type() == TableType.NONE ? BootRecord.blank(sectorSize)
                : BootRecord.read(disk, 0);
    }

    /** Writes the table and returns the bytes that it lies in. */
    static RangeSet write(BlockDevice disk, Layout before, Layout after) throws IOException {
        return new DosWriter(disk, before, after).write();
    }

    private RangeSet write() throws IOException {
        List<Link> chain = chain();
        checkPrimaries();
        for (int i = chain.size() - 1; i >= 0 && !isChainAsFound(); i--) {
            writeRecord(chain.get(i), i + 1 < chain.size() ? Optional.of(chain.get(i + 1))
                    : Optional.empty());
        }
        disk.flush();
        for (int slot = 0; slot < BootRecord.SLOTS; slot++) {
            setPrimary(slot);
        }
        if (!after.table().id().isEmpty()) {
            mbr.setDiskSignature(after.table().id());
        }
        mbr.setMark();
        mbr.write(disk, 0);
        disk.flush();
        List<ByteRange> structures = new ArrayList<>(List.of(ByteRange.of(0, sectorSize)));
        chain.forEach(link -> structures.add(ByteRange.of(link.record(), sectorSize)));
        return RangeSet.of(structures);
    }

    /**
     * A boot record of the chain and what it describes.
     *
     * @param record where it lies
     * @param partition nothing only for the first, which leads to others that do not begin there
     */
    private record Link(long record, Optional<Partition> partition) {}

    /**
     * Returns the chain, the logicals by number: that is what makes them have these numbers when it is read.
     */
    private List<Link> chain() {
        List<Partition> logicals = after.partitions().stream().filter(p -> p.role() == Role.LOGICAL)
                .sorted(Comparator.comparing(Partition::number)).toList();
        List<Link> chain = new ArrayList<>();
        Optional<Partition> frame = after.extended();
        if (frame.isEmpty()) {
            return chain;
        }
        long first = frame.get().range().start();
        if (logicals.isEmpty() || logicals.get(0).ebr().getAsLong() != first) {
            chain.add(new Link(first, Optional.empty()));
        }
        Set<Long> places = new HashSet<>();
        chain.forEach(link -> places.add(link.record()));
        for (int i = 0; i < logicals.size(); i++) {
            Partition logical = logicals.get(i);
            long ebr = logical.ebr().getAsLong();
            if (logical.number() != 5 + i) {
                throw new IllegalArgumentException("logical partitions are numbered from 5 on without gaps,"
                        + " and partition " + logical.number() + " stands where " + (5 + i) + " should");
            }
            if (ebr % sectorSize != 0 || ebr >= logical.range().start() || !places.add(ebr)) {
                throw new IllegalArgumentException("the boot record of partition " + logical.number()
                        + " cannot lie at " + ebr);
            }
            chain.add(new Link(ebr, Optional.of(logical)));
        }
        for (Partition logical : logicals) {
            if (logical.range().contains(first)) {
                throw new IllegalArgumentException("partition " + logical.number()
                        + " covers the first boot record of the extended partition");
            }
        }
        return chain;
    }

    private void checkPrimaries() {
        Set<Integer> numbers = new HashSet<>();
        for (Partition partition : after.partitions()) {
            if (!numbers.add(partition.number())
                    || partition.role() != Role.LOGICAL && partition.number() > BootRecord.SLOTS) {
                throw new IllegalArgumentException("an MBR has no room for partition " + partition.number());
            }
            if (partition.range().start() == 0 || partition.range().end() / sectorSize > MbrEntry.MAXIMUM) {
                throw new IllegalArgumentException("an MBR counts sectors from 1 to " + MbrEntry.MAXIMUM
                        + ", and partition " + partition.number() + " lies at " + partition.range());
            }
        }
    }

    /** Whether the chain on disk says all this already; then even records without a partition stay in it. */
    private boolean isChainAsFound() {
        return sameType && before.problems().isEmpty() && described(before).equals(described(after));
    }

    private static List<Object> described(Layout layout) {
        List<Object> all = new ArrayList<>();
        layout.extended().ifPresent(frame -> all.add(frame.range()));
        layout.partitions().stream().filter(p -> p.role() == Role.LOGICAL).forEach(p -> all.add(
                List.of(p.number(), p.range(), p.ebr(), p.typeCode(), p.flags())));
        return all;
    }

    private void setPrimary(int slot) {
        Optional<Partition> now = after.partitions().stream()
                .filter(p -> p.role() != Role.LOGICAL && p.number() == slot + 1).findFirst();
        boolean taken = before.partitions().stream()
                .anyMatch(p -> p.role() != Role.LOGICAL && p.number() == slot + 1);
        if (now.isEmpty() && (taken || !sameType)) {
            mbr.set(slot, MbrEntry.UNUSED);
        }
        if (now.isPresent()) {
            MbrEntry found = before.partition(now.get().id())
                    .filter(p -> sameType && p.role() != Role.LOGICAL)
                    .map(p -> oldMbr.entry(p.number() - 1)).orElse(MbrEntry.UNUSED);
            mbr.set(slot, entry(now.get(), found, 0));
        }
    }

    private void writeRecord(Link link, Optional<Link> next) throws IOException {
        ByteRange frame = after.extended().orElseThrow().range();
        BootRecord record = foundRecord(link.record());
        int dataSlot = slot(record, false).orElse(0);
        int linkSlot = slot(record, true).orElse(dataSlot == 1 ? 0 : 1);
        if (dataSlot == linkSlot) {
            dataSlot = 1 - linkSlot; // there is no partition yet, and the link is in the first slot
        }
        MbrEntry data = record.entry(dataSlot);
        MbrEntry onward = record.entry(linkSlot);
        for (int slot = 0; slot < BootRecord.SLOTS; slot++) {
            MbrEntry other = record.entry(slot);
            if (slot < 2 ? other.isUsed() : DosReader.counts(other, link.record(), frame, sectorSize)) {
                record.set(slot, MbrEntry.UNUSED);
            }
        }
        if (link.partition().isPresent()) {
            record.set(dataSlot, entry(link.partition().get(), data, link.record()));
        }
        if (next.isPresent()) {
            ByteRange reach = new ByteRange(next.get().record(),
                    next.get().partition().orElseThrow().range().end());
            MbrEntry typed = onward.isExtended() ? onward : new MbrEntry(0, 0, LINK, 0, 0, 0);
            record.set(linkSlot, places(typed, reach, frame.start()));
        }
        record.setMark();
        record.write(disk, link.record());
    }

    /** Returns what lies where a boot record has to be: the one that is there, or an empty one. */
    private BootRecord foundRecord(long offset) throws IOException {
        boolean old = sameType && (before.extended().filter(frame -> frame.range().start() == offset)
                .isPresent()
                || before.partitions().stream().anyMatch(p -> p.ebr().equals(OptionalLong.of(offset))));
        BootRecord found = BootRecord.read(disk, offset);
        return old && found.hasMark() ? found : BootRecord.blank(sectorSize);
    }

    /** Returns the slot of the first partition in a record, or of its link. */
    private static Optional<Integer> slot(BootRecord record, boolean link) {
        for (int slot = 0; slot < BootRecord.SLOTS; slot++) {
            if (record.entry(slot).isUsed() && record.entry(slot).isExtended() == link) {
                return Optional.of(slot);
            }
        }
        return Optional.empty();
    }

    /** Returns the entry of a partition, counted from {@code base}. */
    private MbrEntry entry(Partition partition, MbrEntry found, long base) {
        MbrEntry placed = places(found, partition.range(), base);
        int type = Integer.parseInt(partition.typeCode().substring(2), 16);
        int boot = partition.flags().contains("boot") ? MbrEntry.ACTIVE : 0;
        return new MbrEntry(boot, placed.firstChs(), type, placed.lastChs(), placed.start(),
                placed.sectors());
    }

    /** Returns an entry with another place; with its C/H/S as found, where it is in this place already. */
    private MbrEntry places(MbrEntry found, ByteRange range, long base) {
        long start = (range.start() - base) / sectorSize;
        long sectors = range.length() / sectorSize;
        if (found.start() == start && found.sectors() == sectors) {
            return found;
        }
        return new MbrEntry(found.boot(), Chs.of(range.start() / sectorSize, after.geometry()), found.type(),
                Chs.of(range.end() / sectorSize - 1, after.geometry()), start, sectors);
    }
}
