package org.platter.ui.action;

import java.util.Locale;
import java.util.Optional;
import org.platter.filesystem.Kind;
import org.platter.layout.Partition;
import org.platter.session.Usage;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Reasons;
import org.platter.ui.Texts;

/** Mounts the partition or ends that; swap space is not mounted but switched on. */
final class UsePartition extends OnPartition {

    private final Usage usage;
    private final Usage ofSwap;

    /** @param ofSwap what it does with swap space */
    UsePartition(String id, String key, String icon, Usage usage, Usage ofSwap) {
        super(id, key, icon);
        this.usage = usage;
        this.ofSwap = ofSwap;
    }

    @Override
    String words(Optional<DiskViewModel> shown) {
        return shown.flatMap(DiskViewModel::selectedPartition).filter(UsePartition::isSwap)
                .map(swap -> Texts.get("action." + id() + ".swap")).orElseGet(this::text);
    }

    @Override
    Optional<String> whyNotAny(DiskViewModel disk) {
        return Reasons.busy(disk);
    }

    @Override
    Optional<String> whyNot(DiskViewModel disk, Partition partition) {
        return extended(partition).or(() -> {
            Optional<Partition> onDisk = disk.onDisk().partition(partition.id());
            return Reasons.when(onDisk.isEmpty() || usage == Usage.MOUNT && !onDisk.get().equals(partition),
                    "why.pending-here");
        }).or(() -> disk.disk().whyNot(partition.id(), usage(partition)));
    }

    @Override
    void run(Actions window, DiskViewModel disk, Partition partition) {
        Usage asked = usage(partition);
        String number = String.valueOf(partition.number());
        String id = asked.name().toLowerCase(Locale.ROOT).replace('_', '-');
        disk.jobs().use(partition, asked, point -> window.tell(point
                .map(folder -> Texts.get("use.mounted", number, folder.toString()))
                .orElseGet(() -> Texts.get("use." + id + ".done", number))),
                window.failed("use." + id + ".failed"));
    }

    private Usage usage(Partition partition) {
        return isSwap(partition) ? ofSwap : usage;
    }

    private static boolean isSwap(Partition partition) {
        return Kind.SWAP.isOf(partition.content());
    }
}
