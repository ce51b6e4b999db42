package org.platter.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/**
 * Writes a GPT: backup entries, backup header, flush, primary entries, primary header, flush, and the MBR
 * last, so that at every instant one copy is whole. Reserved bytes of the headers and bytes of entries that
 * have no meaning here stay as they are found, and so do the places of the arrays.
 */
final class GptWriter {

    private static final int NEW_ENTRY_SIZE = 128;

    private final BlockDevice disk;
    private final Layout before;
    private final Layout after;
    private final Optional<GptCopies> copies; // nothing where the table is new
    private final int sectorSize;
    private final int entryCount;
    private final int entrySize;
    private final long arraySectors;
    private final long last;
    private final long firstUsable;
    private final long lastUsable;

    private GptWriter(BlockDevice disk, Layout before, Layout after, Optional<GptCopies> found) {
        this.disk = disk;
        this.before = before;
        this.after = after;
        boolean same = before.table().type() == TableType.GPT
                && before.table().id().equals(after.table().id());
        copies = found.filter(all -> same && all.best().isPresent());
        sectorSize = after.sectorSize();
        entryCount = after.table().maximumPartitions();
        entrySize = copies.flatMap(GptCopies::best).map(best -> best.header().entrySize())
                .orElse(NEW_ENTRY_SIZE);
        arraySectors = GptHeader.arraySectors(entryCount, entrySize, sectorSize);
        last = after.diskSize() / sectorSize - 1;
        firstUsable = after.table().usable().start() / sectorSize;
        lastUsable = after.table().usable().end() / sectorSize - 1;
    }

    /** Writes the table and returns the bytes that it lies in. */
    static RangeSet write(BlockDevice disk, Layout before, Layout after, Optional<GptCopies> found)
            throws IOException {
        return new GptWriter(disk, before, after, found).write();
    }

    private RangeSet write() throws IOException {
        check();
        byte[] entries = entries();
        long mainArray = Stream.concat(Stream.of(after.table().entriesAt() / sectorSize),
                copies.flatMap(GptCopies::primary).map(copy -> copy.header().entriesLba()).stream())
                .filter(lba -> lba >= 2 && (lba + arraySectors <= firstUsable
                        || lba > lastUsable && lba + arraySectors < last - arraySectors))
                .findFirst().orElse(2L);
        long backupArray = copies.flatMap(GptCopies::backup).map(GptCopies.Copy::header)
                .filter(header -> header.lba() == last && header.entriesLba() > lastUsable
                        && header.entriesLba() + arraySectors <= last
                        && (header.entriesLba() >= mainArray + arraySectors || mainArray < firstUsable))
                .map(GptHeader::entriesLba).orElse(last - arraySectors);
        if (mainArray < firstUsable && mainArray + arraySectors > firstUsable || backupArray <= lastUsable) {
            throw new IllegalArgumentException("partitions may lie in " + after.table().usable()
                    + ", which leaves no room for " + entryCount + " entries");
        }
        int crc = GptHeader.crc(entries);
        GptHeader main = new GptHeader(1, last, firstUsable, lastUsable, UUID.fromString(after.table().id()),
                mainArray, entryCount, entrySize, crc, sector(true));
        GptHeader backup = new GptHeader(last, 1, firstUsable, lastUsable, main.diskGuid(), backupArray,
                entryCount, entrySize, crc, sector(false));
        BootRecord mbr = before.table().type() == TableType.NONE ? BootRecord.blank(sectorSize)
                : BootRecord.read(disk, 0);
        write(backup, entries);
        write(main, entries);
        ProtectiveMbr.update(mbr, before, after, copies.isPresent());
        mbr.write(disk, 0);
        disk.flush();
        return RangeSet.of(ByteRange.of(0, 2L * sectorSize), ByteRange.of(last * sectorSize, sectorSize),
                ByteRange.of(mainArray * sectorSize, entries.length),
                ByteRange.of(backupArray * sectorSize, entries.length));
    }

    private void write(GptHeader header, byte[] entries) throws IOException {
        disk.write(header.entriesLba() * sectorSize, ByteBuffer.wrap(entries));
        disk.write(header.lba() * sectorSize, header.encoded());
        disk.flush();
    }

    private void check() {
        ByteRange usable = after.table().usable();
        if (entryCount < 1 || (long) entryCount * entrySize > GptHeader.MAXIMUM_ARRAY || usable.isEmpty()
                || firstUsable < 2 || lastUsable >= last) {
            throw new IllegalArgumentException("no GPT has " + entryCount + " entries and partitions in "
                    + usable
                    + " of " + after.diskSize() + " bytes");
        }
        Set<Integer> numbers = new HashSet<>();
        for (Partition partition : after.partitions()) {
            if (partition.number() > entryCount || !numbers.add(partition.number())
                    || partition.role() != Role.PRIMARY || partition.uuid().isEmpty()
                    || !usable.contains(partition.range())) {
                throw new IllegalArgumentException("a GPT for partitions in " + usable + " cannot hold "
                        + partition);
            }
        }
    }

    private byte[] entries() {
        byte[] array = new byte[entryCount * entrySize];
        Optional<GptCopies.Whole> found = copies.flatMap(GptCopies::best);
        found.ifPresent(whole -> System.arraycopy(whole.entries(), 0, array, 0,
                Math.min(array.length, whole.entries().length)));
        for (int i = 0; i < entryCount; i++) {
            GptEntry entry = new GptEntry(array, i, entrySize);
            if (entry.isUsed()) {
                entry.clear(); // what an unused entry may hold beside its type is kept
            }
        }
        for (Partition partition : after.partitions()) {
            GptEntry entry = new GptEntry(array, partition.number() - 1, entrySize);
            entry.clear();
            Optional<Partition> old = before.partition(partition.id());
            if (found.isPresent() && old.isPresent()) {
                entry.copyFrom(found.get().entry(old.get().number() - 1));
            }
            entry.set(UUID.fromString(partition.typeCode()), partition.uuid().orElseThrow(),
                    partition.range().start() / sectorSize, partition.range().end() / sectorSize - 1,
                    GptAttributes.with(entry.attributes(), partition.flags()));
            entry.setName(partition.name());
        }
        return array;
    }

    /** Returns the sector of the copy as found, or that of the other one where it is not good, or zeros. */
    private ByteBuffer sector(boolean main) {
        Optional<GptCopies.Copy> same = copies.flatMap(main ? GptCopies::primary : GptCopies::backup);
        Optional<GptCopies.Copy> other = copies.flatMap(main ? GptCopies::backup : GptCopies::primary);
        return same.or(() -> other).map(copy -> copy.header().sector())
                .orElse(ByteBuffer.allocate(sectorSize));
    }
}
