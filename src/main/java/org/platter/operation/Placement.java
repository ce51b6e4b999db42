package org.platter.operation;

import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.Refusal;
import org.platter.layout.Alignment;
import org.platter.layout.Grip;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;

/** Where partitions can lie: what dialogs offer, what dragging snaps to, and what operations do. */
public final class Placement {

    /**
     * How far a partition can be moved and resized where it is. An action that is refused has limits that leave only
     * what is.
     *
     * @param room the free space around it, itself included, in bytes of the disk
     * @param minimumStart lowest start in bytes of the disk, for a move or a resize
     * @param maximumStart highest start of a move
     * @param minimumSize in bytes
     * @param maximumSize in bytes, with both edges moved
     * @param move why it cannot be moved
     * @param grow why it cannot grow
     * @param shrink why it cannot shrink
     */
    public record Limits(ByteRange room, long minimumStart, long maximumStart, long minimumSize, long maximumSize,
            Optional<String> move, Optional<String> grow, Optional<String> shrink) {}

    private Placement() {}

    /** Returns the limits of a partition, whatever the alignment. */
    public static Limits limits(Layout layout, PartitionId id) {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns where a partition lands when {@code wanted} is asked for: within its limits, aligned, an untouched edge
     * where it was, its size unchanged by a move. Never fails; where nothing is possible it is where it was.
     */
    public static ByteRange fit(Layout layout, PartitionId id, ByteRange wanted, Grip grip, Alignment alignment) {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns the range of a new partition in a gap of {@link Layout#free}, for {@code wanted}, clipped to it; nothing
     * where the gap has no room for an aligned one.
     */
    public static Optional<ByteRange> fitNew(Layout layout, ByteRange gap, ByteRange wanted, Role role,
            Alignment alignment) {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns the operation that takes a partition to a range that {@link #fit} gave, in exact sectors: a move where
     * the size is the same, a resize else; nothing where it is there already.
     */
    public static Optional<Operation> operation(Layout layout, PartitionId id, ByteRange fitted,
            Alignment alignment) {
        throw new UnsupportedOperationException();
    }

    /** Returns why nothing new can be made in a gap with this role, or nothing where it can. */
    public static Optional<String> refusal(Layout layout, ByteRange gap, Role role) {
        throw new UnsupportedOperationException();
    }
}
