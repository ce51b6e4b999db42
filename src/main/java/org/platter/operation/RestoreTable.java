package org.platter.operation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
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
 * Puts a table that was saved as a text in the place of the one that is there; the bytes of the partitions
 * stay as they are. A partition that lies where one lies now is that one.
 *
 * @param text as {@link TableText} has it
 * @param ids who the partitions of the text are, in its order
 */
public record RestoreTable(String text, List<PartitionId> ids) implements Operation {

    public RestoreTable {
        ids = List.copyOf(ids);
    }

    /** @throws Refusal if the text is no saved table, or one for sectors of another size */
    public static RestoreTable of(String text, int sectorSize) throws Refusal {
        int count = TableText.parse(text, sectorSize).entries().size();
        return new RestoreTable(text, Stream.generate(PartitionId::fresh).limit(count).toList());
    }

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        TableText.Parsed parsed = TableText.parse(text, before.sectorSize());
        Table table = table(before, parsed);
        List<Partition> partitions = new ArrayList<>();
        List<Partition> logicals = new ArrayList<>();
        for (int i = 0; i < parsed.entries().size(); i++) {
            Partition partition = partition(before, table, parsed.entries().get(i), i, partitions.size() + 1);
            boolean inside = table.type() == TableType.DOS && partition.number() >= Chain.FIRST;
            (inside ? logicals : partitions).add(partition);
        }
        Set<Integer> numbers = new HashSet<>();
        for (Partition partition : partitions) {
            if (!numbers.add(partition.number()) || partition.number() > table.maximumPartitions()) {
                throw new Refusal("The saved table has no room for a partition " + partition.number() + ".");
            }
        }
        if (!logicals.isEmpty()) {
            ByteRange frame = partitions.stream().filter(partition -> partition.role() == Role.EXTENDED)
                    .findFirst()
                    .orElseThrow(() -> new Refusal("The saved table has logical partitions, and no extended "
                            + "one."))
                    .range();
            logicals.sort(Comparator.comparing(Partition::number));
            partitions.addAll(Chaining.over(logicals, frame.start(), before.sectorSize()));
        }
        Chaining.check(before, partitions);
        return new Layout(table, before.diskSize(), before.sectorSize(), before.geometry(),
                partitions, List.of(), List.of(), before.foreign());
    }

    private static Table table(Layout before, TableText.Parsed parsed) throws Refusal {
        Layout empty = new NewTable(parsed.type(), parsed.id()).applyTo(before);
        if (parsed.type() != TableType.GPT) {
            return empty.table();
        }
        ByteRange usable;
        try {
            usable = PartitionTables.usable(before.diskSize(), before.sectorSize(), parsed.length());
        } catch (IllegalArgumentException e) {
            throw new Refusal("The disk is too small for a table of " + parsed.length() + " entries.");
        }
        long start = Math.min(Math.max(usable.start(), parsed.first().orElse(0)), usable.end());
        Table usual = new Table(parsed.type(), empty.table().id(), new ByteRange(start, usable.end()),
                parsed.length());
        return PartitionTables.sparingWithAllEntries(usual, before, parsed.entries().stream()
                .mapToLong(entry -> entry.range().start()).min().orElse(Long.MAX_VALUE));
    }

    private Partition partition(Layout before, Table table, TableText.Entry entry, int index, int next)
            throws Refusal {
        String code = PartitionTypes.code(table.type(), entry.type())
                .orElseThrow(() -> new Refusal("The saved table "
                        + "has a partition of the type " + Wording.quoted(entry.type())
                        + ", which is none."));
        boolean isFrame = table.type() == TableType.DOS && PartitionTypes.isExtended(code);
        if (!table.usable().contains(entry.range())) {
            throw new Refusal("The saved table has a partition that ends at "
                    + Wording.place(before, entry.range().end()) + ", and partitions of this disk may lie "
                    + "up to "
                    + Wording.place(before, table.usable().end()) + "; make the disk larger first (disk "
                    + "size="
                    + Amount.relative(ByteSize.ceil(Math.max(1, entry.range().end() - table.usable().end()),
                            ByteSize.MIB)).text(before.sectorSize())
                    + ").");
        }
        Optional<Partition> same = before.partitions().stream()
                .filter(partition -> partition.range().equals(entry.range())
                        && (partition.role() == Role.EXTENDED) == isFrame)
                .findFirst();
        PartitionId id = same.map(Partition::id).orElse(ids.get(index));
        Content content = isFrame ? new Content.Extended()
                : same.map(Partition::content).orElse(new Content.Unread());
        return new Partition(id, entry.number() > 0 ? entry.number() : next, entry.range(),
                isFrame ? Role.EXTENDED : Role.PRIMARY, code,
                table.type() == TableType.GPT ? entry.name() : Optional.empty(),
                table.type() == TableType.GPT ? Optional.of(entry.uuid().orElseGet(() -> Fresh.guid(id)))
                        : Optional.empty(),
                entry.flags(), OptionalLong.empty(), content);
    }

    @Override
    public String describe(Layout before) {
        return "Restore a saved partition table, of "
                + (ids.size() == 1 ? "1 partition" : ids.size() + " partitions")
                + Wording.sparing(before, Subjects.after(this, before));
    }

    @Override
    public String line(Layout before) {
        return "restore table=" + Wording.value(text);
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.empty();
    }
}
