package org.platter.operation;

import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.PartitionTypes;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/**
 * Sets the type code of a partition.
 *
 * @param type a short word, a name or a code of {@link PartitionTypes}
 */
public record SetType(PartitionId id, String type) implements Operation {

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        Partition partition = Subjects.find(before, id);
        String code = code(before.table().type(), type);
        boolean isFrame = before.table().type() == TableType.DOS && PartitionTypes.isExtended(code);
        if (isFrame != (partition.role() == Role.EXTENDED)) {
            throw new Refusal(isFrame
                    ? "A type does not make an extended partition of another; create one with role=extended."
                    : "The extended partition " + partition.number()
                            + " can only have the types 0x05, 0x0f and 0x85.");
        }
        return before.with(partition.withTypeCode(code));
    }

    /** Returns the code that a word stands for. */
    static String code(TableType table, String word) throws Refusal {
        if (table == TableType.NONE) {
            throw new Refusal("The disk has no partition table, so that its partition has no type.");
        }
        Optional<String> code = PartitionTypes.code(table, word);
        if (code.isEmpty()) {
            throw new Refusal(Wording.quoted(word) + " is no partition type of a "
                    + (table == TableType.DOS ? "DOS table; write a code such as 0x83" : "GPT; write a GUID")
                    + ", or a word such as linux, swap, efi or lvm.");
        }
        return code.get();
    }

    @Override
    public String describe(Layout before) {
        String code = Subjects.after(this, before).partition(id).orElseThrow().typeCode();
        return "Set the type of " + Subjects.name(Subjects.require(before, id)) + " to "
                + PartitionTypes.name(before.table().type(), code).orElse(code);
    }

    @Override
    public String line(Layout before) {
        return "type " + Subjects.require(before, id).number() + " value=" + Wording.value(type);
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.of(id);
    }
}
