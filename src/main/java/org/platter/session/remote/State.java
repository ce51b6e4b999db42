package org.platter.session.remote;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Support;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Choices;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.session.DiskSession;
import org.platter.session.Interrupted;
import org.platter.session.Usability;
import org.platter.session.VolumeGroup;

/**
 * What an engine tells of its disk after each request.
 *
 * @param isHeld as in {@link DiskSession#isHeld}
 * @param supports by the file system's name and the action's
 * @param uses what partitions are used for now
 * @param usability what else they can be used for
 * @param volumeGroups as in {@link DiskSession#volumeGroups}
 * @param choices as in {@link DiskSession#choices}
 */
public record State(String format, long allocatedBytes, boolean isHeld, Optional<String> readOnlyReason,
        Optional<Interrupted> interrupted, Layout layout, Map<String, Support> supports,
        Map<PartitionId, String> uses, Usability usability,
        List<VolumeGroup> volumeGroups, Choices choices) {

    public State {
        supports = Map.copyOf(supports);
        uses = Map.copyOf(uses);
        volumeGroups = List.copyOf(volumeGroups);
    }

    static State of(DiskSession session) {
        Map<String, Support> supports = new LinkedHashMap<>();
        for (FileSystemType type : FileSystems.all()) {
            for (Action action : List.of(Action.values())) {
                supports.put(key(type, action), session.support(type, action));
            }
        }
        Map<PartitionId, String> uses = new LinkedHashMap<>();
        for (Partition partition : session.onDisk().partitions()) {
            session.use(partition.id()).ifPresent(use -> uses.put(partition.id(), use));
        }
        return new State(session.format(), session.allocatedBytes(), session.isHeld(),
                session.readOnlyReason(), session.interrupted(), session.onDisk(), supports, uses,
                session.usability(), session.volumeGroups(), session.choices());
    }

    Support support(FileSystemType type, Action action) {
        return supports.getOrDefault(key(type, action),
                new Support.Never("Platter cannot " + action.verb() + " " + type.displayName() + "."));
    }

    private static String key(FileSystemType type, Action action) {
        return type.id() + " " + action;
    }
}
