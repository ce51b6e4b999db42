package org.platter.operation;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.layout.Alignment;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/**
 * Copies a partition of another image into free space of this disk. Without a size the copy is as large as
 * the original; with a larger one its file system grows. The copy has the label of the original, and its UUID
 * where it gets no new one. It may replace a partition of this disk: that is removed, and the copy has its
 * number, GUID, type, flags and name.
 *
 * @param id the identity that the copy will have; that of the partition that it replaces
 * @param from the other image's path
 * @param number of the partition there
 * @param original what lies there; it has to be looked at before the operation can be applied
 * @param start in bytes of the disk; without it, in the largest free space
 * @param newUuid whether the file system of the copy gets a new, random UUID
 * @param replaces whether the partition {@code id} is there and is replaced
 */
public record Paste(PartitionId id, String from, int number, Optional<Original> original,
        Optional<Amount> start, Optional<Amount> size, Optional<Role> role, Alignment alignment,
        boolean newUuid, boolean replaces) implements Operation {

    /** Makes one that replaces nothing. */
    public Paste(PartitionId id, String from, int number, Optional<Original> original, Optional<Amount> start,
            Optional<Amount> size, Optional<Role> role, Alignment alignment, boolean newUuid) {
        this(id, from, number, original, start, size, role, alignment, newUuid, false);
    }

    @Override
    public boolean replacesOther() {
        return replaces;
    }

    /**
     * A partition of another disk.
     *
     * @param length in bytes
     * @param table the kind of table that {@code typeCode} is of
     */
    public record Original(long length, int sectorSize, Content content, TableType table, String typeCode,
            Optional<String> name) {

        public static Original of(Layout layout, Partition partition) {
            return new Original(partition.range().length(), layout.sectorSize(), plain(partition.content()),
                    layout.table().type(), partition.typeCode(), partition.name());
        }

        /** How far it could shrink is known to some who look at it, and not to others. */
        private static Content plain(Content content) {
            return content instanceof Content.FileSystem known
                    ? known.withMinimum(OptionalLong.empty()) : content;
        }
    }

    /** Returns the same wish about what was found there. */
    public Paste of(Original found) {
        return new Paste(id, from, number, Optional.of(found), start, size, role, alignment, newUuid,
                replaces);
    }

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        Original found = original.orElseThrow(() -> new Refusal("Partition " + number + " of " + from
                + " has to be looked at before it can be pasted."));
        if (found.content() instanceof Content.Extended || role.filter(Role.EXTENDED::equals).isPresent()) {
            throw new Refusal("An extended partition cannot be copied; copy the logical ones in it.");
        }
        if (found.content() instanceof Content.Unreadable unreadable) {
            throw new Refusal(unreadable.reason());
        }
        if (found.sectorSize() != before.sectorSize()) {
            refuseSectors(found, before.sectorSize());
        }
        long least = ByteSize.ceil(found.length(), before.sectorSize());
        Amount wanted = size.orElse(Amount.bytes(least));
        Optional<Partition> replaced = replaces
                ? Optional.of(Copy.replaceable(before, id, role, start)) : Optional.empty();
        NewPlace.Wish wish = new NewPlace.Wish(start, Optional.of(wanted), role, least, Long.MAX_VALUE,
                wanted.equals(Amount.bytes(least)), alignment);
        NewPlace place = replaced.isEmpty() ? NewPlace.find(before, wish)
                : NewPlace.find(before, wish, List.of(replaced.get().role()));
        long length = place.range().length();
        if (length < least) {
            throw new Refusal("The copy of partition " + number + " of " + from + " needs at least "
                    + Wording.size(before, least) + ", and would have " + Wording.size(before, length) + ".");
        }
        Content content = length > found.length() ? Resize.fitted(found.content(), length) : found.content();
        content = newUuid ? SetUuid.renewed(content, id) : content;
        String code = found.table() == before.table().type() ? found.typeCode()
                : ConvertTable.typeCode(found.content(), found.typeCode(), found.table(),
                        before.table().type());
        Layout after = replaced.isPresent() ? place.replace(before, replaced.get(), content, alignment)
                : place.add(before, id, code, before.table().type() == TableType.GPT
                        ? found.name() : Optional.empty(), content, alignment);
        if (length > found.length()) {
            Optional<String> refusal = Freedom.of(after, after.partition(id).orElseThrow()).grow();
            if (refusal.isPresent()) {
                throw new Refusal(refusal.get());
            }
        }
        return after;
    }

    /** @throws Refusal unless it is a file system of blocks that are no smaller than the sectors */
    private void refuseSectors(Original found, int sector) throws Refusal {
        OptionalLong most = found.content() instanceof Content.FileSystem known
                ? known.limits().maximumSector() : OptionalLong.empty();
        if (most.isEmpty() || most.getAsLong() < sector) {
            throw new Refusal("Partition " + number + " of " + from + (most.isEmpty()
                    ? " is made for sectors of " + found.sectorSize() + " bytes"
                    : " has blocks of " + most.getAsLong() + " bytes") + ", and this disk has sectors of "
                    + sector
                    + "; copy its files instead.");
        }
    }

    @Override
    public String describe(Layout before) {
        Partition made = Subjects.after(this, before).partition(id).orElseThrow();
        if (replaces) {
            return "Replace " + Subjects.name(made) + " by a copy of partition " + number + " of "
                    + from + " at " + Wording.place(before, made.range().start()) + " ("
                    + ByteSize.format(made.range().length()) + ")" + (newUuid ? " with a new UUID" : "");
        }
        return "Copy partition " + number + " of " + from + " to a new "
                + (made.role() == Role.LOGICAL ? "logical " : "") + Subjects.name(made) + " ("
                + ByteSize.format(made.range().length()) + ")" + (newUuid ? " with a new UUID" : "");
    }

    @Override
    public String line(Layout before) {
        int sector = before.sectorSize();
        return "paste from=" + Wording.value(from) + " partition=" + number
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
