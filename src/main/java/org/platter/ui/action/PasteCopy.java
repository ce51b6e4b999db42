package org.platter.ui.action;

import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.layout.Alignment;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.ui.CopySource;
import org.platter.ui.Describe;
import org.platter.ui.Desk;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.Texts;
import org.platter.ui.dialog.CopyDialog;

/** Queues a copy of the copied partition into the selected free space. */
final class PasteCopy extends OnDisk {

    PasteCopy() {
        super("paste", "Shortcut+V", "mdi2c-content-paste");
    }

    /** Names what would be pasted. */
    @Override
    String tip(Optional<DiskViewModel> shown) {
        return shown.flatMap(disk -> disk.pasting().source()).map(Describe::paste).orElseGet(this::tip);
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.edit(disk).or(() -> nothingCopied(disk))
                .or(() -> whyNot(disk, disk.desk().copied().orElseThrow().from(),
                        disk.pasting().source().orElseThrow()));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        disk.selectedGap().ifPresent(gap -> disk.pasting().source().ifPresent(source -> window.show(this,
                with -> CopyDialog.show(with.owner(), disk, source, gap))));
    }

    private static Optional<String> nothingCopied(DiskViewModel disk) {
        if (disk.desk().copied().isEmpty()) {
            return Optional.of(Texts.get("why.nothing-copied"));
        }
        if (disk.pasting().source().isPresent()) {
            return Optional.empty();
        }
        Desk.Copied copied = disk.desk().copied().get();
        return copied.from().preview().partition(copied.id())
                .map(planned -> Texts.get("why.copied-planned", planned.number(), copied.from().name()))
                .or(() -> Optional.of(Texts.get("why.copied-gone")));
    }

    private static Optional<String> whyNot(DiskViewModel disk, DiskViewModel from, CopySource source) {
        return beyondReach(disk, from)
                .or(() -> canReplace(disk) ? Optional.empty() : NewPartition.noRoom(disk))
                .or(() -> Reasons.inUse(from, source.partition().id())).or(() -> {
                    ByteRange gap = disk.selectedGap().orElseThrow();
                    long wanted = source.partition().range().length();
                    return gap.length() < wanted ? Optional.of(Texts.get("why.too-small",
                            ByteSize.format(gap.length()), ByteSize.format(wanted)))
                            : otherSectors(disk, source);
                });
    }

    /** A copy that replaces a partition needs no entry of its own in the table. */
    private static boolean canReplace(DiskViewModel disk) {
        return disk.selectedGap().isPresent() && disk.preview().partitions().stream()
                .anyMatch(partition -> partition.role() == (disk.preview()
                        .isLogicalSpace(disk.selectedGap().get()) ? Role.LOGICAL : Role.PRIMARY));
    }

    /** An engine that is a process of its own opens the other image itself, and as somebody else. */
    private static Optional<String> beyondReach(DiskViewModel disk, DiskViewModel from) {
        if (from == disk) {
            return Optional.empty();
        }
        if (from.disk().isElsewhere()) {
            return Optional.of(Texts.get("why.copied-by-root", from.name()));
        }
        return disk.disk().isElsewhere() && disk.desk().isOpen(from)
                ? Optional.of(Texts.get("why.copied-open", from.name(), disk.name())) : Optional.empty();
    }

    /** Returns what the operation itself says to sectors of another size. */
    private static Optional<String> otherSectors(DiskViewModel disk, CopySource source) {
        return source.other().filter(other -> other.original().sectorSize() != disk.preview().sectorSize())
                .flatMap(other -> Reasons.tried(disk, source.operation(PartitionId.fresh(), Optional.empty(),
                        Optional.empty(), Optional.empty(), Alignment.NONE, false)));
    }
}
