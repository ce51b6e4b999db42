package org.platter.operation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.PartitionTypes;
import org.platter.layout.Role;
import org.platter.layout.Table;
import org.platter.layout.TableType;
import org.platter.table.PartitionTables;

/**
 * Describes the same partitions by a table of the other kind; not one of their bytes moves. From DOS to GPT
 * logical partitions become ordinary ones and all keep their numbers; from GPT to DOS the fourth and later
 * ones become logical where there are more than four.
 */
public record ConvertTable(TableType type) implements Operation {

    private static final String EXTENDED = "0x0f";
    private static final int PRIMARIES = 4;
    private static final long MAX_SECTORS = 0xffff_ffffL;

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        if (before.table().type() == TableType.NONE || type == TableType.NONE) {
            throw new Refusal("The disk has no partition table to convert; make a new one.");
        }
        if (before.table().type() == type) {
            throw new Refusal("The partition table is " + name(type) + " already.");
        }
        Table empty;
        try {
            empty = PartitionTables.empty(type, before.diskSize(), before.sectorSize());
        } catch (IllegalArgumentException e) {
            throw new Refusal("The disk, of " + ByteSize.format(before.diskSize()) + ", is too small for "
                    + name(type) + ".");
        }
        String id = type == TableType.DOS ? Fresh.signature("convert " + before.table().id())
                : Fresh.guid("convert " + before.table().id()).toString();
        Table usual = new Table(type, id, empty.usable(), empty.maximumPartitions());
        Table table = type == TableType.DOS ? usual
                : PartitionTables.sparing(usual, before, before.partitions());
        List<Partition> partitions = type == TableType.GPT ? toGpt(before, table) : toDos(before);
        Chaining.check(before, partitions);
        return new Layout(table, before.diskSize(), before.sectorSize(), before.geometry(),
                partitions, List.of(), List.of(), before.foreign());
    }

    private static List<Partition> toGpt(Layout before, Table table) throws Refusal {
        List<Partition> partitions = new ArrayList<>();
        for (Partition old : before.partitions()) {
            if (old.role() == Role.EXTENDED) {
                continue;
            }
            if (old.range().start() < table.usable().start()) {
                throw new Refusal("A GPT lies in the first " + table.usable().start() / before.sectorSize()
                        + " sectors, and " + Subjects.name(old) + " starts at "
                        + Wording.place(before, old.range().start()) + "; move it to the right first.");
            }
            if (old.range().end() > table.usable().end()) {
                long missing = ByteSize.ceil(old.range().end() - table.usable().end(), ByteSize.MIB);
                throw new Refusal("The copy of a GPT lies in the last "
                        + (before.diskSize() - table.usable().end()) / before.sectorSize() + " sectors, and "
                        + Subjects.name(old) + " reaches into them; make the disk larger first (disk size="
                        + Amount.relative(missing).text(before.sectorSize()) + ") or the partition smaller.");
            }
            Set<String> flags = old.flags().contains("boot") ? Set.of("legacy-boot") : Set.of();
            partitions.add(new Partition(old.id(), old.number(), old.range(), Role.PRIMARY,
                    typeCode(old.content(), old.typeCode(), TableType.DOS, TableType.GPT), Optional.empty(),
                    Optional.of(Fresh.guid(old.id())), flags, OptionalLong.empty(), old.content()));
        }
        return partitions;
    }

    private static List<Partition> toDos(Layout before) throws Refusal {
        List<Partition> old = new ArrayList<>(before.partitions());
        for (Partition partition : old) {
            if (partition.range().end() / before.sectorSize() > MAX_SECTORS) {
                throw new Refusal("A DOS table counts sectors up to " + MAX_SECTORS + ", and "
                        + Subjects.name(partition) + " ends at " + Wording.place(before,
                                partition.range().end())
                        + ".");
            }
        }
        boolean hasBoot = old.stream().filter(partition -> partition.flags().contains("legacy-boot"))
                .count() == 1;
        boolean fits = old.size() <= PRIMARIES;
        boolean keeps = old.stream().allMatch(partition -> partition.number() <= PRIMARIES);
        old.sort(fits ? Comparator.comparing(Partition::number)
                : Comparator.comparing((Partition partition) -> partition.range().start()));
        List<Partition> plain = new ArrayList<>();
        for (Partition partition : old) {
            Set<String> flags = hasBoot && partition.flags().contains("legacy-boot")
                    ? Set.of("boot") : Set.of();
            plain.add(new Partition(partition.id(), fits && keeps ? partition.number() : plain.size() + 1,
                    partition.range(), Role.PRIMARY,
                    typeCode(partition.content(), partition.typeCode(), TableType.GPT, TableType.DOS),
                    Optional.empty(), Optional.empty(), flags, OptionalLong.empty(), partition.content()));
        }
        return fits ? plain : withLogicals(plain, before.sectorSize());
    }

    /** Three remain, and an extended partition spans the rest. */
    private static List<Partition> withLogicals(List<Partition> sorted, int sectorSize) throws Refusal {
        List<Partition> primaries = sorted.subList(0, PRIMARIES - 1);
        List<Partition> rest = sorted.subList(PRIMARIES - 1, sorted.size());
        ByteRange frame = Chaining.frame(rest, primaries.get(PRIMARIES - 2).range().end(), sectorSize);
        List<Partition> all = new ArrayList<>(primaries);
        all.addAll(Chaining.over(rest, frame.start(), sectorSize));
        PartitionId id = new PartitionId(-rest.get(0).id()
                .serial()); // the same at each replay, and nobody else's
        all.add(new Partition(id, PRIMARIES, frame, Role.EXTENDED, EXTENDED, Optional.empty(),
                Optional.empty(), Set.of(), OptionalLong.empty(), new Content.Extended()));
        return all;
    }

    /** By what is inside where that is known, else by the word that both tables have for it. */
    static String typeCode(Content content, String code, TableType from, TableType to) {
        Optional<String> word = PartitionTypes.alias(from, code);
        Optional<String> same = word.flatMap(name -> PartitionTypes.code(to, name));
        if (same.isPresent()) {
            return same.get();
        }
        return FileSystems.of(content).map(type -> type.typeCode(to))
                .or(() -> word.filter(name -> name.startsWith("fat"))
                        .flatMap(name -> PartitionTypes.code(to, "ntfs")))
                .orElseGet(() -> PartitionTypes.code(to, "linux").orElseThrow());
    }

    private static String name(TableType type) {
        return type == TableType.DOS ? "a DOS (MBR) table" : "a GPT";
    }

    @Override
    public String describe(Layout before) {
        return "Convert the partition table to " + (type == TableType.DOS ? "DOS (MBR)" : "GPT")
                + Wording.sparing(before, Subjects.after(this, before));
    }

    @Override
    public String line(Layout before) {
        return "convert type=" + type.id();
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.empty();
    }
}
