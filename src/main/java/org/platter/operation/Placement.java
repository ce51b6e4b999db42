package org.platter.operation;

import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteRange;
import org.platter.layout.Alignment;
import org.platter.layout.Grip;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/** Where partitions can lie: what dialogs offer, what dragging snaps to, and what operations do. */
public final class Placement {

    /**
     * How far a partition can be moved and resized where it is. An action that is refused has limits that
     * leave only what is.
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
    public record Limits(ByteRange room, long minimumStart, long maximumStart, long minimumSize,
            long maximumSize, Optional<String> move, Optional<String> grow, Optional<String> shrink) {}

    /** Bytes of the usual cluster of qcow2 images; larger ones are rare. */
    private static final long CLUSTER = 64 << 10;

    private Placement() {}

    /** Returns the limits of a partition, whatever the alignment. */
    public static Limits limits(Layout layout, PartitionId id) {
        return limits(layout, id, Alignment.NONE);
    }

    /**
     * Returns the limits of a partition with the room that an alignment keeps before a logical for its EBR.
     */
    public static Limits limits(Layout layout, PartitionId id, Alignment alignment) {
        Bounds bounds = Bounds.of(layout, Subjects.require(layout, id), alignment);
        ByteRange now = bounds.partition().range();
        Freedom freedom = bounds.freedom();
        boolean isFixed = bounds.startIsFixed();
        long lowest = isFixed ? now.start() : bounds.lowestStart();
        long highest = freedom.move().isPresent() ? now.start() : bounds.room().range().end() - now.length();
        return new Limits(bounds.room().range(), lowest, highest,
                bounds.partition().role() == Role.EXTENDED ? bounds.smallest() : freedom.minimumSize(),
                bounds.largestSize(lowest), freedom.move(), freedom.grow(), freedom.shrink());
    }

    /**
     * Returns where a partition lands when {@code wanted} is asked for: within its limits, aligned, an
     * untouched edge where it was, its size unchanged by a move. Never fails; where nothing is possible it is
     * where it was.
     */
    public static ByteRange fit(Layout layout, PartitionId id, ByteRange wanted, Grip grip,
            Alignment alignment) {
        return Bounds.of(layout, Subjects.require(layout, id), alignment).fit(wanted, grip);
    }

    /**
     * Returns where a partition lands that is dragged to {@code wanted}, which is as exact as a pixel: as
     * {@link #fit} has it, but a move without alignment keeps what is left of the start modulo 64 KiB, so
     * that an image of clusters can point at its bytes where they lie. It costs nothing, since nobody meant
     * one sector more than another; at its limits a partition lands on the very sector.
     */
    public static ByteRange snap(Layout layout, PartitionId id, ByteRange wanted, Grip grip,
            Alignment alignment) {
        ByteRange fitted = fit(layout, id, wanted, grip, alignment);
        boolean isPulledIn = Math.abs(fitted.start() - wanted.start()) >= layout.sectorSize();
        if (grip != Grip.BODY || alignment != Alignment.NONE || isPulledIn) {
            return fitted;
        }
        long beyond = Math.floorMod(fitted.start() - Subjects.require(layout, id).range().start(), CLUSTER);
        long nearest = fitted.start() - beyond + (beyond > CLUSTER / 2 ? CLUSTER : 0);
        ByteRange kept = nearest < 0 ? fitted
                : fit(layout, id, ByteRange.of(nearest, fitted.length()), grip, alignment);
        return kept.start() == nearest ? kept : fitted;
    }

    /**
     * Returns the range of a new partition in a gap of {@link Layout#free}, for {@code wanted}, clipped to
     * it; nothing where the gap has no room for an aligned one.
     */
    public static Optional<ByteRange> fitNew(Layout layout, ByteRange gap, ByteRange wanted, Role role,
            Alignment alignment) {
        return Room.of(layout, gap).filter(room -> room.logical() == (role == Role.LOGICAL))
                .flatMap(room -> fitNew(layout, room, wanted, Long.MAX_VALUE, alignment));
    }

    /** Returns the range of a new partition of at most {@code maximum} bytes in a room. */
    static Optional<ByteRange> fitNew(Layout layout, Room room, ByteRange wanted, long maximum,
            Alignment alignment) {
        boolean isFirst = Chain.logicals(layout).isEmpty();
        OptionalLong start = alignment.start(layout, room.logical(), wanted.start(),
                room.lowestStart(layout, alignment, isFirst), room.range().end() - layout.sectorSize());
        if (start.isEmpty()) {
            return Optional.empty();
        }
        long from = start.getAsLong();
        long size = Math.min(wanted.length(), Long.MAX_VALUE - from);
        long end = Math.max(from + size, wanted.end() >= room.range().end() ? room.range().end() : 0);
        return Optional.of(new ByteRange(from, Bounds.end(layout, room, alignment, end,
                from + layout.sectorSize(),
                Math.min(room.range().end(), from + Math.min(maximum, room.range().end())),
                Alignment.Ending.NEW)));
    }

    /**
     * Returns the operation that takes a partition to a range that {@link #fit} gave, in exact sectors: a
     * move where the size is the same, a resize else; nothing where it is there already.
     */
    public static Optional<Operation> operation(Layout layout, PartitionId id, ByteRange fitted,
            Alignment alignment) {
        ByteRange now = Subjects.require(layout, id).range();
        Optional<Amount> start = fitted.start() == now.start() ? Optional.empty()
                : Optional.of(Amount.bytes(fitted.start()));
        Optional<Amount> end = fitted.end() == now.end()
                ? Optional.empty() : Optional.of(Amount.bytes(fitted.end()));
        if (start.isEmpty() && end.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(fitted.length() == now.length()
                ? new Move(id, start.orElseThrow(), alignment)
                : new Resize(id, start, end, Optional.empty(), alignment));
    }

    /** Returns why nothing new can be made in a gap with this role, or nothing where it can. */
    public static Optional<String> refusal(Layout layout, ByteRange gap, Role role) {
        Optional<String> reason = refusal(layout, role);
        boolean inside = layout.isLogicalSpace(gap);
        if (reason.isPresent() || inside == (role == Role.LOGICAL)) {
            return reason;
        }
        return Optional.of(inside ? "Inside of the extended partition there can only be logical partitions."
                : "A logical partition has to lie inside of the extended partition.");
    }

    /** Returns why nothing new can be made with this role, wherever it is. */
    static Optional<String> refusal(Layout layout, Role role) {
        TableType table = layout.table().type();
        if (table == TableType.NONE) {
            return Optional.of("The disk has no partition table; make one first.");
        }
        if (role != Role.PRIMARY && table != TableType.DOS) {
            return Optional.of("Only DOS tables have " + role.id() + " partitions.");
        }
        if (role == Role.LOGICAL && layout.extended().isEmpty()) {
            return Optional.of("Logical partitions lie in an extended one, and there is none; make it "
                    + "first.");
        }
        if (role == Role.EXTENDED && layout.extended().isPresent()) {
            return Optional.of("There is an extended partition already, and there can be only one.");
        }
        if (Chain.freeNumber(layout, role).isEmpty()) {
            return Optional.of("The table is full: it has room for " + layout.table().maximumPartitions()
                    + (table == TableType.DOS ? " primary partitions, the extended one included."
                            : " partitions."));
        }
        return Optional.empty();
    }
}
