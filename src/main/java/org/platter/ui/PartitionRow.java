package org.platter.ui;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteRange;
import org.platter.base.ControlCharacters;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.PartitionTypes;
import org.platter.layout.Role;
import org.platter.layout.TableType;
import org.platter.operation.Remarks;

/**
 * A row of the partition table: a partition, or free space.
 *
 * @param change how the partition differs from what is on the disk; empty where it does not
 * @param use what this computer uses the partition for, in words; empty where it is free
 */
public record PartitionRow(Optional<Partition> partition, ByteRange range, boolean inside, TableType table,
        String change, String use) {

    /** Returns the rows of a layout in the order of the disk; logicals follow the extended partition. */
    public static List<PartitionRow> of(Layout layout, Layout onDisk, Map<PartitionId, String> uses) {
        List<PartitionRow> rows = new ArrayList<>();
        for (Partition partition : layout.partitions()) {
            rows.add(new PartitionRow(Optional.of(partition), partition.range(),
                    partition.role() == Role.LOGICAL, layout.table().type(), change(partition, onDisk),
                    uses.getOrDefault(partition.id(), "")));
        }
        for (ByteRange gap : FreeSpace.of(layout)) {
            rows.add(new PartitionRow(Optional.empty(), gap, layout.isLogicalSpace(gap),
                    layout.table().type(), "", ""));
        }
        rows.sort(Comparator.comparingLong((PartitionRow row) -> row.range().start())
                .thenComparing(PartitionRow::inside)); // the frame before what begins where it does
        return rows;
    }

    private static String change(Partition partition, Layout onDisk) {
        Optional<Partition> before = onDisk.partition(partition.id());
        if (before.isEmpty()) {
            return Texts.get("change.new");
        }
        ByteRange old = before.get().range();
        List<String> words = new ArrayList<>();
        if (!old.equals(partition.range())) {
            if (old.length() == partition.range().length()) {
                words.add(Texts.get("change.moved"));
            } else {
                words.add(Texts.get(old.length() < partition.range().length() ? "change.larger"
                        : "change.smaller"));
            }
        }
        if (!before.get().content().type().equals(partition.content().type())) {
            words.add(Texts.get("change.formatted"));
        } else if (words.isEmpty() && !before.get().equals(partition)) {
            words.add(Texts.get("change.changed"));
        }
        return String.join(", ", words);
    }

    public Selection selection() {
        return partition.<Selection>map(p -> new Selection.OfPartition(p.id()))
                .orElseGet(() -> new Selection.OfGap(range));
    }

    /** The number, or that it is free. */
    public String title() {
        return partition.map(p -> String.valueOf(p.number())).orElse("");
    }

    /** Where it is mounted, or what else it is used for; empty where it is free. */
    public String shortUse() {
        String mounted = Texts.get("use.mounted-at");
        return use.startsWith(mounted) ? use.substring(mounted.length()) : use;
    }

    public FileSystemLook look() {
        return partition.map(Partition::content).map(FileSystemLook::of).orElse(FileSystemLook.FREE);
    }

    public String label() {
        return ControlCharacters.replaced(partition.flatMap(p -> p.content().label()).orElse(""));
    }

    public String name() {
        return partition.flatMap(Partition::name).orElse("");
    }

    public String uuid() {
        return partition.flatMap(p -> p.content().uuid()).orElse("");
    }

    public String flags() {
        return partition.map(p -> String.join(", ", p.flags())).orElse("");
    }

    /** The type code's name, or the code where it has none. */
    public String type() {
        return partition.map(p -> PartitionTypes.name(table, p.typeCode()).orElse(p.typeCode())).orElse("");
    }

    /** Bytes in use; nothing where that is not known. */
    public OptionalLong used() {
        return partition.flatMap(Partition::fileSystem).map(Content.FileSystem::used)
                .orElse(OptionalLong.empty());
    }

    /** Bytes of the partition that are not in use; nothing where that is not known. */
    public OptionalLong unused() {
        return used().isPresent() ? OptionalLong.of(range.length() - used().getAsLong())
                : OptionalLong.empty();
    }

    /** What is wrong with the file system, or unused behind it, a sentence each. */
    public List<String> problems() {
        return partition.map(Remarks::of).orElse(List.of());
    }
}
