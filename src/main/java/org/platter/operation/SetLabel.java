package org.platter.operation;

import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;

/** Sets the label of a file system; an empty one clears it, but for one that always has a label. */
public record SetLabel(PartitionId id, String label) implements Operation {

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        Partition partition = Subjects.find(before, id);
        FileSystemType type = Contents.require(partition, Action.LABEL);
        Content.FileSystem known = Contents.sound(partition, "given another label");
        Optional<String> wanted = label.isEmpty() ? Optional.empty() : Optional.of(type.checkedLabel(label));
        return before.with(partition.withContent(known.withLabel(
                type.planned(wanted, known.uuid(), partition.range().length()).label())));
    }

    @Override
    public String describe(Layout before) {
        String name = Subjects.name(Subjects.require(before, id));
        return label.isEmpty() ? "Clear the label of " + name
                : "Set the label of " + name + " to " + Wording.quoted(label);
    }

    @Override
    public String line(Layout before) {
        return "label " + Subjects.require(before, id).number() + " text=" + Wording.value(label);
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.of(id);
    }
}
