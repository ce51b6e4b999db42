package org.platter.layout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;

/**
 * A picture of a disk. With no problems it is valid: each partition lies on whole sectors inside of the disk,
 * no two overlap, and logicals lie with their EBRs in the one extended partition. With problems it shows what
 * could be read, and is not to be edited before a repair.
 *
 * @param diskSize bytes of the disk
 * @param sectorSize bytes of a logical sector, 512 or 4096
 * @param partitions sorted by start; an extended one comes before its logicals
 * @param problems what is wrong with the table
 * @param remarks what else a person should know of the disk, a sentence each
 * @param foreign what lies in the first MiB of the disk that neither table nor partitions own, such as a boot
 *     loader, on whole sectors
 */
public record Layout(Table table, long diskSize, int sectorSize, Geometry geometry,
        List<Partition> partitions, List<Problem> problems, List<String> remarks, List<ByteRange> foreign) {

    private static final Comparator<Partition> ORDER = Comparator
            .comparing((Partition partition) -> partition.range().start())
            .thenComparing(partition -> partition.role() != Role.EXTENDED)
            .thenComparing(Partition::number);

    public Layout {
        partitions = partitions.stream().sorted(ORDER).toList();
        problems = List.copyOf(problems);
        remarks = List.copyOf(remarks);
        foreign = List.copyOf(foreign);
        if (problems.isEmpty()) {
            Optional<String> fault = fault(diskSize, sectorSize, partitions);
            if (fault.isPresent()) {
                throw new IllegalArgumentException(fault.get());
            }
        }
    }

    /** Makes one of which there is no more to say. */
    public Layout(Table table, long diskSize, int sectorSize, Geometry geometry,
            List<Partition> partitions, List<Problem> problems) {
        this(table, diskSize, sectorSize, geometry, partitions, problems, List.of(), List.of());
    }

    /** Returns what makes these partitions no valid layout, in a sentence, or nothing. */
    @SuppressWarnings("ReferenceEquality") // a partition that is listed twice overlaps itself
    public static Optional<String> fault(long diskSize, int sectorSize, List<Partition> partitions) {
        Optional<Partition> frame = partitions.stream().filter(p -> p.role() == Role.EXTENDED).findFirst();
        for (Partition partition : partitions) {
            ByteRange range = partition.range();
            String who = "Partition " + partition.number();
            if (range.isEmpty() || range.start() % sectorSize != 0 || range.end() % sectorSize != 0) {
                return Optional.of(who + " does not lie on whole sectors of " + sectorSize + " bytes.");
            }
            if (range.end() > diskSize) {
                return Optional.of(who + " ends " + (range.end() - diskSize)
                        + " bytes after the end of the disk.");
            }
            boolean logical = partition.role() == Role.LOGICAL;
            if (logical && (frame.isEmpty() || !frame.get().range().contains(range)
                    || !frame.get().range().contains(partition.ebr().getAsLong()))) {
                return Optional.of(who + " is logical, and lies outside of the extended partition.");
            }
            for (Partition other : partitions) {
                boolean nested = logical && other.role() == Role.EXTENDED;
                if (other.number() > partition.number() && other.role() != Role.EXTENDED && !nested
                        && partition.role() != Role.EXTENDED && other.range().intersects(range)
                        || partition.role() == Role.EXTENDED && other.role() != Role.LOGICAL
                                && other != partition && other.range().intersects(range)) {
                    return Optional.of(who + " and partition " + other.number() + " overlap.");
                }
                if (logical && other.role() != Role.EXTENDED
                        && other.range().intersects(ByteRange.of(partition.ebr().getAsLong(), sectorSize))) {
                    return Optional.of("The EBR of partition " + partition.number()
                            + " lies inside of partition " + other.number() + ".");
                }
            }
        }
        return Optional.empty();
    }

    public Optional<Partition> partition(PartitionId id) {
        return find(partition -> partition.id().equals(id));
    }

    public Optional<Partition> partition(int number) {
        return find(partition -> partition.number() == number);
    }

    public Optional<Partition> extended() {
        return find(partition -> partition.role() == Role.EXTENDED);
    }

    private Optional<Partition> find(Predicate<Partition> wanted) {
        return partitions.stream().filter(wanted).findFirst();
    }

    /** Returns whether it may be edited: nothing is wrong with its table. */
    public boolean isEditable() {
        return problems.isEmpty();
    }

    /** Returns this layout with {@code partition} in the place of the one of the same identity, or added. */
    public Layout with(Partition partition) {
        List<Partition> changed = new ArrayList<>(partitions);
        changed.removeIf(old -> old.id().equals(partition.id()));
        changed.add(partition);
        return withPartitions(changed);
    }

    public Layout without(PartitionId id) {
        return withPartitions(partitions.stream().filter(partition -> !partition.id().equals(id)).toList());
    }

    public Layout withPartitions(List<Partition> newPartitions) {
        return new Layout(table, diskSize, sectorSize, geometry, newPartitions, problems, remarks, foreign);
    }

    public Layout withTable(Table newTable) {
        return new Layout(newTable, diskSize, sectorSize, geometry, partitions, problems, remarks, foreign);
    }

    public Layout withDisk(long size, Table newTable) {
        return new Layout(newTable, size, sectorSize, geometry, partitions, problems, remarks, foreign);
    }

    public Layout withProblems(List<Problem> newProblems) {
        return new Layout(table, diskSize, sectorSize, geometry, partitions, newProblems, remarks, foreign);
    }

    public Layout withRemarks(List<String> newRemarks) {
        return new Layout(table, diskSize, sectorSize, geometry, partitions, problems, newRemarks, foreign);
    }

    public Layout withForeign(List<ByteRange> found) {
        return new Layout(table, diskSize, sectorSize, geometry, partitions, problems, remarks, found);
    }

    /**
     * Returns the gaps where a partition could lie, in order: between primaries in the table's usable range,
     * and between logicals inside of the extended partition. A gap inside of the extended one holds the EBR
     * as well. Gaps of less than a sector are left out; whether one is worth showing is for the caller to
     * say.
     */
    public List<ByteRange> free() {
        List<ByteRange> gaps = new ArrayList<>();
        List<ByteRange> outer = new ArrayList<>();
        List<ByteRange> inner = new ArrayList<>();
        for (Partition partition : partitions) {
            if (partition.role() == Role.LOGICAL) {
                inner.add(partition.range());
                inner.add(ebrSpace(partition));
            } else {
                outer.add(partition.range());
            }
        }
        RangeSet.of(outer).complementWithin(table.usable()).forEach(gaps::add);
        // the first EBR is the frame's first sector, also where there is no logical yet
        extended().ifPresent(frame -> RangeSet.of(inner)
                .complementWithin(new ByteRange(frame.range().start() + sectorSize, frame.range().end()))
                .forEach(gaps::add));
        gaps.sort(null);
        return gaps;
    }

    /**
     * The EBR and what little lies between it and its partition; where that is more than the customary MiB,
     * or another partition lies between, the EBR alone.
     */
    private ByteRange ebrSpace(Partition logical) {
        long ebr = logical.ebr().getAsLong();
        long start = logical.range().start();
        if (ebr >= start || start - ebr > ByteSize.MIB) {
            return ByteRange.of(ebr, sectorSize);
        }
        ByteRange space = ByteRange.of(ebr, start - ebr);
        boolean isShared = partitions.stream()
                .anyMatch(other -> other.role() == Role.LOGICAL && other.range().intersects(space));
        return isShared ? ByteRange.of(ebr, sectorSize) : space;
    }

    /** Returns whether a gap lies in the extended partition, so that only logicals can be made in it. */
    public boolean isLogicalSpace(ByteRange gap) {
        return extended().filter(frame -> frame.range().contains(gap)).isPresent();
    }
}
