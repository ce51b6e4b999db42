package org.platter.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.block.BlockDevice;
import org.platter.block.JoinedDevice;
import org.platter.filesystem.Kind;
import org.platter.filesystem.registry.FileSystems;
import org.platter.filesystem.volume.LvmMetadata;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.stage.DiskProbe;

/**
 * A volume group of LVM as far as it lies on one disk.
 *
 * @param partitions the numbers of those that are physical volumes of it
 * @param missing how many of its physical volumes are on other disks
 * @param extentSize in bytes
 * @param size of the extents on this disk together, in bytes
 * @param free of those, in bytes
 */
public record VolumeGroup(String name, String uuid, List<Integer> partitions, int missing, long extentSize,
        long size, long free, List<LogicalVolume> volumes) {

    /**
     * A volume that users see.
     *
     * @param size in bytes
     * @param content what lies in it; nothing where not all of it can be read in order here
     */
    public record LogicalVolume(String name, String uuid, long size, Optional<Content> content) {}

    public VolumeGroup {
        partitions = List.copyOf(partitions);
        volumes = List.copyOf(volumes);
    }

    /** A physical volume, and what it says of its group. */
    private record Member(Partition partition, BlockDevice slice, LvmMetadata.VolumeGroup group) {}

    /** Reads the groups of which physical volumes are on a disk; what cannot be read is left out. */
    static List<VolumeGroup> on(BlockDevice disk, Layout layout) {
        Map<String, List<Member>> groups = new LinkedHashMap<>();
        for (Partition partition : layout.partitions()) {
            if (Kind.LVM_MEMBER.isOf(partition.content())) {
                BlockDevice slice = DiskProbe.slice(disk, partition);
                group(slice).ifPresent(group -> groups.computeIfAbsent(group.uuid(), key -> new ArrayList<>())
                        .add(new Member(partition, slice, group)));
            }
        }
        List<VolumeGroup> found = new ArrayList<>();
        for (List<Member> members : groups.values()) {
            found.add(of(members));
        }
        return found;
    }

    private static Optional<LvmMetadata.VolumeGroup> group(BlockDevice slice) {
        try {
            return LvmMetadata.read(slice).flatMap(LvmMetadata::group);
        } catch (IOException e) {
            return Optional.empty(); // the partition's content has it as a problem
        }
    }

    private static VolumeGroup of(List<Member> members) {
        LvmMetadata.VolumeGroup first = members.get(0).group();
        long size = 0;
        long used = 0;
        for (Member member : members) {
            size += member.group().extents().length();
            used += member.group().allocated().length();
        }
        List<LogicalVolume> volumes = new ArrayList<>();
        for (LvmMetadata.LogicalVolume volume : first.logicalVolumes()) {
            if (volume.isVisible()) {
                volumes.add(new LogicalVolume(volume.name(), volume.uuid(), volume.size(),
                        content(first.name(), volume, members)));
            }
        }
        return new VolumeGroup(first.name(), first.uuid(),
                members.stream().map(member -> member.partition().number()).toList(),
                Math.max(0, first.volumes() - members.size()), first.extentSize(), size, size - used,
                volumes);
    }

    /** A segment, and the device that it is a piece of. */
    private record Piece(LvmMetadata.Segment segment, BlockDevice slice) {}

    private static Optional<Content> content(String group, LvmMetadata.LogicalVolume volume,
            List<Member> members) {
        List<Piece> pieces = new ArrayList<>();
        for (Member member : members) {
            member.group().logicalVolumes().stream().filter(other -> other.uuid().equals(volume.uuid()))
                    .flatMap(other -> other.segments().stream())
                    .forEach(segment -> pieces.add(new Piece(segment, member.slice())));
        }
        pieces.sort(Comparator.comparingLong(piece -> piece.segment().start()));
        List<BlockDevice> devices = new ArrayList<>();
        long next = 0;
        for (Piece piece : pieces) {
            LvmMetadata.Segment segment = piece.segment();
            if (segment.start() != next || segment.length() <= 0
                    || segment.length() > piece.slice().size() - segment.offset()) {
                return Optional.empty();
            }
            devices.add(piece.slice().slice(ByteRange.of(segment.offset(), segment.length()),
                    "segment at " + segment.start()));
            next += segment.length();
        }
        if (next == 0 || next != volume.size()) {
            return Optional.empty();
        }
        try {
            return Optional.of(FileSystems.probe(new JoinedDevice(group + "/" + volume.name(), devices)));
        } catch (IOException e) {
            return Optional.empty(); // a bad sector in a volume is no reason not to show the others
        }
    }
}
