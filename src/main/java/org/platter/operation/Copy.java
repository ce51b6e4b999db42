package org.platter.operation;

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
 * original, and its UUID where it gets no new one.
 *
 * @param source what is copied
 * @param id the identity that the copy will have
 * @param start in bytes of the disk; without it, in the largest free space
 * @param newUuid whether the file system of the copy gets a new, random UUID
 */
public record Copy(PartitionId source, PartitionId id, Optional<Amount> start, Optional<Amount> size,
        Optional<Role> role, Alignment alignment, boolean newUuid) implements Operation {

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        Partition original = Subjects.find(before, source);
        if (original.role() == Role.EXTENDED || role.filter(Role.EXTENDED::equals).isPresent()) {
            throw new Refusal("An extended partition cannot be copied; copy the logical ones in it.");
        }
        if (original.content() instanceof Content.Unreadable unreadable) {
            throw new Refusal(unreadable.reason());
        }
        long least = original.range().length();
        Amount wanted = size.map(amount -> fixed(amount, least)).orElse(Amount.bytes(least));
        NewPlace place = NewPlace.find(before, new NewPlace.Wish(
                start.map(amount -> fixed(amount, original.range().start())), Optional.of(wanted), role,
                least, Long.MAX_VALUE, wanted.equals(Amount.bytes(least)), alignment));
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
        return place.add(before, id, original.typeCode(), original.name(), content, alignment);
    }

    /** A relative amount adds to that of the original. */
    private static Amount fixed(Amount amount, long original) {
        return amount instanceof Amount.Relative ? Amount.bytes(Places.place(amount, original, 0)) : amount;
    }

    @Override
    public String describe(Layout before) {
        Partition made = Subjects.after(this, before).partition(id).orElseThrow();
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
                + " align=" + alignment.id() + (newUuid ? " uuid=random" : "");
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.of(id);
    }
}
