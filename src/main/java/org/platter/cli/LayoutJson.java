package org.platter.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.platter.base.Json;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionTypes;
import org.platter.layout.Problem;
import org.platter.layout.Reading;
import org.platter.layout.TableType;
import org.platter.operation.Remarks;
import org.platter.session.DiskSession;
import org.platter.session.VolumeGroup;
import org.platter.session.image.ImageFacts;

/**
 * Puts an image and its layout into the form of {@code info --json}: sizes in bytes, unknown keys left out.
 */
final class LayoutJson {

    private LayoutJson() {}

    static Map<String, Object> of(DiskSession session, ImageFacts facts) throws IOException {
        Layout layout = session.onDisk();
        Map<String, Object> image = new LinkedHashMap<>();
        image.put("path", session.path().toString());
        image.put("format", session.format());
        image.put("virtualSize", layout.diskSize());
        image.put("allocatedSize", session.allocatedBytes());
        image.put("sectorSize", layout.sectorSize());
        ImageText.addTo(image, facts);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("image", image);
        all.put("device", session.readDevice().map(DeviceCommand::object));
        all.put("geometry", Json.object("heads", layout.geometry().heads(),
                "sectors", layout.geometry().sectorsPerTrack()));
        all.putAll(of(layout, session));
        List<VolumeGroup> groups = session.volumeGroups();
        all.put("volumeGroups", Optional.of(groups.stream().map(LayoutJson::of).toList())
                .filter(list -> !list.isEmpty()));
        return all;
    }

    private static Map<String, Object> of(VolumeGroup group) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", group.name());
        all.put("uuid", group.uuid());
        all.put("partitions", group.partitions());
        all.put("missing", group.missing());
        all.put("extentSize", group.extentSize());
        all.put("size", group.size());
        all.put("free", group.free());
        List<Object> volumes = new ArrayList<>();
        for (VolumeGroup.LogicalVolume volume : group.volumes()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", volume.name());
            one.put("uuid", volume.uuid());
            one.put("size", volume.size());
            one.put("content", volume.content().map(LayoutJson::of));
            volumes.add(one);
        }
        all.put("volumes", volumes);
        return all;
    }

    static Map<String, Object> of(Layout layout, DiskSession session) {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("type", layout.table().type().id());
        table.put("id", Optional.of(layout.table().id()).filter(id -> !id.isEmpty()));
        if (layout.table().type() != TableType.NONE) {
            table.put("firstUsable", layout.table().usable().start());
            table.put("lastUsable", layout.table().usable().end() - 1);
        }
        if (layout.table().type() == TableType.GPT) {
            table.put("entries", layout.table().maximumPartitions());
            table.put("entriesAt", layout.table().entriesAt() == 0 ? OptionalLong.empty()
                    : OptionalLong.of(layout.table().entriesAt()));
        }
        List<Object> partitions = new ArrayList<>();
        layout.partitions().forEach(partition -> {
            Map<String, Object> one = of(partition, layout.table().type());
            one.put("use", session.use(partition.id()));
            partitions.add(one);
        });
        List<Object> free = new ArrayList<>();
        layout.free().forEach(gap -> free.add(Json.object("start", gap.start(), "size", gap.length())));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("table", table);
        all.put("partitions", partitions);
        all.put("free", free);
        all.put("problems", layout.problems().stream().map(Problem::text).toList());
        all.put("readings", Optional.of(layout.problems().stream()
                .flatMap(problem -> problem.readings().stream()).map(LayoutJson::of).toList())
                .filter(list -> !list.isEmpty()));
        all.put("remarks", Optional.of(layout.remarks()).filter(list -> !list.isEmpty()));
        return all;
    }

    private static Map<String, Object> of(Reading reading) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("table", reading.choices().table().map(TableType::id));
        all.put("content", reading.content());
        all.put("sectorSize", reading.choices().sectorSize());
        return all;
    }

    private static Map<String, Object> of(Partition partition, TableType table) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("number", partition.number());
        all.put("start", partition.range().start());
        all.put("size", partition.range().length());
        all.put("role", partition.role().id());
        if (table != TableType.NONE) {
            all.put("type", partition.typeCode());
            all.put("typeName", PartitionTypes.name(table, partition.typeCode()));
        }
        all.put("name", partition.name());
        all.put("uuid", partition.uuid());
        all.put("flags", partition.flags());
        all.put("content", of(partition.content()));
        all.put("remarks", Optional.of(Remarks.of(partition)).filter(list -> !list.isEmpty()));
        return all;
    }

    private static Map<String, Object> of(Content content) {
        Optional<Content.FileSystem> known = content instanceof Content.FileSystem it
                ? Optional.of(it) : Optional.empty();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("kind", kind(content));
        all.put("type", content.type());
        all.put("label", content.label());
        all.put("uuid", content.uuid());
        all.put("size", content.size());
        all.put("used", content.used());
        all.put("detail", LayoutText.details(content));
        all.put("readings", content instanceof Content.Ambiguous several
                ? Optional.of(several.readings().stream().map(LayoutJson::of).toList()) : Optional.empty());
        all.put("problems", known.map(Content.FileSystem::problems).filter(list -> !list.isEmpty()));
        return all;
    }

    private static String kind(Content content) {
        if (content instanceof Content.FileSystem) {
            return "filesystem";
        }
        if (content instanceof Content.Extended) {
            return "extended";
        }
        if (content instanceof Content.Unreadable) {
            return "unreadable";
        }
        if (content instanceof Content.Ambiguous) {
            return "ambiguous";
        }
        return content instanceof Content.Opaque ? "opaque" : "unknown";
    }
}
