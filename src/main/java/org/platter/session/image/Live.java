package org.platter.session.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.LiveBlocks;
import org.platter.host.DeviceUse;
import org.platter.host.HostFile;
import org.platter.host.KernelPartitions;
import org.platter.image.DiskImage;
import org.platter.layout.Choices;
import org.platter.layout.Content;
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

    /** @param disk what {@code image} holds, or a snapshot of it */
    static Live of(BlockDevice disk, DiskImage image, Choices choices) throws IOException {
        Layout layout = DiskProbe.read(disk, choices);
        Optional<Problem> damage = layout.problems().stream().filter(problem -> !problem.repairable())
                .findFirst();
        if (damage.isPresent()) {
            return new Live(RangeSet::of,
                    List.of("The whole disk was kept, since its partition table is damaged: "
                            + damage.get().text()));
        }
        Optional<HostFile> device = image.format().equals("raw") && image.file().isBlockDevice()
                ? Optional.of(image.file()) : Optional.empty();
        if (device.isPresent()) {
            List<String> uses = DeviceUse.of(device.get().path().toRealPath().getFileName().toString());
            if (!uses.isEmpty()) {
                return new Live(RangeSet::of, List.of("The whole disk was kept, since it is in use ("
                        + String.join(", ", uses) + "): what changes meanwhile is in the copy or not."));
            }
        }
        List<String> kept = new ArrayList<>();
        List<Partition> known = new ArrayList<>();
        for (Partition partition : layout.partitions()) {
            if (partition.role() == Role.EXTENDED) {
                continue;
            }
            List<String> uses = uses(device, partition);
            if (!uses.isEmpty()) {
                kept.add("Partition " + partition.number() + " was kept whole, since it is in use ("
                        + String.join(", ", uses) + "): what changes meanwhile is in the copy or not.");
            } else if (Stager.liveBlocks(DiskProbe.slice(disk, partition), partition.content()).isEmpty()) {
                kept.add("Partition " + partition.number() + " was kept whole: which blocks "
                        + partition.content().type().orElse("its content") + " uses "
                        + why(partition));
            } else {
                known.add(partition);
            }
        }
        return new Live(Stager.live(disk, layout.withPartitions(known)), kept);
    }

    private static String why(Partition partition) {
        return partition.content() instanceof Content.Ambiguous several
                ? "is not certain, since it could be " + several.names() + "."
                : partition.fileSystem().isPresent() ? "cannot be told for certain." : "is not known.";
    }

    private static List<String> uses(Optional<HostFile> device, Partition partition) throws IOException {
        Optional<String> name = device.isPresent() ? KernelPartitions.name(device.get(), partition.number())
                : Optional.empty();
        return name.isPresent() ? DeviceUse.of(name.get()) : List.of();
    }
}
