package org.platter.operation;

import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.TableType;

/** Sets the name of a GPT partition; an empty one clears it. */
public record SetName(PartitionId id, String name) implements Operation {

    /** UTF-16 units in an entry (UEFI 2.10, 5.3.3). */
    private static final int LONGEST = 36;

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        Partition partition = Subjects.find(before, id);
        return before.with(partition.withName(checked(before, name)));
    }

    /**
     * Returns a name as the table will keep it.
     *
     * @throws Refusal if it cannot
     */
    static Optional<String> checked(Layout layout, String name) throws Refusal {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (layout.table().type() != TableType.GPT) {
            throw new Refusal("Only the partitions of a GPT have names; this disk has "
                    + (layout.table().type() == TableType.DOS ? "a DOS table." : "no table."));
        }
        if (name.length() > LONGEST || name.indexOf('\0') >= 0) {
            throw new Refusal("The name “" + name + "” has " + name.length() + " characters; a GPT keeps "
                    + LONGEST + ", and no NUL among them.");
        }
        return Optional.of(name);
    }

    @Override
    public String describe(Layout before) {
        String who = Subjects.name(Subjects.require(before, id));
        return name.isEmpty() ? "Clear the name of " + who : "Name " + who + " " + Wording.quoted(name);
    }

    @Override
    public String line(Layout before) {
        return "name " + Subjects.require(before, id).number() + " text=" + Wording.value(name);
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.of(id);
    }
}
