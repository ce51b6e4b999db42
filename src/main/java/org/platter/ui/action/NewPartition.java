package org.platter.ui.action;

import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.layout.Layout;
import org.platter.layout.Role;
import org.platter.layout.TableType;
import org.platter.operation.Placement;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.dialog.NewPartitionDialog;

/** Queues a partition in the selected free space. */
final class NewPartition extends OnDisk {

    NewPartition() {
        super("new-partition", "Insert", "mdi2p-plus");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.edit(disk).or(() -> noRoom(disk));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        disk.selectedGap().ifPresent(gap -> window.show(this,
                with -> NewPartitionDialog.show(with.owner(), disk, gap)));
    }

    /** Returns why no partition can be made in the selected free space, in a sentence. */
    static Optional<String> noRoom(DiskViewModel disk) {
        Layout layout = disk.preview();
        return Reasons.noTable(layout)
                .or(() -> Reasons.when(disk.selectedGap().isEmpty(), "why.no-gap"))
                .or(() -> noRoom(layout, disk.selectedGap().orElseThrow()));
    }

    private static Optional<String> noRoom(Layout layout, ByteRange gap) {
        if (layout.isLogicalSpace(gap)) {
            return Placement.refusal(layout, gap, Role.LOGICAL);
        }
        Optional<String> refusal = Placement.refusal(layout, gap, Role.PRIMARY);
        return refusal.isPresent() && layout.table().type() == TableType.DOS
                && Placement.refusal(layout, gap, Role.EXTENDED).isEmpty() ? Optional.empty() : refusal;
    }
}
