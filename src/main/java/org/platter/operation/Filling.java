package org.platter.operation;

import java.util.List;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.TableType;
import org.platter.table.PartitionTables;

/**
 * What fills a disk without a table. The disk and its file system become smaller together, the file system
 * first.
 */
public final class Filling {

    private static final long LARGEST = 1L << 60;

    private Filling() {}

    /** Returns the partition that stands for all of a disk without a table, where there is one. */
    public static Optional<Partition> of(Layout layout) {
        return layout.table().type() == TableType.NONE ? layout.partitions().stream().findFirst()
                : Optional.empty();
    }

    /** Returns the bytes that a partition's content takes, where it does not fill all of it. */
    public static long spanned(Partition partition) {
        long size = partition.range().length();
        return partition.content() instanceof Content.FileSystem known
                ? Math.min(size, known.size().orElse(size)) : size;
    }

    /** Returns whether the only thing wrong with a partition is that its file system ends behind it. */
    public static boolean isCut(Partition partition) {
        return partition.fileSystem().filter(it -> isCut(it, partition.range().length())).isPresent();
    }

    static boolean isCut(Content.FileSystem known, long partitionSize) {
        return known.size().orElse(0) > partitionSize && known.problems().size() == 1;
    }

    /** @throws Refusal if a file system would end behind its partition, as it does now */
    static void requireWhole(Layout layout, Partition partition, long newSize) throws Refusal {
        long needed = partition.content().size().orElse(0);
        if (isCut(partition) && newSize < needed) {
            throw new Refusal(Wording.capitalized(Subjects.name(partition)) + " has to have at least "
                    + Wording.size(layout, needed) + ", which its file system takes.");
        }
    }

    /** Returns a file system that was cut, as it is in a partition that is large enough. */
    static Content.FileSystem whole(Content.FileSystem known, long newSize) {
        boolean isMended = known.problems().size() == 1 && known.size().orElse(Long.MAX_VALUE) <= newSize;
        return isMended ? known.withProblems(List.of()) : known;
    }

    /** Returns the smallest size of the disk: what the content can be shrunk to, or what it takes up now. */
    static long least(Layout layout) {
        long content = of(layout).map(partition -> Math.min(spanned(partition),
                Freedom.of(layout, partition).minimumSize())).orElse(0L);
        return Math.max(layout.sectorSize(), content);
    }

    /** Returns the layout with a disk of this size; a file system that would not fit is made smaller. */
    static Layout onDisk(Layout before, long size) {
        List<Partition> filling = before.partitions().stream().map(partition -> partition
                .withRange(new ByteRange(0, size))
                .withContent(spanned(partition) <= size ? partition.content()
                        : Resize.fitted(partition.content(), size)))
                .toList();
        return new Layout(PartitionTables.grown(before, size), size, before.sectorSize(), before.geometry(),
                filling, before.problems());
    }

    /** Returns the layout with the disk and its file system made as large as {@code amount} says, as one. */
    static Layout resized(Layout before, Partition partition, Amount amount) throws Refusal {
        Freedom freedom = Freedom.of(before, partition);
        if (amount instanceof Amount.Max) {
            throw new Refusal("A disk without a partition table has no largest size; write how large it is "
                    + "to be, such as size=+2GiB.");
        }
        long now = before.diskSize();
        if (amount instanceof Amount.Min && freedom.shrink().isPresent()) {
            throw new Refusal(freedom.shrink().get());
        }
        long wanted = amount instanceof Amount.Min
                ? Math.min(now, ByteSize.ceil(freedom.minimumSize(), ByteSize.MIB))
                : ByteSize.floor(Places.place(amount, now, now), before.sectorSize());
        Optional<String> reason = wanted > now ? freedom.grow() : wanted < now ? freedom.shrink()
                : Optional.empty();
        if (reason.isPresent()) {
            throw new Refusal(reason.get());
        }
        String name = Wording.capitalized(Subjects.name(partition));
        if (wanted < Math.min(now, freedom.minimumSize())) {
            throw new Refusal(name + " cannot be made as small as " + Wording.size(before, wanted)
                    + ": what is in it needs at least " + Wording.size(before, freedom.minimumSize()) + ".");
        }
        if (wanted > Math.min(LARGEST, Math.max(now, freedom.maximumSize()))) {
            throw new Refusal(name + " cannot be made as large as " + Wording.size(before, wanted)
                    + ": there can be at most " + ByteSize.format(Math.min(LARGEST, freedom.maximumSize()))
                    + ".");
        }
        requireWhole(before, partition, wanted);
        Layout after = onDisk(before, wanted);
        Partition changed = after.partition(partition.id()).orElseThrow();
        return wanted == now ? before
                : after.with(changed.withContent(Resize.fitted(partition.content(), wanted)));
    }
}
