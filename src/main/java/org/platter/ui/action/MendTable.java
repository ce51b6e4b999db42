package org.platter.ui.action;

import java.util.List;
import java.util.Optional;
import org.platter.layout.Problem;
import org.platter.operation.RepairTable;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.Texts;

/** Queues the repair of the partition table. */
final class MendTable extends OnDisk {

    MendTable() {
        super("repair-table", "Shortcut+Shift+R", "mdi2w-wrench-outline");
    }

    @Override
    public Optional<String> whyNot(DiskViewModel disk) {
        return Reasons.busy(disk).or(() -> repair(disk));
    }

    @Override
    void run(Actions window, DiskViewModel disk) {
        window.push(disk, new RepairTable());
    }

    private static Optional<String> repair(DiskViewModel disk) {
        List<Problem> problems = disk.preview().problems();
        if (problems.isEmpty()) {
            return Optional.of(Texts.get("why.no-problem"));
        }
        return problems.stream().filter(problem -> !problem.repairable()).findFirst()
                .map(problem -> Texts.get("why.not-repairable", problem.text()))
                .or(() -> Reasons.tried(disk, new RepairTable()));
    }
}
