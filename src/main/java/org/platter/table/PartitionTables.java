package org.platter.table;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.layout.Content;
import org.platter.layout.Geometry;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Problem;
import org.platter.layout.Role;
import org.platter.layout.Table;
import org.platter.layout.TableType;

/** Reads and writes the partition table of a disk, of whatever kind it is. */
public final class PartitionTables {

    /** How many entries a GPT usually has room for. */
    public static final int GPT_ENTRIES = 128;

    /** The largest number of entries of the usual size that a GPT is read and written with. */
    public static final int MAX_GPT_ENTRIES = GptHeader.MAXIMUM_ARRAY / GptHeader.MINIMUM_ENTRY;

    private PartitionTables() {}

    /**
     * Returns what the table of {@code disk} says, with what is wrong with it. A disk without a table has one
     * partition that spans it, or none where its first MiB is zeros. An unnamed GPT partition has no name
     * (not an empty one). Time and memory are bounded whatever the disk holds.
     *
     * @throws IOException if the disk cannot be read; never because of what it holds
     */
    public static Layout read(BlockDevice disk) throws IOException {
        int sectorSize = disk.sectorSize();
        if (disk.size() < sectorSize) {
            return tableless(disk);
        }
        BootRecord first = BootRecord.read(disk, 0);
        if (first.hasMark()) {
            if (first.protectiveSlot().isPresent()) {
                return GptReader.read(disk, first);
            }
            return BootSector.isFileSystem(disk, first) ? tableless(disk) : DosReader.read(disk, first);
        }
        boolean lost = (first.isZero() || first.protectiveSlot().isPresent())
                && GptReader.isPrimaryWhole(disk, first);
        return lost ? GptReader.read(disk, first) : tableless(disk);
    }

    /** Returns what the disk is if its table is of this kind, whatever else speaks against that. */
    public static Layout readAs(BlockDevice disk, TableType type) throws IOException {
        BootRecord first = BootRecord.read(disk, 0);
        return switch (type) {
            case DOS -> DosReader.read(disk, first);
            case GPT -> GptReader.read(disk, first);
            case NONE -> spanned(disk);
        };
    }

    /** Which copies of a GPT that are whole a disk has, header and entries. */
    public enum GptFound {
        NONE, BACKUP_ONLY, PRIMARY
    }

    /** Returns which copies of a GPT are whole, on a disk whose first sector may not lead to one. */
    public static GptFound findGpt(BlockDevice disk) throws IOException {
        if (disk.size() < disk.sectorSize()) {
            return GptFound.NONE;
        }
        GptCopies copies = GptCopies.find(disk, disk.size() / disk.sectorSize(), BootRecord.read(disk, 0));
        return copies.primary().flatMap(GptCopies.Copy::entries).isPresent() ? GptFound.PRIMARY
                : copies.backup().flatMap(GptCopies.Copy::entries).isPresent() ? GptFound.BACKUP_ONLY
                : GptFound.NONE;
    }

    /** Returns the name of a label of another system that a disk has, none of which is read. */
    public static Optional<String> otherLabel(BlockDevice disk) throws IOException {
        return OtherLabels.find(disk);
    }

    /**
     * Writes {@code after}, which has no problems, in the place of {@code before}, which was read from this
     * disk. Nothing inside of a partition of {@code after} is touched. Flushes between the copies of a GPT,
     * and at the end.
     *
     * @throws IOException if the disk cannot be read or written, or is smaller than {@code after}
     * @throws IllegalArgumentException if the table cannot express {@code after}
     */
    public static void write(BlockDevice disk, Layout before, Layout after) throws IOException {
        if (!after.problems().isEmpty()) {
            throw new IllegalArgumentException("a layout with problems cannot be written: "
                    + after.problems());
        }
        if (disk.size() < after.diskSize()) {
            throw new IOException(disk.description() + " has " + disk.size()
                    + " bytes, and its partition table is for "
                    + after.diskSize() + ".");
        }
        Optional<GptCopies> copies = Optional.empty();
        if (before.table().type() == TableType.GPT) {
            long sectors = Math.min(before.diskSize(), disk.size()) / disk.sectorSize();
            copies = Optional.of(GptCopies.find(disk, sectors, BootRecord.read(disk, 0)));
        }
        Remains remains = Remains.of(disk, before, after.table().type(), copies);
        RangeSet structures = switch (after.table().type()) {
            case DOS -> DosWriter.write(disk, before, after);
            case GPT -> GptWriter.write(disk, before, after, copies);
            case NONE -> RangeSet.EMPTY;
        };
        remains.erase(after, structures);
        disk.flush();
    }

    /**
     * Returns the bytes in which the structures of the table lie, and the room that GPT reserves for them.
     */
    public static RangeSet regions(Layout layout) {
        int sectorSize = layout.sectorSize();
        List<ByteRange> ranges = new ArrayList<>();
        if (layout.table().type() == TableType.GPT) {
            ByteRange usable = layout.table().usable();
            long room = Math.min(reserve(GPT_ENTRIES, sectorSize),
                    layout.diskSize() / 2); // where nothing is known
            ranges.add(new ByteRange(0, usable.isEmpty() ? room : usable.start()));
            ranges.add(new ByteRange(usable.isEmpty() ? layout.diskSize() - room : usable.end(),
                    layout.diskSize()));
        }
        if (layout.table().type() == TableType.DOS) {
            ranges.add(ByteRange.of(0, sectorSize));
            layout.extended().ifPresent(frame -> ranges.add(ByteRange.of(frame.range().start(), sectorSize)));
            layout.partitions().forEach(partition -> partition.ebr()
                    .ifPresent(ebr -> ranges.add(ByteRange.of(ebr, sectorSize))));
        }
        return RangeSet.of(ranges);
    }

    /**
     * Returns the bytes that are the table's own as it lies on the disk, and no more: behind a GPT that is
     * damaged or short, or between a DOS table and the first partition, may be what others put there.
     */
    public static RangeSet structures(BlockDevice disk, Layout layout) throws IOException {
        return switch (layout.table().type()) {
            case NONE -> RangeSet.EMPTY;
            case DOS -> regions(layout);
            case GPT -> GptCopies.find(disk, disk.size() / disk.sectorSize(), BootRecord.read(disk, 0))
                    .structures(disk);
        };
    }

    /**
     * Returns what lies in the first MiB of a disk that neither table nor partitions own, on whole sectors.
     */
    public static List<ByteRange> foreign(BlockDevice disk, Layout layout) throws IOException {
        return EntriesPlace.foreign(disk, layout);
    }

    /**
     * Returns a GPT like {@code usual} that overwrites nothing foreign, by fewer entries or by entries that
     * lie elsewhere; {@code usual} itself where that overwrites none, or where there is no such place.
     *
     * @param before the disk that the table is for
     * @param partitions what the table is to describe
     */
    public static Table sparing(Table usual, Layout before, List<Partition> partitions) {
        return EntriesPlace.sparing(usual, before, partitions.stream()
                .filter(partition -> partition.role() != Role.EXTENDED)
                .mapToLong(partition -> partition.range().start()).min().orElse(Long.MAX_VALUE),
                partitions.stream().mapToInt(Partition::number).max().orElse(0));
    }

    /** As {@link #sparing(Table, Layout, List)}, with as many entries as {@code usual}. */
    public static Table sparingWithAllEntries(Table usual, Layout before, long firstStart) {
        return EntriesPlace.sparing(usual, before, firstStart, usual.maximumPartitions());
    }

    /**
     * Returns the layout as it is once its table has been rewritten; itself if nothing is wrong.
     *
     * @throws IllegalArgumentException if one of its problems cannot be repaired
     */
    public static Layout repaired(Layout damaged) {
        for (Problem problem : damaged.problems()) {
            if (!problem.repairable()) {
                throw new IllegalArgumentException("this cannot be repaired: " + problem.text());
            }
        }
        Layout repaired = damaged.withProblems(List.of());
        return damaged.table().type() == TableType.GPT
                ? repaired.withTable(sparing(damaged.table(), damaged, damaged.partitions())) : repaired;
    }

    /**
     * Returns a new table without partitions for a disk of {@code diskSize} bytes, with an id of its own.
     *
     * @throws IllegalArgumentException if the disk is too small for it
     */
    public static Table empty(TableType type, long diskSize, int sectorSize) {
        long size = diskSize - diskSize % sectorSize;
        Random random = new SecureRandom();
        return switch (type) {
            case NONE -> new Table(type, "", new ByteRange(0, size), 1);
            case DOS -> new Table(type, String.format("0x%08x", random.nextInt() | 1),
                    DosReader.usable(size, sectorSize),
                    BootRecord.SLOTS);
            case GPT -> new Table(type, UUID.randomUUID().toString(),
                    usable(diskSize, sectorSize, GPT_ENTRIES), GPT_ENTRIES);
        };
    }

    /**
     * Returns where partitions can lie at most, in bytes, on a disk whose GPT has this many entries of the
     * usual size.
     *
     * @throws IllegalArgumentException if the disk is too small for it
     */
    public static ByteRange usable(long diskSize, int sectorSize, int entries) {
        long size = diskSize - diskSize % sectorSize;
        long reserve = reserve(entries, sectorSize);
        if (size < 2 * reserve + 2L * sectorSize) {
            throw new IllegalArgumentException("a disk of " + diskSize + " bytes has no room for a GPT");
        }
        return new ByteRange(sectorSize + reserve, size - reserve);
    }

    /**
     * Returns the table of {@code layout} as it is when its disk, smaller or larger, has {@code newDiskSize}
     * bytes.
     */
    public static Table grown(Layout layout, long newDiskSize) {
        Table table = layout.table();
        long size = newDiskSize - newDiskSize % layout.sectorSize();
        ByteRange usable = switch (table.type()) {
            case NONE -> new ByteRange(0, size);
            case DOS -> DosReader.usable(size, layout.sectorSize());
            case GPT -> {
                long start = table.usable().start();
                yield new ByteRange(start, Math.max(start,
                        size - (layout.diskSize() - table.usable().end())));
            }
        };
        return new Table(table.type(), table.id(), usable, table.maximumPartitions(), table.entriesAt());
    }

    /**
     * Returns how large the disk of a layout has to be where a partition ends after its end; nothing where
     * all of them lie on it.
     */
    public static OptionalLong needed(Layout layout) {
        long end = layout.partitions().stream().mapToLong(partition -> partition.range().end()).max()
                .orElse(0);
        return end > layout.diskSize() ? OptionalLong.of(end + tail(layout)) : OptionalLong.empty();
    }

    /** Returns a layout whose partitions did not lie on its disk, as it is on a larger one. */
    public static Layout enlarged(Layout cut, long newDiskSize) {
        Table table = cut.table();
        long end = newDiskSize - tail(cut);
        Table larger = table.type() == TableType.GPT ? new Table(table.type(), table.id(),
                new ByteRange(Math.min(end, table.usable().start()), end), table.maximumPartitions(),
                table.entriesAt())
                : grown(cut, newDiskSize);
        List<Problem> problems = new ArrayList<>(cut.problems());
        problems.removeAll(places(cut, cut.diskSize()));
        problems.addAll(places(cut, newDiskSize));
        return new Layout(larger, newDiskSize, cut.sectorSize(), cut.geometry(), cut.partitions(), problems,
                List.of(), cut.foreign());
    }

    private static List<Problem> places(Layout layout, long diskSize) {
        Faults faults = new Faults();
        faults.checkPlaces(layout.partitions(), diskSize, layout.sectorSize(), tail(layout));
        return faults.problems();
    }

    private static long tail(Layout layout) {
        return layout.table().type() == TableType.GPT
                ? reserve(layout.table().maximumPartitions(), layout.sectorSize()) : 0;
    }

    /** Bytes that a copy of a GPT of this many entries of the usual size takes, on whole sectors. */
    static long reserve(int entries, int sectorSize) {
        return (1 + GptHeader.arraySectors(entries, GptHeader.MINIMUM_ENTRY, sectorSize)) * sectorSize;
    }

    private static Layout tableless(BlockDevice disk) throws IOException {
        long size = disk.size() - disk.size() % disk.sectorSize();
        boolean isBlank = Bytes.isZero(disk, new ByteRange(0, Math.min(size, ByteSize.MIB)));
        return isBlank ? withoutTable(disk, false) : spanned(disk);
    }

    private static Layout spanned(BlockDevice disk) {
        return withoutTable(disk, true);
    }

    private static Layout withoutTable(BlockDevice disk, boolean isSpanned) {
        int sectorSize = disk.sectorSize();
        long size = disk.size() - disk.size() % sectorSize;
        List<Partition> partitions = new ArrayList<>();
        if (isSpanned) {
            partitions.add(new Partition(PartitionId.fresh(), 1, new ByteRange(0, size), Role.PRIMARY, "",
                    Optional.empty(), Optional.empty(), Set.of(), OptionalLong.empty(),
                    new Content.Unknown()));
        }
        Table table = new Table(TableType.NONE, "", new ByteRange(0, size), 1);
        return new Layout(table, size, sectorSize, disk.geometry().orElse(Geometry.STANDARD), partitions,
                List.of());
    }
}
