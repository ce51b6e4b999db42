package org.platter.operation;

import java.util.List;
import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.filesystem.FileSystemType;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;

/** Checks the file system of a partition, puts right what is wrong, and lets it fill its partition. */
public record Check(PartitionId id) implements Operation {

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        Partition partition = Subjects.find(before, id);
        FileSystemType type = Contents.require(partition, "check");
        Content.FileSystem known = partition.fileSystem().orElseThrow();
        List<String> left = known.problems().stream().filter(it -> !type.isMendedByCheck(it)).toList();
        return left.isEmpty() ? before.with(partition.withContent(Resize.fitted(
                known.withProblems(left), partition.range().length()))) : before;
    }

    @Override
    public String describe(Layout before) {
        Partition partition = Subjects.require(before, id);
        return "Check " + Subjects.name(partition)
                + Contents.words(partition.content()).map(words -> " (" + words + ")").orElse("");
    }

    @Override
    public String line(Layout before) {
        return "check " + Subjects.require(before, id).number();
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.of(id);
    }
}
