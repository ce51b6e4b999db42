package org.platter.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.block.BlockDevice;
import org.platter.filesystem.registry.FileSystems;
import org.platter.host.HostFailure;
import org.platter.layout.Choices;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Problem;
import org.platter.layout.Reading;
import org.platter.layout.Role;
import org.platter.layout.TableType;
import org.platter.table.PartitionTables;
import org.platter.table.PartitionTables.GptFound;

/**
 * Decides which table of a disk counts, from all that is on it: an MBR, the two copies of a GPT, a label of
 * another system, a file system over all of it, what a RAID keeps at its end. Where two of them contradict
 * each other, the disk is read-only until somebody has chosen.
 */
final class TableReading {

    private static final int NAMED = 4;

    private final BlockDevice disk;
    private final Optional<TableType> chosen;

    private TableReading(BlockDevice disk, Optional<TableType> chosen) {
        this.disk = disk;
        this.chosen = chosen;
    }

    /** Returns the layout without the contents of its partitions. */
    static Layout of(BlockDevice disk, Optional<TableType> chosen) throws IOException {
        return new TableReading(disk, chosen).read();
    }

    private Layout read() throws IOException {
        Layout shown = PartitionTables.read(disk);
        Optional<String> label = PartitionTables.otherLabel(disk);
        if (label.isPresent() && chosen.isEmpty()) {
            return PartitionTables.readAs(disk, TableType.NONE).withProblems(List.of(
                    Problem.toChoose("The disk has the partition table of another system (" + label.get()
                            + " label), which Platter does not read, so all of it is shown as one.",
                            "Should another table count, say so (--table " + word(shown.table().type())
                                    + ").",
                            List.of(new Reading(Choices.of(shown.table().type()), Optional.empty())))));
        }
        Content whole = whole();
        Optional<Content.Opaque> member = member(shown);
        if (shown.table().type() == TableType.NONE && shown.partitions().isEmpty()
                && (member.isPresent() || whole.type().isPresent())) {
            shown = PartitionTables.readAs(disk, TableType.NONE);
        }
        List<String> remarks = new ArrayList<>();
        if (member.isPresent() && (shown.table().type() != TableType.NONE || whole.type().isPresent()
                && !whole.type().equals(member.get().type()))) {
            remarks.add("The whole disk is a member of a RAID (" + member.get().name()
                    + "): what the array keeps on it lies outside of the partitions, and is lost where the "
                    + "disk becomes larger or smaller, or a partition is made over it.");
        }
        Layout result = contradicted(shown, whole, remarks);
        return result.withRemarks(concat(result.remarks(), remarks));
    }

    /** What a file system over all of the disk would be; nothing known where the device fails. */
    private Content whole() throws IOException {
        try {
            return FileSystems.probe(disk);
        } catch (HostFailure e) {
            e.unlessInputOutput();
            return new Content.Unknown();
        }
    }

    private Optional<Content.Opaque> member(Layout shown) throws IOException {
        try {
            Optional<Content.Opaque> found = FileSystems.member(disk);
            for (Partition partition : shown.partitions()) { // the last partition may be the member
                if (found.isPresent() && shown.table().type() != TableType.NONE
                        && partition.range().end() <= disk.size() && partition.role() != Role.EXTENDED
                        && FileSystems.member(DiskProbe.slice(disk, partition)).isPresent()) {
                    found = Optional.empty();
                }
            }
            return found;
        } catch (HostFailure e) {
            e.unlessInputOutput();
            return Optional.empty();
        }
    }

    private Layout contradicted(Layout shown, Content whole, List<String> remarks) throws IOException {
        TableType type = shown.table().type();
        GptFound gpt = type == TableType.GPT ? GptFound.NONE : PartitionTables.findGpt(disk);
        boolean isFileSystem = type != TableType.NONE && isOverAll(whole, shown);
        List<Layout> readings = new ArrayList<>(List.of(shown));
        if (gpt != GptFound.NONE && type == TableType.NONE && whole.type().isEmpty()) {
            return PartitionTables.readAs(disk, TableType.GPT); // the damage is among its problems
        }
        if (gpt != GptFound.NONE) {
            Layout other = PartitionTables.readAs(disk, TableType.GPT);
            boolean isOld = gpt == GptFound.BACKUP_ONLY && (type == TableType.NONE ? !holdsAnything(other)
                    : !shown.partitions().isEmpty());
            if (isOld && chosen.isEmpty()) {
                remarks.add("At the end of the disk lies the backup of a GPT, " + words(other)
                        + ", that counts no more; --table gpt shows it.");
            } else {
                readings.add(other);
            }
        }
        if (isFileSystem) {
            readings.add(PartitionTables.readAs(disk, TableType.NONE));
        }
        Optional<Layout> wanted = readings.stream()
                .filter(reading -> chosen.equals(Optional.of(reading.table().type()))).findFirst();
        if (wanted.isPresent() && gpt == GptFound.PRIMARY && wanted.get().table().type() == TableType.DOS) {
            remarks.add("The GPT beside the MBR does not count, as was said; it is erased once the table "
                    + "changes.");
        }
        if (chosen.isEmpty() && readings.size() == 1 && type == TableType.DOS) {
            return shown.withProblems(concat(otherSectors(shown), shown.problems()));
        }
        if (readings.size() == 1 || wanted.isPresent()) {
            return wanted.orElse(shown);
        }
        List<Problem> problems = new ArrayList<>();
        problems.add(Problem.toChoose("The disk can be read in ways that contradict each other: "
                + readings.stream().map(reading -> as(reading, whole)).collect(Collectors.joining(", or "))
                + ". The first is shown.",
                "Nothing is changed until you say which counts ("
                        + readings.stream().map(reading -> "--table " + word(reading.table().type()))
                                .collect(Collectors.joining(" or "))
                        + ").",
                readings.stream().map(reading -> reading(reading.table().type(), whole)).toList()));
        problems.addAll(shown.problems());
        return shown.withProblems(problems);
    }

    /**
     * Whether it is a file system that reaches into what the table has for partitions; two bytes of a boot
     * loader may look like the magic number of one, and its numbers then do not fit each other.
     */
    private static boolean isOverAll(Content whole, Layout shown) {
        long end = whole.size().orElse(shown.diskSize());
        boolean isMember = whole instanceof Content.Opaque opaque && opaque.name().endsWith("_raid_member");
        boolean isChance = whole instanceof Content.FileSystem known && known.size().isEmpty();
        return (whole.type().isPresent() || whole instanceof Content.Ambiguous) && !isMember && !isChance
                && (shown.partitions().isEmpty()
                        || shown.partitions().stream().anyMatch(part -> part.range().start() < end))
                && shown.partitions().stream().noneMatch(part -> part.range().start() == 0);
    }

    private boolean holdsAnything(Layout layout) throws IOException {
        for (Partition partition : layout.partitions()) {
            if (partition.range().end() <= disk.size()
                    && !(FileSystems.probe(DiskProbe.slice(disk, partition)) instanceof Content.Unknown)) {
                return true;
            }
        }
        return false;
    }

    private static String as(Layout reading, Content whole) {
        return switch (reading.table().type()) {
            case DOS -> "an MBR with " + words(reading);
            case GPT -> "a GPT with " + words(reading);
            case NONE -> names(whole) + " over all of it";
        };
    }

    private static Reading reading(TableType type, Content whole) {
        return new Reading(Choices.of(type),
                type == TableType.NONE ? Optional.of(names(whole)) : Optional.empty());
    }

    private static String names(Content whole) {
        return whole instanceof Content.Ambiguous several ? several.names()
                : whole.type().orElse("a file system");
    }

    private static String words(Layout reading) {
        int count = reading.partitions().size();
        String places = reading.partitions().stream().limit(NAMED).map(partition -> partition.number() + ": "
                + ByteSize.format(partition.range().length()) + " from "
                + ByteSize.format(partition.range().start())).collect(Collectors.joining("; "));
        return (count == 0 ? "no partition" : count == 1 ? "1 partition" : count + " partitions")
                + (count == 0 ? "" : " (" + places + (count > NAMED ? "; ..." : "") + ")");
    }

    /** The word of scripts and options. */
    private static String word(TableType type) {
        return type == TableType.DOS ? "msdos" : type.id();
    }

    /**
     * An MBR does not say of which sectors it counts: the sizes of sectors are compared by what lies where
     * the partitions would begin.
     */
    private List<Problem> otherSectors(Layout shown) throws IOException {
        int size = shown.sectorSize();
        int other = size == 512 ? 4096 : 512;
        int here = 0;
        int there = 0;
        for (Partition partition : shown.partitions()) {
            if (partition.role() != Role.LOGICAL) {
                here += isBegun(partition, partition.range().start()) ? 1 : 0;
                boolean fits = partition.range().end() / size <= disk.size() / other;
                there += fits && isBegun(partition, partition.range().start() / size * other) ? 1 : 0;
            }
            if (here == 0 && partition.role() == Role.LOGICAL) {
                return List.of(); // a chain was read
            }
        }
        if (there == 0 || there < here) {
            return List.of();
        }
        return List.of(Problem.toChoose("The table seems to have been made for sectors of " + other
                + " bytes, and the disk is read with sectors of " + size + ": what "
                + (here == 0 ? "begins its partitions" : "could begin its partitions") + " lies where they "
                + "are with sectors of " + other + ".",
                "Open it with --sector-size " + other
                        + ", or say that it counts as it is (--table msdos).",
                List.of(
                        new Reading(new Choices(Optional.empty(), Map.of(), Optional.of(other)),
                                Optional.empty()),
                        new Reading(new Choices(Optional.of(TableType.DOS), Map.of(), Optional.of(size)),
                                Optional.empty()))));
    }

    /** Whether an extended boot record, or a content that is known, lies there. */
    private boolean isBegun(Partition partition, long start) throws IOException {
        if (start > disk.size() - ByteSize.KIB) {
            return false;
        }
        try {
            return partition.role() == Role.EXTENDED ? disk.read(start + 510, 2).getShort() == 0x55aa
                    : FileSystems.probe(disk.slice(new ByteRange(start, disk.size()), "partition "
                            + partition.number())).type().isPresent();
        } catch (HostFailure e) {
            e.unlessInputOutput();
            return false;
        }
    }

    private static <T> List<T> concat(List<T> one, List<T> other) {
        List<T> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }
}
