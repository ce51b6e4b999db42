package org.platter.ui;

import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.Kind;
import org.platter.filesystem.Support;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Alignment;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Problem;
import org.platter.layout.Role;
import org.platter.layout.TableType;
import org.platter.operation.Check;
import org.platter.operation.ConvertTable;
import org.platter.operation.Delete;
import org.platter.operation.DiskResize;
import org.platter.operation.Operation;
import org.platter.operation.Placement;
import org.platter.operation.RepairTable;
import org.platter.operation.SortNumbers;
import org.platter.session.Usage;

/** Why an action cannot be had now: the one place that greys buttons, and says so. */
final class Refusals {

    private Refusals() {}

    static Optional<String> of(UserAction action, DiskViewModel model) {
        return switch (action) {
            case OPEN, OPEN_ADDRESS, OPEN_DEVICE, LOOP_DEVICES, NEW_IMAGE, QUIT, SUPPORT, KEYS, ABOUT,
                    CONVERT, CLONE_DEVICE, COMPARE, DISK_INFORMATION ->
                Optional.empty();
            case IMAGE_INFORMATION -> busy(model);
            case COMPACT -> still(model).or(() -> interrupted(model)).or(() -> ImageRefusals.file(model));
            case CHECK_IMAGE -> still(model).or(() -> ImageRefusals.check(model));
            case COMMIT_IMAGE -> still(model).or(() -> ImageRefusals.commit(model));
            case REBASE -> still(model).or(() -> ImageRefusals.rebase(model));
            case SNAPSHOTS -> still(model).or(() -> ImageRefusals.snapshots(model));
            case BITMAPS -> still(model).or(() -> ImageRefusals.bitmaps(model));
            case GO_BACK -> still(model).or(() -> ImageRefusals.goBack(model));
            case CLOSE -> busy(model);
            case RELOAD -> still(model).or(() -> pending(model));
            case INFORMATION -> partition(model);
            case COPY -> partition(model).or(() -> extended(model));
            case RESUME -> still(model)
                    .or(() -> when(model.disk().interrupted().isEmpty(), "why.not-interrupted"))
                    .or(() -> when(model.disk().interrupted().get().isOfAnother(), "why.interrupted.other"));
            case REPAIR_TABLE -> busy(model).or(() -> repair(model));
            case UNDO -> busy(model).or(() -> when(!model.draft().canUndo(), "why.nothing-pending"));
            case REDO -> busy(model).or(() -> when(!model.draft().canRedo(), "why.nothing-undone"));
            case CLEAR, SAVE_PLAN -> busy(model).or(() -> nothingPending(model));
            case APPLY, REHEARSE -> still(model).or(() -> interrupted(model)).or(() -> nothingPending(model));
            case NEW_TABLE -> edit(model).or(() -> anyInUse(model));
            case LOAD_PLAN -> edit(model);
            case RESIZE_DISK -> DiskResize.mends(model.preview())
                    ? busy(model).or(() -> interrupted(model)) : edit(model);
            case RESTORE_TABLE -> mendable(model) ? busy(model).or(() -> interrupted(model)) : edit(model);
            case SORT_NUMBERS -> edit(model).or(() -> tried(model, new SortNumbers()))
                    .or(() -> when(SortNumbers.isInOrder(model.preview()), "why.in-order"));
            case CONVERT_TABLE -> edit(model).or(() -> tried(model, new ConvertTable(
                    model.preview().table().type() == TableType.GPT ? TableType.DOS : TableType.GPT)));
            case SAVE_TABLE -> busy(model)
                    .or(() -> when(model.onDisk().table().type() == TableType.NONE, "why.no-table"));
            case MOUNT, UNMOUNT -> busy(model).or(() -> partition(model)).or(() -> extended(model))
                    .or(() -> use(action, model));
            case BROWSE -> still(model).or(() -> partition(model)).or(() -> extended(model))
                    .or(() -> browse(model));
            case NEW_PARTITION -> edit(model).or(() -> create(model));
            case PASTE -> edit(model).or(() -> paste(model));
            case DELETE -> edit(model).or(() -> partition(model))
                    .or(() -> tried(model, new Delete(model.selectedPartition().orElseThrow().id())));
            case RESIZE_MOVE -> edit(model).or(() -> partition(model)).or(() -> inUse(model));
            case FORMAT -> edit(model).or(() -> partition(model)).or(() -> extended(model))
                    .or(() -> inUse(model));
            case CHECK, LOOK -> edit(model).or(() -> partition(model)).or(() -> inUse(model))
                    .or(() -> supported(model, Action.CHECK))
                    .or(() -> tried(model, new Check(model.selectedPartition().orElseThrow().id())));
            case LABEL -> edit(model).or(() -> partition(model)).or(() -> inUse(model))
                    .or(() -> supported(model, Action.LABEL));
            case UUID -> edit(model).or(() -> partition(model)).or(() -> inUse(model))
                    .or(() -> supported(model, Action.UUID));
            case NAME -> edit(model)
                    .or(() -> when(model.preview().table().type() != TableType.GPT, "why.not-gpt"))
                    .or(() -> partition(model));
            case FLAGS -> edit(model)
                    .or(() -> when(model.preview().table().type() == TableType.NONE, "why.no-table"))
                    .or(() -> partition(model));
        };
    }

    private static Optional<String> when(boolean refused, String text) {
        return refused ? Optional.of(Texts.get(text)) : Optional.empty();
    }

    private static Optional<String> busy(DiskViewModel model) {
        return model.busyProperty().get()
                ? Optional.of(Texts.get("why.busy", model.activityProperty().get())) : Optional.empty();
    }

    /** Neither busy nor with files shown, which would change under those who look at them. */
    private static Optional<String> still(DiskViewModel model) {
        return busy(model).or(() -> browsed(model));
    }

    static Optional<String> browsed(DiskViewModel model) {
        return model.shownFiles().now().map(shown -> Texts.get("why.browsed",
                String.valueOf(shown.number()), shown.path()));
    }

    private static Optional<String> browse(DiskViewModel model) {
        Partition partition = model.selectedPartition().orElseThrow();
        if (model.disk().isElsewhere()) {
            return Optional.of(Texts.get("why.browse-by-root", model.path()));
        }
        return when(model.onDisk().partition(partition.id()).isEmpty(), "why.not-on-disk")
                .or(() -> when(partition.content().type().isEmpty(), "why.no-file-system"));
    }

    static Optional<String> interrupted(DiskViewModel model) {
        return model.disk().interrupted().map(
                waiting -> Texts.get(waiting.isOfAnother() ? "why.interrupted.other" : "why.interrupted"));
    }

    static Optional<String> edit(DiskViewModel model) {
        return busy(model).or(() -> interrupted(model)).or(() -> {
            if (!model.preview().problems().isEmpty()) {
                return Optional.of(Texts.get("why.problems", model.preview().problems().get(0).text()));
            }
            // A repair that is pending lifts what the damaged table forbids.
            boolean repaired = !model.onDisk().problems().isEmpty();
            return model.disk().isEditable() || repaired ? Optional.empty()
                    : model.disk().readOnlyReason().or(() -> Optional.of(Texts.get("why.read-only")));
        });
    }

    private static Optional<String> nothingPending(DiskViewModel model) {
        return when(model.draft().isEmpty(), "why.nothing-pending");
    }

    private static Optional<String> pending(DiskViewModel model) {
        return when(!model.draft().isEmpty(), "why.pending");
    }

    private static Optional<String> partition(DiskViewModel model) {
        return when(model.selectedPartition().isEmpty(), "why.no-partition");
    }

    private static Optional<String> extended(DiskViewModel model) {
        return when(model.selectedPartition().filter(p -> p.role() == Role.EXTENDED).isPresent(),
                "why.extended");
    }

    private static Optional<String> supported(DiskViewModel model, Action action) {
        return partition(model).or(() -> extended(model))
                .or(() -> supported(model, model.selectedPartition().orElseThrow(), action));
    }

    static Optional<String> supported(DiskViewModel model, Partition partition, Action action) {
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
        Support support = model.disk().support(partition, action);
        return support.isPossible() ? Optional.empty() : Optional.of(support.reason());
    }

    /** The engine says what the selected partition is used for, and how to end that. */
    private static Optional<String> inUse(DiskViewModel model) {
        return model.selectedPartition().map(Partition::id).flatMap(id -> inUse(model, id));
    }

    /** What uses a partition keeps it as it is: whatever would change it is refused as deleting it is. */
    static Optional<String> inUse(DiskViewModel model, PartitionId id) {
        return model.use(id).isEmpty() ? Optional.empty() : tried(model, new Delete(id));
    }

    private static Optional<String> anyInUse(DiskViewModel model) {
        return model.preview().partitions().stream().map(Partition::id)
                .flatMap(id -> inUse(model, id).stream()).findFirst();
    }

    static boolean isSwap(Partition partition) {
        return Kind.SWAP.isOf(partition.content());
    }

    /** What an action means for a partition: swap space is not mounted but switched on. */
    static Usage usage(UserAction action, Partition partition) {
        return action == UserAction.MOUNT ? isSwap(partition) ? Usage.SWAP_ON : Usage.MOUNT
                : isSwap(partition) ? Usage.SWAP_OFF : Usage.UNMOUNT;
    }

    private static Optional<String> use(UserAction action, DiskViewModel model) {
        Partition partition = model.selectedPartition().orElseThrow();
        Optional<Partition> onDisk = model.onDisk().partition(partition.id());
        if (onDisk.isEmpty() || action == UserAction.MOUNT && !onDisk.get().equals(partition)) {
            return Optional.of(Texts.get("why.pending-here"));
        }
        return model.disk().whyNot(partition.id(), usage(action, partition));
    }

    private static Optional<String> create(DiskViewModel model) {
        Layout layout = model.preview();
        if (layout.table().type() == TableType.NONE) {
            return Optional.of(Texts.get("why.no-table"));
        }
        if (model.selectedGap().isEmpty()) {
            return Optional.of(Texts.get("why.no-gap"));
        }
        ByteRange gap = model.selectedGap().get();
        if (layout.isLogicalSpace(gap)) {
            return Placement.refusal(layout, gap, Role.LOGICAL);
        }
        Optional<String> refusal = Placement.refusal(layout, gap, Role.PRIMARY);
        return refusal.isPresent() && layout.table().type() == TableType.DOS
                && Placement.refusal(layout, gap, Role.EXTENDED).isEmpty() ? Optional.empty() : refusal;
    }

    private static Optional<String> paste(DiskViewModel model) {
        Optional<Desk.Copied> copied = model.desk().copiedProperty().get();
        if (copied.isEmpty()) {
            return Optional.of(Texts.get("why.nothing-copied"));
        }
        Optional<CopySource> source = model.copySource();
        if (source.isEmpty()) {
            return Optional.of(copied.get().from().preview().partition(copied.get().id())
                    .map(planned -> Texts.get("why.copied-planned", planned.number(),
                            copied.get().from().name()))
                    .orElseGet(() -> Texts.get("why.copied-gone")));
        }
        return beyondReach(model, copied.get().from())
                .or(() -> canReplace(model) ? Optional.empty() : create(model))
                .or(() -> inUse(copied.get().from(), source.get().partition().id())).or(() -> {
                    ByteRange gap = model.selectedGap().orElseThrow();
                    long wanted = source.get().partition().range().length();
                    return gap.length() < wanted ? Optional.of(Texts.get("why.too-small",
                            ByteSize.format(gap.length()), ByteSize.format(wanted)))
                            : otherSectors(model, source.get());
                });
    }

    /** A copy that replaces a partition needs no entry of its own in the table. */
    private static boolean canReplace(DiskViewModel model) {
        return model.selectedGap().isPresent() && model.preview().partitions().stream()
                .anyMatch(partition -> partition.role() == (model.preview()
                        .isLogicalSpace(model.selectedGap().get()) ? Role.LOGICAL : Role.PRIMARY));
    }

    /** An engine that is a process of its own opens the other image itself, and as somebody else. */
    private static Optional<String> beyondReach(DiskViewModel model, DiskViewModel from) {
        if (from == model) {
            return Optional.empty();
        }
        if (from.disk().isElsewhere()) {
            return Optional.of(Texts.get("why.copied-by-root", from.name()));
        }
        return model.disk().isElsewhere() && model.desk().isOpen(from)
                ? Optional.of(Texts.get("why.copied-open", from.name(), model.name())) : Optional.empty();
    }

    /** Returns what the operation itself says to sectors of another size. */
    private static Optional<String> otherSectors(DiskViewModel model, CopySource source) {
        return source.other().filter(other -> other.original().sectorSize() != model.preview().sectorSize())
                .flatMap(other -> tried(model, source.operation(PartitionId.fresh(), Optional.empty(),
                        Optional.empty(), Optional.empty(), Alignment.NONE, false)));
    }

    /** A saved table may take the place of one that is damaged. */
    private static boolean mendable(DiskViewModel model) {
        return !model.preview().problems().isEmpty()
                && model.preview().problems().stream().allMatch(Problem::repairable);
    }

    private static Optional<String> repair(DiskViewModel model) {
        if (model.preview().problems().isEmpty()) {
            return Optional.of(Texts.get("why.no-problem"));
        }
        return model.preview().problems().stream().filter(problem -> !problem.repairable()).findFirst()
                .map(Problem::text).map(text -> Texts.get("why.not-repairable", text))
                .or(() -> tried(model, new RepairTable()));
    }

    private static Optional<String> tried(DiskViewModel model, Operation operation) {
        try {
            model.tried(operation);
            return Optional.empty();
        } catch (Refusal refusal) {
            return Optional.of(refusal.getMessage());
        }
    }
}
