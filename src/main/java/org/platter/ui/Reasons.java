package org.platter.ui;

import java.util.Optional;
import java.util.function.Predicate;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.Support;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.TableType;
import org.platter.operation.Delete;
import org.platter.operation.Operation;
import org.platter.session.image.ImageFormat;

/**
 * Why something cannot be done with a disk now: conditions that actions and dialogs share. Each method is
 * described by a condition, and returns why that is not met in a sentence, or nothing where it is.
 */
public final class Reasons {

    private Reasons() {}

    /** Returns the text of a name in the bundle where something is refused. */
    public static Optional<String> when(boolean isRefused, String text, Object... values) {
        return !isRefused ? Optional.empty()
                : Optional.of(values.length == 0 ? Texts.get(text) : Texts.get(text, values));
    }

    /** No work is under way. */
    public static Optional<String> busy(DiskViewModel disk) {
        return when(disk.busyProperty().get(), "why.busy", disk.activityProperty().get());
    }

    /** Neither busy nor with files shown, which would change under those who look at them. */
    public static Optional<String> still(DiskViewModel disk) {
        return busy(disk).or(() -> browsed(disk));
    }

    static Optional<String> browsed(DiskViewModel disk) {
        return disk.shownFiles().now().map(shown -> Texts.get("why.browsed",
                String.valueOf(shown.number()), shown.path()));
    }

    /** No commit was interrupted. */
    public static Optional<String> interrupted(DiskViewModel disk) {
        return disk.disk().interrupted().map(
                waiting -> Texts.get(waiting.isOfAnother() ? "why.interrupted.other" : "why.interrupted"));
    }

    /** What mends the disk can be queued, be it damaged. */
    public static Optional<String> mending(DiskViewModel disk) {
        return busy(disk).or(() -> interrupted(disk));
    }

    /** Something can be queued. */
    public static Optional<String> edit(DiskViewModel disk) {
        return mending(disk).or(() -> {
            if (!disk.preview().problems().isEmpty()) {
                return Optional.of(Texts.get("why.problems", disk.preview().problems().get(0).text()));
            }
            // A repair that is pending lifts what the damaged table forbids.
            boolean repaired = !disk.onDisk().problems().isEmpty();
            return disk.disk().isEditable() || repaired ? Optional.empty()
                    : disk.disk().readOnlyReason().or(() -> Optional.of(Texts.get("why.read-only")));
        });
    }

    /** Something is pending. */
    public static Optional<String> nothingPending(DiskViewModel disk) {
        return when(disk.draft().isEmpty(), "why.nothing-pending");
    }

    /** All that is pending can be staged. */
    public static Optional<String> commit(DiskViewModel disk) {
        return still(disk).or(() -> interrupted(disk)).or(() -> nothingPending(disk));
    }

    /** The disk can be read again, by which nothing that is pending is lost. */
    public static Optional<String> reading(DiskViewModel disk) {
        return still(disk).or(() -> when(!disk.draft().isEmpty(), "why.pending"));
    }

    /** There is a partition table. */
    public static Optional<String> noTable(Layout layout) {
        return when(layout.table().type() == TableType.NONE, "why.no-table");
    }

    /** Nothing uses a partition: whatever would change it is refused as deleting it is. */
    public static Optional<String> inUse(DiskViewModel disk, PartitionId id) {
        return disk.use(id).isEmpty() ? Optional.empty() : tried(disk, new Delete(id));
    }

    /** An operation is possible. */
    public static Optional<String> tried(DiskViewModel disk, Operation operation) {
        try {
            disk.pending().tried(operation);
            return Optional.empty();
        } catch (Refusal refusal) {
            return Optional.of(refusal.getMessage());
        }
    }

    /** Something can be done with the content of a partition. */
    public static Optional<String> unsupported(DiskViewModel disk, Partition partition, Action action) {
        if (partition.content() instanceof Content.Opaque opaque) {
            return Optional.of(Texts.get("why.opaque", opaque.name())
                    + FileSystems.whyUnmanaged(opaque.name()).map(why -> " " + why).orElse(""));
        }
        if (partition.content() instanceof Content.Ambiguous several) {
            return Optional.of(several.sentence(partition.number()));
        }
        if (partition.content() instanceof Content.Unreadable unreadable) {
            return Optional.of(unreadable.reason());
        }
        if (partition.fileSystem().isEmpty()) {
            return Optional.of(Texts.get("why.no-file-system"));
        }
        Support support = disk.disk().support(partition, action);
        return support.isPossible() ? Optional.empty() : Optional.of(support.reason());
    }

    /** The image is a file: a server's disk has none. */
    public static Optional<String> noFile(DiskViewModel disk) {
        return when(Address.is(disk.path()), "why.address");
    }

    /** The image's format can do something; else {@code text} names the format. */
    public static Optional<String> lacking(DiskViewModel disk, Predicate<ImageFormat> can, String text) {
        return when(disk.imageFormat().filter(can).isEmpty(), text, formatTitle(disk));
    }

    /** Returns what the image's format is called. */
    public static String formatTitle(DiskViewModel disk) {
        return disk.imageFormat().map(ImageFormat::title).orElse(disk.disk().format());
    }

    /** The image as a whole can be changed. */
    public static Optional<String> imageChange(DiskViewModel disk) {
        return noFile(disk).or(() -> interrupted(disk))
                .or(() -> disk.disk().readOnlyReason().filter(why -> disk.onDisk().problems().isEmpty()))
                .or(() -> when(!disk.draft().isEmpty(), "why.pending"));
    }
}
