package org.platter.operation;

import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Support;
import org.platter.filesystem.Tools;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;

/**
 * Sets the UUID of a file system.
 *
 * @param value what to; without it, a random one
 */
public record SetUuid(PartitionId id, Optional<String> value) implements Operation {

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        Partition partition = Subjects.find(before, id);
        FileSystemType type = Contents.require(partition, Action.UUID);
        Content.FileSystem known = Contents.sound(partition, "given another UUID");
        String uuid = value.isPresent() ? type.checkedUuid(value.get())
                : Fresh.uuid(type, "file system " + id.serial() + known.uuid().orElse(""));
        return before.with(partition.withContent(known.withUuid(Optional.of(uuid))));
    }

    /**
     * Returns what is in a copy once it has a UUID of its own.
     *
     * @throws Refusal if it has none that could be set
     */
    static Content renewed(Content content, PartitionId copy) throws Refusal {
        FileSystemType type = FileSystems.of(content)
                .orElseThrow(() -> new Refusal("Platter cannot give the copy a new UUID: "
                        + Remarks.named(content).map(name -> "it holds " + name + ".")
                                .orElse("there is no file system in it that it knows.")));
        if (type.support(Action.UUID, Tools.ALL) instanceof Support.Never never) {
            throw new Refusal("Platter cannot give the copy a new UUID. " + never.why());
        }
        Content.FileSystem known = (Content.FileSystem) content;
        return known.withUuid(Optional.of(Fresh.uuid(type, "copy " + copy.serial()
                + known.uuid().orElse(""))));
    }

    @Override
    public String describe(Layout before) {
        String name = Subjects.name(Subjects.require(before, id));
        return value.isPresent() ? "Set the UUID of " + name + " to " + value.get()
                : "Give " + name + " a new, random UUID";
    }

    @Override
    public String line(Layout before) {
        return "uuid " + Subjects.require(before, id).number() + " value="
                + Wording.value(value.orElse("random"));
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.of(id);
    }
}
