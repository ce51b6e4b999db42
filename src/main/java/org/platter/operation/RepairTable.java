package org.platter.operation;

import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;
import org.platter.layout.Problem;
import org.platter.table.PartitionTables;

/** Rewrites a damaged table from what could be read of it. */
public record RepairTable() implements Operation {

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        if (before.isEditable()) {
            throw new Refusal("There is nothing to repair: the partition table is in order.");
        }
        for (Problem problem : before.problems()) {
            if (!problem.repairable()) {
                throw new Refusal("The partition table cannot be repaired. " + problem.text());
            }
        }
        return PartitionTables.repaired(before);
    }

    @Override
    public String describe(Layout before) {
        return "Repair the partition table" + Wording.sparing(before, Subjects.after(this, before));
    }

    @Override
    public String line(Layout before) {
        return "repair";
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.empty();
    }
}
