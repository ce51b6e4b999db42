package org.platter.ui.bar;

import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.layout.Grip;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;

/** What a bar asks while a partition is dragged, and whom it tells when it is let go. */
public interface Dragging {

    /**
     * Where a drag has got to.
     *
     * @param range where the partition would lie if it were let go now
     * @param preview the disk with the partition there
     * @param headline the size and how it changes, or the place: in a few words
     * @param limits how far it can go, in a few words
     */
    record Proposal(ByteRange range, Layout preview, String headline, String limits) {}

    /** Returns why a partition cannot be taken hold of so; nothing where it can. */
    Optional<String> refusal(PartitionId id, Grip grip);

    /** Somebody tries to take hold of a partition that cannot be: {@code why} says why not. */
    default void explain(String why) {}

    /** A partition was taken hold of. */
    default void grabbed(PartitionId id) {}

    /** Returns where a partition lands when it is dragged to {@code wanted}, which may lie anywhere. */
    Proposal propose(PartitionId id, Grip grip, ByteRange wanted);

    /** The partition was let go. */
    void drop(PartitionId id, Proposal proposal);
}
