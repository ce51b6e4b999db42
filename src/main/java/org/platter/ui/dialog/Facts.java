package org.platter.ui.dialog;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionTypes;
import org.platter.layout.Problem;
import org.platter.layout.TableType;
import org.platter.session.VolumeGroup;
import org.platter.ui.DiskViewModel;
import org.platter.ui.FileSystemLook;
import org.platter.ui.Texts;
import org.platter.ui.device.DeviceWords;
import org.platter.ui.frame.FactsGrid.Fact;
import org.platter.ui.frame.FactsGrid.Group;

/** All that is known of a partition or a disk, as names and values. */
final class Facts {

    private final List<Group> groups = new ArrayList<>();
    private List<Fact> current = new ArrayList<>();

    private Facts() {}

    /**
     * @param use what the partition is used for, in words
     * @param volumes the volume group that it belongs to
     */
    static List<Group> of(Layout layout, Partition partition, Optional<String> use,
            Optional<VolumeGroup> volumes) {
        Facts facts = new Facts();
        facts.fileSystem(partition);
        use.ifPresent(words -> facts.add("facts.use", words));
        volumes.ifPresent(facts::volumes);
        facts.place(layout, partition);
        return facts.groups;
    }

    static List<Group> of(DiskViewModel disk) {
        Facts facts = new Facts();
        Layout layout = disk.onDisk();
        facts.group(disk.disk().device().isPresent() ? "facts.device" : "facts.image");
        facts.add("facts.path", disk.path().toString());
        facts.add("facts.format", disk.disk().format());
        facts.add("facts.size", exact(layout.diskSize()));
        facts.add("facts.allocated", exact(disk.disk().allocatedBytes()));
        facts.add("facts.sector", Texts.get("facts.bytes", layout.sectorSize()));
        facts.add("facts.geometry", Texts.get("facts.geometry.value", layout.geometry().heads(),
                layout.geometry().sectorsPerTrack()));
        disk.disk().device().ifPresent(device -> {
            facts.add("facts.kind-of-device", DeviceWords.kind(device));
            addKnown(facts, "facts.model", device.model());
            addKnown(facts, "facts.serial", device.serial());
            addKnown(facts, "facts.file", device.file().map(Path::toString).orElse(""));
            facts.add("facts.physical-sector", Texts.get("facts.bytes", device.physicalSectorSize()));
            addKnown(facts, "facts.use", layout.partitions().stream()
                    .flatMap(partition -> disk.use(partition.id()).map(use -> Texts.get("facts.use.of",
                            String.valueOf(partition.number()), use)).stream())
                    .collect(Collectors.joining(", ")));
        });
        disk.disk().readOnlyReason().ifPresent(reason -> facts.add("facts.read-only", reason));
        facts.group("facts.table");
        facts.add("facts.type", Texts.get("table." + layout.table().type().id()));
        if (!layout.table().id().isEmpty()) {
            facts.add("facts.id", layout.table().id());
        }
        facts.add("facts.usable", place(layout.table().usable(), layout.sectorSize()));
        facts.add("facts.partitions", Texts.get("facts.partitions.value", layout.partitions().size(),
                layout.table().maximumPartitions()));
        facts.add("facts.free", ByteSize.format(layout.free().stream().mapToLong(ByteRange::length).sum()));
        for (Problem problem : layout.problems()) {
            facts.add("facts.problem", problem.text());
        }
        layout.remarks().forEach(remark -> facts.add("facts.remark", remark));
        return facts.groups;
    }

    private static void addKnown(Facts facts, String name, String value) {
        if (!value.isEmpty()) {
            facts.add(name, value);
        }
    }

    private void fileSystem(Partition partition) {
        Content content = partition.content();
        group("facts.content");
        add("facts.kind", FileSystemLook.of(content).name());
        content.label().filter(text -> !text.isEmpty()).ifPresent(text -> add("facts.label", text));
        content.uuid().filter(text -> !text.isEmpty()).ifPresent(text -> add("facts.uuid", text));
        if (content instanceof Content.Unreadable unreadable) {
            add("facts.problem", unreadable.reason());
        }
        if (content instanceof Content.Ambiguous several) {
            add("facts.problem", several.sentence(partition.number()));
        }
        if (content instanceof Content.FileSystem known) {
            known.size().ifPresent(size -> add("facts.fs-size", exact(size)));
            known.used().ifPresent(used -> add("facts.used", share(used, known.size())));
            if (known.used().isPresent() && known.size().isPresent()) {
                long free = Math.max(0, known.size().getAsLong() - known.used().getAsLong());
                add("facts.unused", share(free, known.size()));
                long rest = partition.range().length() - known.size().getAsLong();
                if (rest >= ByteSize.MIB) {
                    add("facts.unclaimed", Texts.get("facts.unclaimed.value", ByteSize.format(rest)));
                }
            }
            known.minimum().ifPresent(minimum -> add("facts.minimum", exact(minimum)));
            known.problems().forEach(problem -> add("facts.problem", problem));
            known.notes().forEach(note -> add("facts.remark", note));
        }
    }

    private void place(Layout layout, Partition partition) {
        int sector = layout.sectorSize();
        ByteRange range = partition.range();
        group("facts.partition");
        add("facts.number", String.valueOf(partition.number()));
        add("facts.role", Texts.get("role." + partition.role().id()));
        if (layout.table().type() != TableType.NONE) {
            Optional<String> name = PartitionTypes.name(layout.table().type(), partition.typeCode());
            if (layout.table().type() == TableType.GPT) { // its codes are too long to stand behind a name
                name.ifPresent(known -> add("facts.type", known));
                add("facts.type.guid", partition.typeCode());
            } else {
                add("facts.type", name.map(known -> Texts.get("type.code", known, partition.typeCode()))
                        .orElse(partition.typeCode()));
            }
        }
        partition.name().filter(text -> !text.isEmpty()).ifPresent(text -> add("facts.name", text));
        partition.uuid().ifPresent(uuid -> add("facts.uuid", uuid.toString()));
        add("facts.flags", partition.flags().isEmpty() ? Texts.get("facts.none")
                : String.join(", ", partition.flags()));
        add("facts.size", Texts.get("facts.size.value", exact(range.length()), range.length() / sector));
        add("facts.first", Texts.get("facts.sector.value", range.start() / sector,
                ByteSize.format(range.start())));
        add("facts.last", Texts.get("facts.sector.value", range.end() / sector - 1,
                ByteSize.format(range.end())));
        if (partition.ebr().isPresent()) {
            add("facts.ebr", Texts.get("facts.sector.value", partition.ebr().getAsLong() / sector,
                    ByteSize.format(partition.ebr().getAsLong())));
        }
        add("facts.alignment", alignment(layout, range.start()));
    }

    private void volumes(VolumeGroup volumes) {
        group("facts.volume-group");
        add("facts.name", volumes.name());
        add("facts.uuid", volumes.uuid());
        String here = volumes.partitions().stream().map(String::valueOf).collect(Collectors.joining(", "));
        add("facts.members", volumes.missing() == 0 ? here
                : Texts.get("facts.members.missing", here, volumes.missing()));
        add("facts.size", exact(volumes.size()));
        add("facts.unused", exact(volumes.free()));
        add("facts.extent", ByteSize.format(volumes.extentSize()));
        for (VolumeGroup.LogicalVolume volume : volumes.volumes()) {
            String content = FileSystemLook.of(volume.content().orElse(new Content.Unknown())).name();
            add("facts.volume", Texts.get("facts.volume.value", volume.name(),
                    ByteSize.format(volume.size()), content));
        }
    }

    private static String alignment(Layout layout, long start) {
        if (start % ByteSize.MIB == 0) {
            return Texts.get("alignment.mib");
        }
        long cylinder = layout.geometry().cylinderBytes(layout.sectorSize());
        long track = layout.geometry().trackBytes(layout.sectorSize());
        return start % cylinder == 0 || start % cylinder == track
                ? Texts.get("alignment.cylinder") : Texts.get("alignment.none");
    }

    private static String share(long bytes, OptionalLong of) {
        Optional<String> percent = of.isPresent() && of.getAsLong() > 0
                ? Optional.of(Math.round(100.0 * bytes / of.getAsLong()) + " %") : Optional.empty();
        return percent.map(text -> Texts.get("facts.share", exact(bytes), text)).orElse(exact(bytes));
    }

    private static String place(ByteRange range, int sector) {
        return Texts.get("facts.place", range.start() / sector, range.end() / sector - 1);
    }

    private static String exact(long bytes) {
        return Texts.get("facts.exact", ByteSize.format(bytes), bytes);
    }

    private void group(String title) {
        current = new ArrayList<>();
        groups.add(new Group(Texts.get(title), current));
    }

    private void add(String name, String value) {
        current.add(new Fact(Texts.get(name), value));
    }
}
