package org.platter.operation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;
import org.platter.layout.Table;
import org.platter.layout.TableType;
import org.platter.table.PartitionTables;

/**
 * Puts a new, empty partition table in the place of all that is there.
 *
 * @param id the disk signature or GUID that it is to have; without it, a random one
 */
public record NewTable(TableType type, Optional<String> id) implements Operation {

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        if (type == TableType.NONE) {
            throw new Refusal("A new table is a dos or a gpt one.");
        }
        if (before.diskSize() < ByteSize.MIB) {
            throw new Refusal("The disk, of " + ByteSize.format(before.diskSize())
                    + ", is too small for a partition table; it needs 1 MiB.");
        }
        Table empty = PartitionTables.empty(type, before.diskSize(), before.sectorSize());
        Table usual = new Table(type, id.isPresent() ? checked(id.get()) : fresh(before), empty.usable(),
                empty.maximumPartitions());
        Table table = type == TableType.DOS ? usual : PartitionTables.sparing(usual, before, List.of());
        return new Layout(table, before.diskSize(), before.sectorSize(), before.geometry(),
                List.of(), List.of(), List.of(), before.foreign());
    }

    private String checked(String text) throws Refusal {
        String word = text.toLowerCase(Locale.ROOT);
        if (!word.matches(type == TableType.DOS
                ? "0x[0-9a-f]{8}" : "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
            throw new Refusal(Wording.quoted(text) + " is no id of a " + type.id() + " table; it looks like "
                    + (type == TableType.DOS ? "0x2d9a5c11." : "3b7e1a52-6d0c-4f7e-9d41-0c5a8f2be613."));
        }
        return word;
    }

    /** The old id is part of what the new one is derived from, so that a second new table has another. */
    private String fresh(Layout before) {
        String purpose = "table " + type + before.table().id() + before.diskSize();
        return type == TableType.DOS ? Fresh.signature(purpose) : Fresh.guid(purpose).toString();
    }

    @Override
    public String describe(Layout before) {
        String name = type == TableType.DOS ? "DOS (MBR)" : "GPT";
        int lost = before.partitions().size();
        return "Make a new " + name + " partition table" + (lost == 0 ? ""
                : ", without the " + (lost == 1 ? "partition" : lost + " partitions") + " there now")
                + Wording.sparing(before, Subjects.after(this, before));
    }

    @Override
    public String line(Layout before) {
        return "table type=" + type.id() + id.map(text -> " id=" + Wording.value(text)).orElse("");
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.empty();
    }
}
