package org.platter.operation;

import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Problem;
import org.platter.layout.Table;
import org.platter.layout.TableType;
import org.platter.table.PartitionTables;

/**
 * Makes the disk larger or smaller; what lies on it stays where it is. A partition that fills a disk without
 * a table goes on filling it: where the disk becomes smaller its file system does so too, and where it
 * becomes larger a check of it grows the file system.
 *
 * @param size of the whole disk, in bytes; a percentage is of the present size
 */
public record DiskResize(Amount size) implements Operation {

    private static final long LARGEST = 1L << 60;

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        long least = least(before);
        if (size instanceof Amount.Max) {
            throw new Refusal("A disk has no largest size; write how large it is to be, such as size=+2GiB.");
        }
        long wanted = size instanceof Amount.Min
                ? Math.min(before.diskSize(), ByteSize.ceil(least, ByteSize.MIB))
                : ByteSize.floor(Places.place(size, before.diskSize(), before.diskSize()),
                        before.sectorSize());
        if (wanted < least) {
            throw new Refusal(tooSmall(before, wanted, least));
        }
        if (!before.isEditable()) {
            return mended(before, wanted);
        }
        if (wanted > LARGEST) {
            throw new Refusal("A disk of " + ByteSize.format(wanted) + " is more than any file can hold.");
        }
        return before.table().type() == TableType.NONE ? Filling.onDisk(before, wanted)
                : before.withDisk(wanted, PartitionTables.grown(before, wanted));
    }

    /**
     * Checks that a disk becomes smaller only where that was allowed beside its size: a size may be mistyped.
     *
     * @throws Refusal if it becomes smaller and that was not allowed
     */
    public static void requireConsent(long before, long after, boolean mayShrink) throws Refusal {
        if (after < before && !mayShrink) {
            throw new Refusal("The disk would become smaller, from " + ByteSize.format(before) + " to "
                    + ByteSize.format(after) + "; add --shrink to allow that.");
        }
    }

    /** Returns whether a larger disk puts a table right: a partition ends after the end of the disk. */
    public static boolean mends(Layout damaged) {
        OptionalLong needed = PartitionTables.needed(damaged);
        return needed.isPresent() && PartitionTables.enlarged(damaged, needed.getAsLong()).problems().stream()
                .allMatch(Problem::repairable);
    }

    private static Layout mended(Layout damaged, long wanted) throws Refusal {
        Layout enlarged = PartitionTables.enlarged(damaged, wanted);
        Optional<Problem> left = enlarged.problems().stream().filter(problem -> !problem.repairable())
                .findFirst();
        if (left.isPresent()) {
            throw new Refusal(left.get().text());
        }
        return PartitionTables.repaired(enlarged);
    }

    /** Returns the smallest size that leaves all partitions, and the backup of a GPT, on the disk. */
    private static long least(Layout layout) {
        Table table = layout.table();
        if (table.type() == TableType.NONE) {
            return Filling.least(layout);
        }
        if (PartitionTables.needed(layout).isPresent()) {
            return PartitionTables.needed(layout).getAsLong();
        }
        long backup = table.type() == TableType.GPT ? layout.diskSize() - table.usable().end() : 0;
        return Math.max(table.usable().start() + layout.sectorSize(), last(layout)) + backup;
    }

    private static long last(Layout layout) {
        return layout.partitions().stream().mapToLong(partition -> partition.range().end()).max().orElse(0);
    }

    private static String tooSmall(Layout layout, long wanted, long least) {
        Optional<Partition> last = layout.partitions().stream()
                .max(Comparator.comparing(partition -> partition.range().end()));
        return "The disk cannot be made as small as " + Wording.size(layout, wanted) + ": it needs "
                + Wording.size(layout, least)
                + (last.isEmpty() ? "." : ", because " + Subjects.name(last.get())
                        + (layout.table().type() == TableType.NONE ? " fills it." : " ends at "
                                + Wording.place(layout, last.get().range().end())
                                + (layout.table().type() == TableType.GPT ? " and the backup table follows."
                                        : ".")));
    }

    @Override
    public String describe(Layout before) {
        long after = Subjects.after(this, before).diskSize();
        String sizes = " the disk from " + ByteSize.format(before.diskSize()) + " to "
                + ByteSize.format(after);
        if (!before.isEditable()) {
            return "Grow" + sizes + ", and rewrite its table";
        }
        return after == before.diskSize() ? "Leave the disk as it is"
                : (after > before.diskSize() ? "Grow" : "Shrink") + sizes;
    }

    @Override
    public String line(Layout before) {
        return "disk size=" + size.text(before.sectorSize());
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.empty();
    }
}
