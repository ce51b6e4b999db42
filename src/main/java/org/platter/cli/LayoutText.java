package org.platter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionTypes;
import org.platter.layout.Problem;
import org.platter.layout.TableType;
import org.platter.operation.Remarks;
import org.platter.session.DiskSession;
import org.platter.session.VolumeGroup;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.SnapshotFacts;

/** Prints an image and its layout for people. */
final class LayoutText {

    /** Gaps below this are the room that alignment and EBRs leave; showing them would only be noise. */
    private static final long SMALLEST_GAP = ByteSize.MIB + 1;

    private LayoutText() {}

    static void print(DiskSession session, ImageFacts facts, PrintWriter out) throws IOException {
        Layout layout = session.onDisk();
        out.printf("%s: %s, %s (%d bytes), %s on the host, sectors of %d bytes%n",
                Words.plain(session.path()), session.format(), ByteSize.format(layout.diskSize()),
                layout.diskSize(), ByteSize.format(session.allocatedBytes()), layout.sectorSize());
        session.readDevice().ifPresent(device -> out.printf(
                "Device: %s%nGeometry: %d heads, %d sectors a track%n", DeviceCommand.line(device),
                layout.geometry().heads(), layout.geometry().sectorsPerTrack()));
        facts.backingFile().ifPresent(name -> out.println("Based on " + Words.plain(name)
                + facts.backingFormat().map(format -> ", " + Words.plain(format)).orElse("") + "."));
        if (!facts.snapshots().isEmpty()) {
            out.println("Snapshots: " + Words.plain(facts.snapshots().stream().map(SnapshotFacts::name)
                    .collect(Collectors.joining(", "))));
        }
        print(layout, session, out);
        for (VolumeGroup group : session.volumeGroups()) {
            print(group, out);
        }
        session.readOnlyReason().ifPresent(reason -> out.println(reason));
    }

    private static void print(VolumeGroup group, PrintWriter out) {
        out.println("Volume group " + Words.plain(group.name()) + " on partition "
                + group.partitions().stream().map(String::valueOf).collect(Collectors.joining(", "))
                + (group.missing() > 0 ? " and " + group.missing() + " elsewhere" : "") + ": "
                + ByteSize.format(group.size()) + ", " + ByteSize.format(group.free()) + " free");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Volume", "Size", "Used", "Content", "Label"));
        for (VolumeGroup.LogicalVolume volume : group.volumes()) {
            OptionalLong used = volume.content().map(Content::used).orElse(OptionalLong.empty());
            rows.add(List.of(Words.plain(volume.name()), ByteSize.format(volume.size()),
                    used.isPresent() ? ByteSize.format(used.getAsLong()) : "",
                    volume.content().flatMap(Content::type).orElse("unknown"),
                    Words.plain(volume.content().flatMap(Content::label).orElse(""))));
        }
        Words.table(rows, List.of(1, 2), out);
    }

    /** Prints a layout, and which of its partitions are in use now. */
    static void print(Layout layout, DiskSession session, PrintWriter out) {
        print(layout, out);
        layout.partitions().forEach(partition -> session.use(partition.id()).ifPresent(use -> out
                .println("Partition " + partition.number() + " is in use (" + Words.plain(use) + ").")));
    }

    static void print(Layout layout, PrintWriter out) {
        out.println("Table: " + layout.table().type().id()
                + (layout.table().id().isEmpty() ? "" : ", " + layout.table().id()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("#", "Start", "Sectors", "Size", "Used", "Content", "Label", "Type", "Flags"));
        layout.partitions().forEach(partition -> rows.add(row(layout, partition)));
        layout.free().stream().filter(gap -> gap.length() >= SMALLEST_GAP)
                .forEach(gap -> rows.add(row(layout, gap)));
        rows.subList(1, rows.size())
                .sort(java.util.Comparator.comparingLong(row -> Long.parseLong(row.get(1))));
        Words.table(rows, List.of(0, 1, 2, 3, 4), out);
        for (Problem problem : layout.problems()) {
            out.println("Problem: " + problem.text());
        }
        if (layout.problems().stream().anyMatch(Problem::repairable)) {
            out.println("To put it right: “platter apply IMAGE -e repair”");
        }
        layout.remarks().forEach(remark -> out.println("Mind: " + Words.plain(remark)));
        layout.partitions().forEach(partition -> Remarks.of(partition)
                .forEach(remark -> out.println("Partition " + partition.number() + ": " + remark)));
    }

    private static List<String> row(Layout layout, Partition partition) {
        Content content = partition.content();
        OptionalLong used = content.used();
        String type = layout.table().type() == TableType.NONE ? ""
                : PartitionTypes.name(layout.table().type(), partition.typeCode())
                        .orElse(partition.typeCode());
        return List.of(String.valueOf(partition.number()),
                String.valueOf(partition.range().start() / layout.sectorSize()),
                String.valueOf(partition.range().length() / layout.sectorSize()),
                ByteSize.format(partition.range().length()),
                used.isPresent() ? ByteSize.format(used.getAsLong()) : "",
                kind(content),
                Words.plain(content.label().or(partition::name).orElse("")),
                type, String.join(" ", partition.flags()));
    }

    private static String kind(Content content) {
        if (content instanceof Content.Extended) {
            return "extended";
        }
        if (content instanceof Content.Unreadable) {
            return "unreadable";
        }
        if (content instanceof Content.Ambiguous several) {
            return several.names();
        }
        return content.type().orElse("unknown") + details(content).map(text -> " (" + text + ")").orElse("");
    }

    /** Returns what its type leaves open, in a few words: {@code LUKS2}, {@code RAID 1}. */
    static Optional<String> details(Content content) {
        return content instanceof Content.Opaque opaque ? opaque.detail()
                : FileSystems.of(content).map(FileSystemType::displayName)
                        .filter(name -> name.startsWith("LUKS") || name.startsWith("LVM"));
    }

    private static List<String> row(Layout layout, ByteRange gap) {
        return List.of("", String.valueOf(gap.start() / layout.sectorSize()),
                String.valueOf(gap.length() / layout.sectorSize()), ByteSize.format(gap.length()), "", "free",
                "", "", "");
    }
}
