package org.platter.operation;

import java.util.List;
import java.util.Optional;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.layout.Alignment;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;

/**
 * Copies a partition into free space of the same disk. Without a size the copy is as large as the original,
 * and only its start is aligned; with a larger one its file system grows. The copy has the label of the
 * original, and its UUID where it gets no new one. It may replace a partition, such as the original: that is
 * removed, and the copy has its number, GUID, type, flags and name.
 *
 * @param source what is copied
 * @param id the identity that the copy will have; that of the partition that it replaces
 * @param start in bytes of the disk; without it, in the largest free space
 * @param newUuid whether the file system of the copy gets a new, random UUID
 * @param replaces whether the partition {@code id} is there and is replaced
 */
public record Copy(PartitionId source, PartitionId id, Optional<Amount> start, Optional<Amount> size,
        Optional<Role> role, Alignment alignment, boolean newUuid, boolean replaces) implements Operation {

    /** Makes one that replaces nothing. */
    public Copy(PartitionId source, PartitionId id, Optional<Amount> start, Optional<Amount> size,
            Optional<Role> role, Alignment alignment, boolean newUuid) {
        this(source, id, start, size, role, alignment, newUuid, false);
    }

    /** Returns whether it replaces its original, so that nothing is on the disk twice. */
    public boolean replacesOriginal() {
        return replaces && id.equals(source);
    }

    @Override
    public boolean replacesOther() {
        return replaces && !id.equals(source);
    }

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        Partition original = Subjects.find(before, source);
        if (original.role() == Role.EXTENDED || role.filter(Role.EXTENDED::equals).isPresent()) {
            throw new Refusal("An extended partition cannot be copied; copy the logical ones in it.");
        }
        if (original.content() instanceof Content.Unreadable unreadable) {
            throw new Refusal(unreadable.reason());
        }
        Optional<Partition> replaced = replaces ? Optional.of(replaceable(before, id, role,
                start.map(amount -> fixed(amount, original.range().start())))) : Optional.empty();
        long least = original.range().length();
        Amount wanted = size.map(amount -> fixed(amount, least)).orElse(Amount.bytes(least));
        NewPlace.Wish wish = new NewPlace.Wish(
                start.map(amount -> fixed(amount, original.range().start())), Optional.of(wanted), role,
                least, Long.MAX_VALUE, wanted.equals(Amount.bytes(least)), alignment);
        NewPlace place = replaced.isEmpty() ? NewPlace.find(before, wish)
                : NewPlace.find(before, wish, List.of(replaced.get().role()));
        long length = place.range().length();
        if (length < least) {
            throw new Refusal("The copy of " + Subjects.name(original) + " needs at least "
                    + Wording.size(before, least) + ", and would have " + Wording.size(before, length) + ".");
        }
        Content content = original.content();
        if (length > least) {
            Freedom freedom = Freedom.of(before, original);
            if (Filling.isCut(original)) {
                throw new Refusal(original.fileSystem().orElseThrow().problems().get(0));
            }
            if (freedom.grow().isPresent()) {
                throw new Refusal(freedom.grow().get());
            }
            if (length > freedom.maximumSize()) {
                throw new Refusal("The copy of " + Subjects.name(original) + " can have at most "
                        + Wording.size(before, freedom.maximumSize()) + ", and would have "
                        + Wording.size(before, length) + ".");
            }
            content = Resize.fitted(content, length);
        }
        content = newUuid ? SetUuid.renewed(content, id) : content;
        return replaced.isEmpty()
                ? place.add(before, id, original.typeCode(), original.name(), content, alignment)
                : place.replace(before, replaced.get(), content, alignment);
    }

    /** Returns the partition that is replaced by a copy of that role, which lies at {@code start}. */
    static Partition replaceable(Layout before, PartitionId id, Optional<Role> role, Optional<Amount> start)
            throws Refusal {
        Partition replaced = Subjects.find(before, id);
        if (replaced.role() == Role.EXTENDED) {
            throw new Refusal("An extended partition cannot be replaced by a copy; replace the logical ones "
                    + "in it.");
        }
        if (role.filter(wanted -> wanted != replaced.role()).isPresent()) {
            throw new Refusal("The copy takes over number " + replaced.number() + ", which is that of a "
                    + replaced.role().id() + " partition; leave out role=.");
        }
        long wanted = start.filter(Places::isExact).map(amount -> Places.place(amount, 0, 0))
                .orElse(replaced.range().start());
        boolean isInside = before.extended().filter(frame -> frame.range().contains(wanted)).isPresent();
        if (isInside != (replaced.role() == Role.LOGICAL)) {
            throw new Refusal("The copy takes over number " + replaced.number() + ", which is that of a "
                    + replaced.role().id() + " partition, and such a one lies "
                    + (isInside ? "outside" : "inside") + " of the extended partition.");
        }
        return replaced;
    }

    /** A relative amount adds to that of the original. */
    private static Amount fixed(Amount amount, long original) {
        return amount instanceof Amount.Relative ? Amount.bytes(Places.place(amount, original, 0)) : amount;
    }

    @Override
    public String describe(Layout before) {
        Partition made = Subjects.after(this, before).partition(id).orElseThrow();
        if (replaces) {
            return "Replace " + Subjects.name(made) + " by a copy of "
                    + (replacesOriginal() ? "it" : Subjects.name(Subjects.require(before, source))) + " at "
                    + Wording.place(before, made.range().start()) + " ("
                    + ByteSize.format(made.range().length()) + ")" + (newUuid ? " with a new UUID" : "");
        }
        return "Copy " + Subjects.name(Subjects.require(before, source)) + " to a new "
                + (made.role() == Role.LOGICAL ? "logical " : "") + Subjects.name(made) + " ("
                + ByteSize.format(made.range().length()) + ")" + (newUuid ? " with a new UUID" : "");
    }

    @Override
    public String line(Layout before) {
        int sector = before.sectorSize();
        return "copy " + Subjects.require(before, source).number()
                + start.map(amount -> " start=" + amount.text(sector)).orElse("")
                + size.map(amount -> " size=" + amount.text(sector)).orElse("")
                + role.map(part -> " role=" + part.id()).orElse("")
                + " align=" + alignment.id() + (newUuid ? " uuid=random" : "")
                + (replaces ? " replace=" + Subjects.require(before, id).number() : "");
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.of(id);
    }
}
