package org.platter.operation;

import java.util.List;
import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.filesystem.FileSystemType;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;

/**
 * Checks the file system of a partition, puts right what is wrong, and lets it fill its partition.
 *
 * @param repairs false where it is only looked at, and nothing is changed
 */
public record Check(PartitionId id, boolean repairs) implements Operation {

    /** What scripts call a check that only looks. */
    static final String LOOK = "look";

    /** Checks and repairs. */
    public Check(PartitionId id) {
        this(id, true);
    }

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        Partition partition = Subjects.find(before, id);
        FileSystemType type = Contents.require(partition, "check");
        Content.FileSystem known = partition.fileSystem().orElseThrow();
        List<String> left = known.problems().stream().filter(it -> !type.isMendedByCheck(it)).toList();
        return repairs && left.isEmpty() ? before.with(partition.withContent(Resize.fitted(
                known.withProblems(left), partition.range().length()))) : before;
    }

    @Override
    public String describe(Layout before) {
        Partition partition = Subjects.require(before, id);
        return (repairs ? "Check " : "Look for damage in ") + Subjects.name(partition)
                + Contents.words(partition.content()).map(words -> " (" + words + ")").orElse("");
    }

    @Override
    public String line(Layout before) {
        return "check " + Subjects.require(before, id).number() + (repairs ? "" : " mode=" + LOOK);
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.of(id);
    }
}
