package org.platter.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;

/** Compares what a disk was to become with what it is; identities of partitions do not count. */
public final class Difference {

    private final String was;
    private final Predicate<PartitionId> isUsed;
    private final List<String> found = new ArrayList<>();

    private Difference(String was, Predicate<PartitionId> isUsed) {
        this.was = was;
        this.isUsed = isUsed;
    }

    /**
     * Returns the first thing in which {@code actual} is not what was {@code wanted}, in a sentence; or
     * nothing.
     *
     * @param isUsed tells whether others write into a partition meanwhile: what is in it is theirs, and an
     *     XFS that is mounted looks like one that was not unmounted
     */
    public static Optional<String> between(Layout wanted, Layout actual, Predicate<PartitionId> isUsed) {
        return between(" was to be ", wanted, actual, isUsed);
    }

    /** Returns the first thing in which a disk is not what was read of it before; or nothing. */
    public static Optional<String> since(Layout before, Layout now, Predicate<PartitionId> isUsed) {
        // a damaged table may be repaired, if it is still the same damage
        return !now.problems().isEmpty() && now.problems().equals(before.problems()) ? Optional.empty()
                : between(" was ", before, now, isUsed);
    }

    private static Optional<String> between(String was, Layout wanted, Layout actual,
            Predicate<PartitionId> isUsed) {
        if (!actual.problems().isEmpty()) {
            return Optional.of(actual.problems().get(0).text());
        }
        Difference difference = new Difference(was, isUsed);
        difference.note("The disk's size", wanted.diskSize(), actual.diskSize());
        difference.note("The kind of table", wanted.table().type(), actual.table().type());
        difference.note("The table's identity", wanted.table().id(), actual.table().id());
        difference.note("The number of partitions", wanted.partitions().size(), actual.partitions().size());
        for (Partition partition : wanted.partitions()) {
            actual.partition(partition.number()).ifPresentOrElse(
                    other -> difference.compare(partition, other),
                    () -> difference.note("Partition " + partition.number(), "there", "missing"));
        }
        return difference.found.stream().findFirst();
    }

    private void compare(Partition wanted, Partition actual) {
        String who = "partition " + wanted.number();
        note("The place of " + who, wanted.range(), actual.range());
        note("The role of " + who, wanted.role(), actual.role());
        note("The type of " + who, wanted.typeCode(), actual.typeCode());
        note("The name of " + who, wanted.name().orElse(""), actual.name().orElse(""));
        note("The GUID of " + who, wanted.uuid(), actual.uuid());
        note("The flags of " + who, wanted.flags(), actual.flags());
        note("The EBR of " + who, wanted.ebr(), actual.ebr());
        Content planned = wanted.content();
        Content there = actual.content() instanceof Content.Ambiguous several && planned.type().isPresent()
                // as it was chosen
                ? several.reading(planned.type().get()).orElse(several) : actual.content();
        if (planned instanceof Content.Unread || isUsed.test(wanted.id())) {
            return;
        }
        if (there instanceof Content.Unreadable failed && !planned.equals(failed)) {
            found.add(failed.reason());
        }
        note("The content of " + who, planned.type().orElse("unknown"),
                there.type().orElse("unknown"));
        note("The label of " + who, planned.label().orElse(""), there.label().orElse(""));
        if (planned.uuid().isPresent()) { // a format may leave the choice to the program
            note("The UUID of " + who, planned.uuid().get(), there.uuid().orElse("unknown"));
        }
        if (planned instanceof Content.FileSystem was && was.problems().isEmpty()
                && there instanceof Content.FileSystem is && !is.problems().isEmpty()) {
            found.add(is.problems().get(0)); // such as: longer than its partition, which e2fsck -n lets pass
        }
    }

    private void note(String what, Object wanted, Object actual) {
        if (!Objects.equals(wanted, actual)) {
            found.add(what + was + wanted + " and is " + actual + ".");
        }
    }
}
