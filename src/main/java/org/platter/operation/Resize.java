package org.platter.operation;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.Kind;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Alignment;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/**
 * Moves one edge of a partition or both, and makes its file system fit. An edge that is not asked for stays
 * where it is. When both change, the partition is moved and resized in one.
 *
 * @param start where its first byte comes to lie, in bytes of the disk
 * @param end where the byte after its last comes to lie; not together with {@code size}
 * @param size its size in bytes, counted from its start
 */
public record Resize(PartitionId id, Optional<Amount> start, Optional<Amount> end, Optional<Amount> size,
        Alignment alignment) implements Operation {

    private static final Amount WHOLE = new Amount.Percent(BigDecimal.valueOf(100));

    public Resize {
        if (start.isEmpty() && end.isEmpty() && size.isEmpty() || end.isPresent() && size.isPresent()) {
            throw new IllegalArgumentException("a resize takes a start, and an end or a size");
        }
    }

    /** Returns the resize that gives a partition another size and leaves its start where it is. */
    public static Resize toSize(PartitionId id, Amount size, Alignment alignment) {
        return new Resize(id, Optional.empty(), Optional.empty(), Optional.of(size), alignment);
    }

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        Partition partition = Subjects.find(before, id);
        if (before.table().type() == TableType.NONE && start.isEmpty()) {
            return Filling.resized(before, partition, size.or(() -> end).orElseThrow());
        }
        Bounds bounds = Bounds.of(before, partition, alignment);
        ByteRange now = partition.range();
        long from = start.isEmpty() ? now.start() : start(before, bounds);
        long to = end.isEmpty() && size.isEmpty() ? now.end() : end(before, bounds, from);
        ByteRange after = new ByteRange(from, to);
        Freedom freedom = bounds.freedom();
        Optional<String> reason = from != now.start() && bounds.startIsFixed() ? freedom.move()
                : after.length() > now.length() ? freedom.grow()
                : after.length() < now.length() ? freedom.shrink() : Optional.empty();
        if (reason.isPresent()) {
            throw new Refusal(reason.get());
        }
        return resized(before, partition, after, bounds.room());
    }

    private long start(Layout before, Bounds bounds) throws Refusal {
        ByteRange now = bounds.partition().range();
        boolean isOnly = end.isEmpty() && size.isEmpty();
        Amount amount = start.orElseThrow();
        long wanted = amount instanceof Amount.Min ? 0
                : amount instanceof Amount.Max ? Long.MAX_VALUE / 2
                : Places.place(amount, now.start(), before.diskSize());
        if (bounds.startIsFixed() && wanted != now.start()) {
            throw new Refusal(bounds.freedom().move().orElseThrow());
        }
        if (isOnly) {
            refuseExtreme(amount, bounds.freedom().shrink(), bounds.freedom().grow());
        }
        OptionalLong found = isOnly ? bounds.start(wanted, now.end()) : bounds.freeStart(wanted);
        long reach = bounds.room().reach(before, alignment, amount, wanted);
        boolean isFar = found.isPresent() && Places.isExact(amount)
                && Math.abs(found.getAsLong() - wanted) >= reach;
        if (found.isEmpty() || isFar) {
            if (isOnly) {
                refuseSize(before, bounds, now.end() - Math.min(wanted, now.end()));
            }
            throw new Refusal(name(bounds) + " cannot start at " + Wording.place(before, wanted) + (isFar
                    ? "; the nearest place where it can start is "
                            + Wording.place(before, found.getAsLong()) + "."
                    : ": there is no room for an aligned start; try align=none."));
        }
        return found.getAsLong();
    }

    private long end(Layout before, Bounds bounds, long from) throws Refusal {
        ByteRange now = bounds.partition().range();
        long lowest = bounds.lowestEnd(from);
        if (lowest > bounds.highestEnd(from)) {
            throw new Refusal(name(bounds) + " has no room after " + Wording.place(before, from) + ".");
        }
        Amount amount = end.or(() -> size).orElseThrow();
        refuseExtreme(amount, bounds.freedom().grow(), bounds.freedom().shrink());
        if (amount instanceof Amount.Max || amount.equals(WHOLE) && size.isPresent()) {
            return bounds.largestEnd(from);
        }
        if (amount instanceof Amount.Min) {
            long least = bounds.end(0, from, Alignment.Ending.PLACE);
            return from == now.start() ? Math.min(least, now.end()) : least;
        }
        long wanted = end.isPresent() ? Places.place(amount, now.end(), before.diskSize())
                : from + Math.min(Long.MAX_VALUE / 2,
                        Places.place(amount, now.length(), bounds.largestSize(from)));
        long found = bounds.end(wanted, from,
                end.isPresent() ? Alignment.Ending.PLACE : Alignment.Ending.SIZE);
        boolean isShort = size.isPresent() && wanted < lowest && wanted != now.end();
        if (isShort || Places.isExact(amount) && Math.abs(found - wanted) >= alignment.unit(before)) {
            long length = Math.max(0, wanted - from);
            refuseSize(before, bounds, length);
            throw new Refusal(name(bounds) + (size.isPresent()
                    ? " cannot have " + Wording.size(before, length)
                    : " cannot end at " + Wording.place(before, wanted)) + ": "
                    + (wanted < lowest
                            ? "it has to reach to " + Wording.place(before, lowest) + "."
                            : "there is room for " + Wording.size(before, bounds.largestSize(from))
                                    + " only, then "
                                    + bounds.neighbour() + "."));
        }
        return found;
    }

    /** Says why there is no largest or smallest size to go to, rather than leaving things as they are. */
    private static void refuseExtreme(Amount amount, Optional<String> atMax, Optional<String> atMin)
            throws Refusal {
        Optional<String> reason = amount instanceof Amount.Max ? atMax
                : amount instanceof Amount.Min ? atMin : Optional.empty();
        if (reason.isPresent()) {
            throw new Refusal(reason.get());
        }
    }

    /** Refuses a size that the content, rather than the room around it, makes impossible. */
    private void refuseSize(Layout before, Bounds bounds, long wanted) throws Refusal {
        Freedom freedom = bounds.freedom();
        long now = bounds.partition().range().length();
        Optional<String> reason = wanted < now ? freedom.shrink()
                : wanted > now ? freedom.grow() : Optional.empty();
        if (reason.isPresent()) {
            throw new Refusal(reason.get());
        }
        String what = bounds.partition().fileSystem().flatMap(FileSystems::of)
                .map(type -> "its " + type.displayName()).orElse("it");
        if (wanted < freedom.minimumSize()) {
            throw new Refusal(name(bounds) + " cannot be made as small as " + Wording.size(before, wanted)
                    + ": " + what + " needs at least " + Wording.size(before, freedom.minimumSize()) + ".");
        }
        if (wanted > freedom.maximumSize()) {
            throw new Refusal(name(bounds) + " cannot be made as large as " + Wording.size(before, wanted)
                    + ": " + what + " can have at most " + Wording.size(before, freedom.maximumSize()) + ".");
        }
    }

    private static String name(Bounds bounds) {
        return Wording.capitalized(Subjects.name(bounds.partition()));
    }

    private Layout resized(Layout before, Partition partition, ByteRange after, Room room) throws Refusal {
        if (after.equals(partition.range())) {
            return before;
        }
        Filling.requireWhole(before, partition, after.length());
        Partition changed = partition.withRange(after)
                .withContent(fitted(partition.content(), after.length()));
        if (after.start() != partition.range().start()) {
            changed = changed.withEbr(Chain.ebr(before, id, after.start(), room, alignment));
        }
        return partition.role() == Role.EXTENDED ? Chain.framed(before, changed) : before.with(changed);
    }

    /** Returns a content as it is when its partition has been given a new size; one of several keeps its. */
    static Content fitted(Content content, long size) {
        return content instanceof Content.FileSystem known && known.volumes() == 1
                ? Filling.whole(known, size).withSize(size) : content;
    }

    @Override
    public String describe(Layout before) {
        Partition partition = Subjects.require(before, id);
        ByteRange from = partition.range();
        ByteRange to = Subjects.after(this, before).partition(id).orElseThrow().range();
        String name = Subjects.name(partition);
        long moved = to.start() - from.start();
        String sizes = " from " + ByteSize.format(from.length()) + " to " + ByteSize.format(to.length())
                + (before.table().type() == TableType.NONE ? ", and the disk with it" : "");
        if (to.equals(from)) {
            return "Leave " + name + " as it is";
        }
        boolean isShift = moved != 0 && to.end() != from.end();
        String shift = isShift ? "Move " + name + (moved > 0 ? " right by " : " left by ")
                + ByteSize.format(Math.abs(moved)) : "";
        String change = to.length() > from.length() ? "grow" : to.length() < from.length() ? "shrink" : "";
        String sentence = shift.isEmpty() ? Wording.capitalized(change) + " " + name + sizes
                : change.isEmpty() ? shift + " (" + ByteSize.format(to.length()) + ")"
                : shift + " and " + change + " it" + sizes;
        boolean contentStays = !change.isEmpty() && partition.role() != Role.EXTENDED
                && (partition.fileSystem().isEmpty()
                        || Kind.LUKS.isOf(partition.content()));
        return contentStays ? sentence + follow(partition.content(), to.length() > from.length()) : sentence;
    }

    /** Returns what becomes of a content that is not resized with its partition, as the end of a sentence. */
    private static String follow(Content content, boolean isGrowing) {
        return isGrowing && Kind.LUKS.isOf(content)
                ? "; the encrypted device is larger when it is next opened, what is in it stays as it is"
                : isGrowing && Kind.LVM_MEMBER.isOf(content)
                        ? "; what is in it stays as it is until “pvresize” is run where it is used"
                : "; what is in it stays as it is";
    }

    @Override
    public String line(Layout before) {
        int sector = before.sectorSize();
        return "resize " + Subjects.require(before, id).number()
                + start.map(amount -> " start=" + amount.text(sector)).orElse("")
                + end.map(amount -> " end=" + amount.text(sector)).orElse("")
                + size.map(amount -> " size=" + amount.text(sector)).orElse("")
                + " align=" + alignment.id();
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.of(id);
    }
}
