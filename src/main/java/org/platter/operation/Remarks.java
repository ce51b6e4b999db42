package org.platter.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.platter.base.ByteSize;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Support;
import org.platter.filesystem.Tools;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;
import org.platter.layout.Partition;

/** What a person should know of what is in a partition, and of a table. */
public final class Remarks {

    private static final long SMALL = 100 * ByteSize.MIB;
    private static final long LARGE = ByteSize.GIB;

    private Remarks() {}

    /** Returns a sentence each: what is wrong with its content, and whether it leaves room unused. */
    public static List<String> of(Partition partition) {
        List<String> remarks = new ArrayList<>();
        if (partition.content() instanceof Content.FileSystem known) {
            remarks.addAll(known.problems());
            remarks.addAll(known.notes());
            unfilled(known, partition.range().length()).ifPresent(remarks::add);
        }
        if (partition.content() instanceof Content.Ambiguous several) {
            remarks.add(several.sentence(partition.number()));
        }
        if (partition.content() instanceof Content.Unreadable unreadable) {
            remarks.add(unreadable.reason());
        }
        return remarks;
    }

    /**
     * Returns what a person should know of the table of a disk before a draft writes it, a sentence each;
     * nothing where the draft writes inside of partitions only.
     */
    public static List<String> ofTable(Draft draft) {
        if (draft.operations().stream().noneMatch(Remarks::writesTable)) {
            return List.of();
        }
        List<String> remarks = new ArrayList<>();
        draft.base().problems().forEach(problem -> remarks.add(problem.found()));
        remarks.addAll(draft.base().remarks());
        return remarks;
    }

    /** Returns whether an operation writes the partition table. */
    public static boolean writesTable(Operation operation) {
        return !(operation instanceof Check || operation instanceof SetLabel || operation instanceof SetUuid);
    }

    /**
     * Returns blkid's name of a content, or its names where it could be several; nothing where none is known.
     */
    public static Optional<String> named(Content content) {
        return content instanceof Content.Ambiguous several ? Optional.of(several.names()) : content.type();
    }

    /** Returns whether a file system is so much smaller than its partition that it should be told. */
    public static boolean leavesRoom(Partition partition) {
        return partition.content() instanceof Content.FileSystem known
                && unfilled(known, partition.range().length()).isPresent();
    }

    /**
     * Returns that a file system is smaller than its partition, by more than the rounding of its kind: a
     * twentieth of up to 100 MiB, a fiftieth from 1 GiB on, between that in proportion, as GParted has it.
     */
    private static Optional<String> unfilled(Content.FileSystem known, long partitionSize) {
        long rest = partitionSize - known.size().orElse(partitionSize);
        double share = Math.min(1, Math.max(0, (partitionSize - SMALL) / (double) (LARGE - SMALL)));
        if (rest <= partitionSize * (0.05 - 0.03 * share)
                || known.used().isEmpty() && known.uuid().isEmpty()) {
            return Optional.empty();
        }
        Optional<FileSystemType> type = FileSystems.of(known);
        boolean canGrow = type.isPresent()
                && !(type.get().support(Action.GROW, Tools.ALL) instanceof Support.Never);
        Optional<String> alone = type.flatMap(it -> it.whyNotFilled(known));
        return Optional.of(ByteSize.format(rest) + " behind the "
                + type.map(FileSystemType::displayName).orElse(known.name())
                + " are not in use: it is smaller than its partition" + (!canGrow
                        ? ", and cannot grow." : alone.orElse("; check it to let it fill the partition.")));
    }
}
