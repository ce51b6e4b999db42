package org.platter.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.base.NoSuchReading;
import org.platter.block.BlockDevice;
import org.platter.filesystem.registry.FileSystems;
import org.platter.filesystem.volume.BsdLabel;
import org.platter.host.HostFailure;
import org.platter.layout.Choices;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.layout.TableType;
import org.platter.table.PartitionTables;

/** Reads what is on a disk: its table, and what lies in each partition. */
public final class DiskProbe {

    private DiskProbe() {}

    /**
     * Returns the layout of a disk with its contents; damage is among its problems. A partition at whose
     * structures the device fails is {@link Content.Unreadable}.
     *
     * @throws IOException if the table cannot be read, or the disk is gone
     */
    public static Layout read(BlockDevice disk) throws IOException {
        return read(disk, Choices.NONE);
    }

    /**
     * As {@link #read(BlockDevice)}, with what somebody has chosen where the disk can be read in more than
     * one way. What is not there to be chosen has no effect: see {@link #requireChoosable}.
     */
    public static Layout read(BlockDevice disk, Choices choices) throws IOException {
        Layout table = TableReading.of(disk, choices.table());
        List<Partition> partitions = new ArrayList<>();
        for (Partition partition : table.partitions()) {
            Content content = content(disk, partition);
            if (table.table().type() == TableType.NONE && content instanceof Content.Unknown) {
                content = FileSystems.member(disk).<Content>map(member -> member).orElse(content);
            }
            String chosen = choices.contents().get(partition.number());
            partitions.add(partition.withContent(content instanceof Content.Ambiguous several
                    && chosen != null
                            ? several.reading(chosen).orElse(several) : content));
        }
        List<String> remarks = new ArrayList<>(table.remarks());
        for (Partition partition : partitions) {
            bsdLabel(disk, partition, table.table().type())
                    .ifPresent(label -> remarks.add(label.sentence(partition.number())));
            if (partition.content() instanceof Content.Unknown && partition.range().end() <= disk.size()) {
                FileSystems.lostExt(slice(disk, partition))
                        .ifPresent(lost -> remarks.add("Partition " + partition.number() + ": " + lost));
            }
        }
        return table.withPartitions(partitions).withRemarks(remarks)
                .withForeign(foreign(disk, table));
    }

    /** What cannot be read is nobody's to keep. */
    private static List<ByteRange> foreign(BlockDevice disk, Layout table) throws IOException {
        try {
            return PartitionTables.foreign(disk, table);
        } catch (HostFailure e) {
            e.unlessInputOutput();
            return List.of();
        }
    }

    /** @throws NoSuchReading if something was chosen on a disk on which it cannot be chosen, saying why */
    public static void requireChoosable(Layout chosen, Choices choices) throws NoSuchReading {
        if (choices.table().filter(type -> type != chosen.table().type()).isPresent()) {
            throw new NoSuchReading("The disk cannot be read as one "
                    + (choices.table().get() == TableType.NONE ? "without a table."
                            : "with a table of the kind " + choices.table().get().id() + "."));
        }
        for (Map.Entry<Integer, String> choice : choices.contents().entrySet()) {
            Partition partition = chosen.partition(choice.getKey()).orElseThrow(() -> new NoSuchReading(
                    "There is no partition " + choice.getKey() + " whose content could be chosen."));
            boolean isChosen = partition.content().type().filter(choice.getValue()::equals).isPresent()
                    || partition.fileSystem().filter(known -> known.id().equals(choice.getValue()))
                            .isPresent();
            if (!isChosen) {
                throw new NoSuchReading("Partition " + choice.getKey() + " cannot be read as “"
                        + choice.getValue() + "”: "
                        + (partition.content() instanceof Content.Ambiguous several
                                ? "it could be " + several.names() + "." : "it holds "
                                        + partition.content().type().orElse("nothing that is known") + "."));
            }
        }
    }

    /** Returns the bytes of a partition as a disk of its own, cut where the disk ends. */
    public static BlockDevice slice(BlockDevice disk, Partition partition) {
        ByteRange range = partition.range().intersection(new ByteRange(0, disk.size()))
                .orElse(new ByteRange(0, 0));
        return disk.slice(range, "partition " + partition.number());
    }

    private static Optional<BsdLabel> bsdLabel(BlockDevice disk, Partition partition, TableType table)
            throws IOException {
        return table != TableType.DOS || partition.role() == Role.EXTENDED
                || partition.content() instanceof Content.Unreadable || partition.range().end() > disk.size()
                        ? Optional.empty() : BsdLabel.read(slice(disk, partition));
    }

    private static Content content(BlockDevice disk, Partition partition) throws IOException {
        if (partition.role() == Role.EXTENDED) {
            return new Content.Extended();
        }
        if (partition.range().end() > disk.size()) {
            return new Content.Unknown();
        }
        try {
            return FileSystems.probe(slice(disk, partition));
        } catch (HostFailure e) {
            e.unlessInputOutput();
            return new Content.Unreadable("What is in partition " + partition.number() + " is not known: "
                    + e.getMessage() + ".");
        }
    }
}
