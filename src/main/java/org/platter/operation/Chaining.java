package org.platter.operation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;

/** Lays a chain of EBRs over logical partitions that lie where they lie. */
final class Chaining {

    private Chaining() {}

    /**
     * Returns the partitions as logicals numbered from 5 in the order of the list, each with an EBR in the
     * free space before it.
     *
     * @param frameStart where the extended partition starts; the EBR of the first of the list lies there
     * @throws Refusal if there is not a free sector before each of them, naming the one
     */
    static List<Partition> over(List<Partition> partitions, long frameStart, int sectorSize) throws Refusal {
        List<Partition> byPlace = new ArrayList<>(partitions);
        byPlace.sort(Comparator.comparing((Partition partition) -> partition.range().start()));
        Map<PartitionId, Long> records = new HashMap<>();
        long free = frameStart + sectorSize;
        for (Partition partition : byPlace) {
            boolean isFirst = partition.equals(partitions.get(0));
            long start = partition.range().start();
            long record = isFirst ? frameStart : record(free, start, sectorSize);
            if (record >= start || !isFirst && record < free) {
                throw new Refusal("Before " + Subjects.name(partition) + " there is no free sector for its "
                        + "extended boot record; move it to the right by 1 MiB, or make the one before it "
                        + "smaller.");
            }
            records.put(partition.id(), record);
            free = partition.range().end();
        }
        List<Partition> chain = new ArrayList<>();
        for (Partition partition : partitions) {
            chain.add(new Partition(partition.id(), Chain.FIRST + chain.size(), partition.range(),
                    Role.LOGICAL, partition.typeCode(), partition.name(), partition.uuid(), partition.flags(),
                    OptionalLong.of(Objects.requireNonNull(records.get(partition.id()))),
                    partition.content()));
        }
        return chain;
    }

    /**
     * Where an EBR lies in the free space from {@code free} to {@code start}: a MiB before, or just before.
     */
    static long record(long free, long start, int sectorSize) {
        return start - free >= ByteSize.MIB ? start - ByteSize.MIB : start - sectorSize;
    }

    /** Returns the bytes from the first EBR of such a chain to its end. */
    static ByteRange frame(List<Partition> partitions, long free, int sectorSize) {
        long first = partitions.stream().mapToLong(partition -> partition.range().start()).min()
                .orElseThrow();
        long end = partitions.stream().mapToLong(partition -> partition.range().end()).max().orElseThrow();
        return new ByteRange(Math.max(free, record(free, first, sectorSize)), end);
    }

    /** @throws Refusal if the layout would not be valid */
    static void check(Layout like, List<Partition> partitions) throws Refusal {
        String fault = Layout.fault(like.diskSize(), like.sectorSize(), partitions).orElse("");
        if (!fault.isEmpty()) {
            throw new Refusal(fault);
        }
    }
}
