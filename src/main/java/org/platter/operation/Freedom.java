package org.platter.operation;

import java.util.Optional;
import java.util.Set;
import org.platter.base.ByteSize;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Kind;
import org.platter.filesystem.Support;
import org.platter.filesystem.Tools;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/**
 * What the content of a partition lets be done to it. A file system that Platter can resize follows its
 * partition, down to what it uses. A partition of which nothing is known can grow, and what is in it
 * stays as it is; everything else keeps its size.
 *
 * @param minimumSize in bytes, on whole sectors; the present size where it cannot shrink
 * @param maximumSize in bytes; the present size where it cannot grow
 * @param move why it cannot be moved
 * @param grow why it cannot grow
 * @param shrink why it cannot shrink
 */
record Freedom(long minimumSize, long maximumSize, Optional<String> move, Optional<String> grow,
        Optional<String> shrink) {

    /**
     * Volumes that take no notice of free space behind them; a RAID member may have its superblock at its
     * end.
     */
    private static final Set<String> GROWABLE = Set.of(Kind.LUKS.blkidName(),
            Kind.LVM_MEMBER.blkidName());

    /** One part in so many is more than the tables and the journal of a new file system take. */
    private static final long EMPTY_SHARE = 4;

    static Freedom of(Layout layout, Partition partition) {
        if (layout.table().type() == TableType.NONE) {
            Freedom content = ofContent(layout, partition);
            return new Freedom(content.minimumSize(), content.maximumSize(), Optional.of("The disk has no "
                    + "partition table, so that " + Subjects.name(partition) + " always begins where it "
                    + "begins."), content.grow(), content.shrink());
        }
        return ofContent(layout, partition);
    }

    private static Freedom ofContent(Layout layout, Partition partition) {
        long size = partition.range().length();
        String name = Wording.capitalized(Subjects.name(partition));
        if (partition.role() == Role.EXTENDED) {
            Optional<String> inhabited = Chain.logicals(layout).isEmpty() ? Optional.empty()
                    : Optional.of(name + " cannot be moved while there are partitions in it; move its "
                            + "edges.");
            return new Freedom(layout.sectorSize(), Long.MAX_VALUE, inhabited, Optional.empty(),
                    Optional.empty());
        }
        Content content = partition.content();
        if (content instanceof Content.FileSystem known) {
            return ofFileSystem(layout, known, size, name);
        }
        if (content instanceof Content.Opaque opaque) {
            String reason = wholeOnly(name, opaque.detail().orElse(opaque.name()));
            if (!GROWABLE.contains(opaque.name())) {
                return new Freedom(size, size, Optional.empty(), Optional.of(reason), Optional.of(reason));
            }
            return new Freedom(size, Long.MAX_VALUE, Optional.empty(), Optional.empty(), Optional.of(
                    name + " holds " + opaque.name() + ", which Platter cannot shrink."));
        }
        if (content instanceof Content.Ambiguous several) {
            Optional<String> reason = Optional.of(several.sentence(partition.number()));
            return new Freedom(size, size, Optional.empty(), reason, reason);
        }
        if (content instanceof Content.Unreadable unreadable) {
            return fixed(size, name + " cannot be moved or resized. " + unreadable.reason());
        }
        return new Freedom(size, Long.MAX_VALUE, Optional.empty(), Optional.empty(), Optional.of(
                name + " cannot shrink, because its content is unknown; format it, or delete "
                        + "it and make another one."));
    }

    private static Freedom ofFileSystem(Layout layout, Content.FileSystem known, long size, String name) {
        if (Filling.isCut(known, size)) {
            Optional<String> reason = Optional.of(name + " cannot be moved or made smaller: "
                    + known.problems().get(0));
            return new Freedom(size, Long.MAX_VALUE, reason, Optional.empty(), reason);
        }
        if (!known.problems().isEmpty()) {
            return fixed(size, name + " cannot be moved or resized: " + known.problems().get(0));
        }
        Optional<FileSystemType> type = FileSystems.of(known);
        if (type.isEmpty()) {
            String reason = wholeOnly(name, known.id());
            return new Freedom(size, size, Optional.empty(), Optional.of(reason), Optional.of(reason));
        }
        Optional<String> neverGrows = never(type.get(), Action.GROW, name, known);
        long maximum = neverGrows.isPresent() ? size : Math.max(size, type.get().maximumBytes(known));
        Optional<String> grow = neverGrows.isPresent() || maximum > size ? neverGrows : Optional.of(
                name + " cannot grow: " + type.get().displayName() + " ends at "
                        + ByteSize.format(maximum) + ".");
        Optional<String> neverShrinks = never(type.get(), Action.SHRINK, name, known);
        if (neverShrinks.isPresent()) {
            return new Freedom(size, maximum, Optional.empty(), grow, neverShrinks);
        }
        boolean isSwap = Kind.SWAP.isOf(known);
        boolean isPlanned = known.used().isEmpty() && known.minimum().isEmpty() && known.uuid().isEmpty();
        if (!isSwap && !isPlanned && known.minimum().isEmpty() && known.used().isEmpty()) {
            return new Freedom(size, maximum, Optional.empty(), grow, Optional.of(
                    name + " cannot shrink, because it is not known how much of it is in use."));
        }
        long needed = isSwap ? 0 : isPlanned ? size / EMPTY_SHARE
                : known.minimum().orElseGet(() -> known.used().getAsLong());
        long least = Math.max(Math.max(needed, type.get().minimumBytes(known)), layout.sectorSize());
        long minimum = Math.min(size, ByteSize.ceil(Math.min(least, size), layout.sectorSize()));
        Optional<String> shrink = minimum < size ? Optional.empty() : Optional.of(
                name + " cannot shrink: its " + type.get().displayName() + " needs "
                        + Wording.size(layout, least) + ".");
        return new Freedom(minimum, maximum, Optional.empty(), grow, shrink);
    }

    /** Returns why a file system cannot be resized on any machine. */
    private static Optional<String> never(FileSystemType type, Action action, String name,
            Content.FileSystem known) {
        Optional<Support.Never> ofType = type.support(action, Tools.ALL) instanceof Support.Never never
                ? Optional.of(never) : Optional.empty();
        return ofType.or(() -> type.never(action, known))
                .map(never -> name + " cannot " + action.verb() + ": " + never.why());
    }

    private static String wholeOnly(String name, String what) {
        return name + " holds " + what + ", which Platter moves and copies whole but cannot resize.";
    }

    private static Freedom fixed(long size, String reason) {
        return new Freedom(size, size, Optional.of(reason), Optional.of(reason), Optional.of(reason));
    }
}
