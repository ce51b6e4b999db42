package org.platter.session.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.LiveBlocks;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Problem;
import org.platter.layout.Role;
import org.platter.stage.DiskProbe;
import org.platter.stage.Stager;

/**
 * Which bytes of a disk mean something, and why where all of a partition has to be taken for such.
 *
 * @param kept what is kept whole and why, a sentence each
 */
record Live(LiveBlocks blocks, List<String> kept) {

    static Live of(BlockDevice disk) throws IOException {
        Layout layout = DiskProbe.read(disk);
        Optional<Problem> damage = layout.problems().stream().filter(problem -> !problem.repairable()).findFirst();
        if (damage.isPresent()) {
            return new Live(RangeSet::of, List.of("The whole disk was kept, since its partition table is damaged: "
                    + damage.get().text()));
        }
        List<String> kept = new ArrayList<>();
        for (Partition partition : layout.partitions()) {
            if (partition.role() != Role.EXTENDED
                    && Stager.liveBlocks(DiskProbe.slice(disk, partition), partition.content()).isEmpty()) {
                kept.add("Partition " + partition.number() + " was kept whole: which blocks "
                        + partition.content().type().orElse("its content") + " uses "
                        + (partition.fileSystem().isPresent() ? "cannot be told for certain." : "is not known."));
            }
        }
        return new Live(Stager.live(disk, layout), kept);
    }
}
