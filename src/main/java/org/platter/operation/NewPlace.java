package org.platter.operation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Alignment;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/** Where a new partition comes to lie, and as what. */
record NewPlace(ByteRange range, Room room, Role role) {

    /**
     * What is asked of a place.
     *
     * @param start where; without it, the largest free space
     * @param size how large; without it, all that is free there
     * @param role as what; without it, what the free space allows
     * @param maximum in bytes, to which a size that is not asked for is limited
     * @param exact whether the end is not to be aligned
     */
    record Wish(Optional<Amount> start, Optional<Amount> size, Optional<Role> role, long minimum,
            long maximum, boolean exact, Alignment alignment) {}

    private record Candidate(Role role, Room room, long start, Size size, ByteRange range) {}

    /** @param bytes what was asked for, or up to the end of the room */
    private record Size(long bytes, boolean isExact) {}

    static NewPlace find(Layout layout, Wish wish) throws Refusal {
        return find(layout, wish, roles(layout, wish.role()));
    }

    /** @param roles those that the partition may have */
    static NewPlace find(Layout layout, Wish wish, List<Role> roles) throws Refusal {
        for (Optional<Amount> amount : List.of(wish.start(), wish.size())) {
            if (amount.filter(Amount.Relative.class::isInstance).isPresent()) {
                throw new Refusal(Wording.quoted(amount.get().text(layout.sectorSize()))
                        + " adds to what is, and a new partition is not there yet; leave out the sign.");
            }
        }
        List<Candidate> candidates = new ArrayList<>();
        for (Role role : roles) {
            for (Room room : Room.all(layout, role)) {
                candidate(layout, wish, role, room).ifPresent(candidates::add);
            }
        }
        Optional<Candidate> found = candidates.stream().min(order(wish));
        if (found.isEmpty()) {
            boolean none = roles.stream().allMatch(role -> Room.all(layout, role).isEmpty());
            throw new Refusal(none ? "There is no free space for a new partition."
                    : "There is no free space for a new partition that is aligned; try align=none.");
        }
        check(layout, wish, found.get());
        return new NewPlace(found.get().range(), found.get().room(), found.get().role());
    }

    /** Rooms that are large enough come first, then those that are as asked for. */
    private static Comparator<Candidate> order(Wish wish) {
        Comparator<Candidate> order = Comparator
                .comparing(candidate -> candidate.range().length() < wish.minimum());
        if (wish.start().isEmpty()) {
            return order.thenComparing(candidate -> -candidate.room().range().length());
        }
        if (Places.isExact(wish.start().get())) {
            order = Comparator.comparing(candidate -> 0); // a place is meant, however little room there is
        }
        return order.thenComparing(candidate -> wish.start().get() instanceof Amount.Max
                ? -candidate.range().start() : Math.abs(candidate.range().start() - candidate.start()));
    }

    private static List<Role> roles(Layout layout, Optional<Role> role) throws Refusal {
        if (layout.table().type() == TableType.NONE) {
            throw new Refusal("The disk has no partition table; make one first, with “table type=gpt”.");
        }
        if (role.isPresent()) {
            Optional<String> reason = Placement.refusal(layout, role.get());
            if (reason.isPresent()) {
                throw new Refusal(reason.get());
            }
            return List.of(role.get());
        }
        List<Role> roles = new ArrayList<>();
        Optional<String> full = Placement.refusal(layout, Role.PRIMARY);
        if (full.isEmpty()) {
            roles.add(Role.PRIMARY);
        }
        if (layout.extended().isPresent()) {
            roles.add(Role.LOGICAL);
        }
        if (roles.isEmpty()) {
            throw new Refusal(full.orElseThrow());
        }
        return roles;
    }

    private static Optional<Candidate> candidate(Layout layout, Wish wish, Role role, Room room) {
        Alignment alignment = wish.alignment();
        long end = room.range().end();
        long lowest = room.lowestStart(layout, alignment, Chain.logicals(layout).isEmpty());
        Amount amount = wish.size().orElse(Amount.max());
        boolean isFilling = amount instanceof Amount.Max;
        long size = isFilling ? Math.max(0, end - lowest)
                : amount instanceof Amount.Min ? ByteSize.ceil(Math.max(1, wish.minimum()), ByteSize.MIB)
                : Places.place(amount, 0, Math.max(0, end - lowest));
        size = Math.min(size, Long.MAX_VALUE / 4);
        Amount place = wish.start().orElse(Amount.min());
        long start = place instanceof Amount.Min ? room.range().start()
                : place instanceof Amount.Max ? Math.max(0, end - size)
                : Math.min(Places.place(place, 0, layout.diskSize()), Long.MAX_VALUE / 4);
        ByteRange wanted = isFilling ? new ByteRange(start, Math.max(start, end)) : ByteRange.of(start, size);
        long maximum = isFilling ? Math.max(layout.sectorSize(), wish.maximum()) : Long.MAX_VALUE;
        boolean isExact = wish.exact();
        Size asked = new Size(size, !isFilling && Places.isExact(amount));
        long length = size;
        return Placement.fitNew(layout, room, wanted, maximum, alignment)
                .map(range -> isExact && range.start() + length <= end
                        ? ByteRange.of(range.start(), length) : range)
                .map(range -> new Candidate(role, room, start, asked, range));
    }

    private static void check(Layout layout, Wish wish, Candidate found) throws Refusal {
        long unit = wish.alignment().unit(layout);
        if (wish.start().filter(Places::isExact).isPresent()
                && Math.abs(found.range().start() - found.start()) >= found.room()
                        .reach(layout, wish.alignment(), wish.start().get(), found.start())) {
            String owner = layout.partitions().stream().filter(p -> p.range().contains(found.start()))
                    .findFirst().map(p -> "lies in " + Subjects.name(p)).orElse("is not free");
            throw new Refusal(Wording.capitalized(Wording.place(layout, found.start())) + " " + owner
                    + "; the nearest place for a new partition is "
                    + Wording.place(layout, found.range().start()) + ".");
        }
        if (found.size().isExact() && Math.abs(found.range().length() - found.size().bytes()) >= unit
                || wish.exact() && found.range().length() < found.size().bytes()) {
            throw new Refusal("There is no room for " + Wording.size(layout, found.size().bytes()) + " at "
                    + Wording.place(layout, found.range().start()) + ": only "
                    + Wording.size(layout, found.room().range().end() - found.range().start())
                    + " are free there.");
        }
    }

    /**
     * Returns the layout with another content, here, in the place of a partition. The type follows where the
     * old one is that of another file system.
     */
    Layout replace(Layout layout, Partition replaced, Content content, Alignment alignment) {
        return layout.with(replaced.withRange(range)
                .withEbr(Chain.ebr(layout, replaced.id(), range.start(), room, alignment))
                .withTypeCode(content.type().equals(replaced.content().type()) ? replaced.typeCode()
                        : Contents.typeCode(layout, replaced, FileSystems.of(content)))
                .withContent(content));
    }

    /**
     * Returns the layout with a new partition here.
     *
     * @throws Refusal if the table has no entry left for it
     */
    Layout add(Layout layout, PartitionId id, String typeCode, Optional<String> name, Content content,
            Alignment alignment) throws Refusal {
        OptionalInt number = Chain.freeNumber(layout, role);
        if (number.isEmpty()) {
            throw new Refusal(Placement.refusal(layout, role).orElseThrow());
        }
        Optional<UUID> guid = layout.table().type() == TableType.GPT
                ? Optional.of(Fresh.guid(id)) : Optional.empty();
        return layout.with(new Partition(id, number.getAsInt(), range, role, typeCode, name, guid, Set.of(),
                Chain.ebr(layout, id, range.start(), room, alignment), content));
    }
}
