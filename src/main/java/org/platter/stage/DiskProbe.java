package org.platter.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.platter.base.ByteRange;
import org.platter.block.BlockDevice;
import org.platter.filesystem.FileSystems;
import org.platter.host.HostFailure;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
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
        Layout table = PartitionTables.read(disk);
        List<Partition> partitions = new ArrayList<>();
        for (Partition partition : table.partitions()) {
            partitions.add(partition.withContent(content(disk, partition)));
        }
        return table.withPartitions(partitions);
    }

    /** Returns the bytes of a partition as a disk of its own, cut where the disk ends. */
    public static BlockDevice slice(BlockDevice disk, Partition partition) {
        ByteRange range = partition.range().intersection(new ByteRange(0, disk.size()))
                .orElse(new ByteRange(0, 0));
        return disk.slice(range, "partition " + partition.number());
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
