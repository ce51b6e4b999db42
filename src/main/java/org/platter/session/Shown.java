package org.platter.session;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.platter.base.Refusal;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.operation.Draft;
import org.platter.stage.Difference;

/**
 * What was shown of a disk while it was only looked at.
 *
 * @param file what identifies the image's file; nothing for a server's disk
 */
record Shown(Draft draft, Optional<List<Long>> file) {

    /** Returns a layout that was read later, in which a partition is the one of its number that was shown. */
    Layout recognized(Layout now) {
        return now.withPartitions(now.partitions().stream().map(this::recognized).toList());
    }

    private Partition recognized(Partition now) {
        Optional<Partition> known = draft.base().partition(now.number());
        return known.isEmpty() ? now
                : now.withId(known.get().id()).withContent(recognized(known.get().content(), now.content()));
    }

    /** The smallest size was asked of a program, and holds as long as all else is the same. */
    private static Content recognized(Content known, Content now) {
        return known instanceof Content.FileSystem old && now instanceof Content.FileSystem read
                && read.withMinimum(old.minimum()).equals(old) ? old : now;
    }

    /**
     * Makes sure that the disk is still what was shown.
     *
     * @param now as {@link #recognized} returns it
     * @param isUsed tells whether others write into a partition
     * @throws Refusal if it is something else, in a sentence
     */
    void require(Layout now, Optional<List<Long>> fileNow, Predicate<PartitionId> isUsed) throws Refusal {
        if (!file.equals(fileNow)) {
            throw new Refusal("Another file has taken its place.");
        }
        Optional<String> difference = Difference.since(draft.base(), now, isUsed);
        if (difference.isPresent()) {
            throw new Refusal(difference.get());
        }
    }
}
