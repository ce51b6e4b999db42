package org.platter.operation;

import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;

/**
 * One queued wish: a pure function from the layout before to the layout after. Partitions are meant by
 * identity and amounts are kept as they were asked for, so that a wish can be replayed on another layout.
 */
public sealed interface Operation permits DiskResize, NewTable, RepairTable, Create, Delete, Move, Resize,
        Copy, Format, Check, SetLabel, SetUuid, SetName, SetType, SetFlag, ConvertTable, SortNumbers,
        RestoreTable, Paste {

    /**
     * Returns the layout as this operation leaves it.
     *
     * @throws Refusal if that is impossible, in a sentence with the numbers that matter
     */
    Layout applyTo(Layout before) throws Refusal;

    /** Returns one sentence without a full stop: {@code Move partition 2 right by 1.00 GiB (486 MiB)}. */
    String describe(Layout before);

    /** Returns the script line that {@link Script#parse} reads back as an equal operation. */
    String line(Layout before);

    /** Returns whether its subject is there before, and has the content of another partition afterwards. */
    default boolean replacesOther() {
        return false;
    }

    /** Returns the partition that it is about; of a new one, the identity that it will have. */
    Optional<PartitionId> subject();
}
