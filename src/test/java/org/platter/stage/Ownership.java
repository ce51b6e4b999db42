package org.platter.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.block.MemoryDevice;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.Tools;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.operation.AskedNumbers;
import org.platter.operation.Copy;
import org.platter.operation.Disks;
import org.platter.operation.Draft;
import org.platter.operation.Script;
import org.platter.table.PartitionTables;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;
import org.platter.window.Windows;

/**
 * A random disk with unknown bytes strewn over its gaps, tails and ends, a random draft of up to four
 * operations on it, and the law: each of these bytes is where it was, within its partition or outside of all,
 * or the review names it, or its partition was deleted, formatted or cut. Numbers are what was asked.
 */
final class Ownership {

    private static final int UNIT = 4096;
    private static final int DISK = 640 * UNIT;
    private static final Windows WINDOWS = Windows.detect();
    private static final ProgramRunner PROGRAMS = new ProgramRunner(Programs.installed());

    private final long seed;
    private final Random random;
    private final int sectorSize;
    private final MemoryDevice disk;
    private final List<Mark> marks = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private Layout layout;
    private Draft draft;

    /** A sector of unknown bytes, counted from the start of its partition, or of the disk outside of all. */
    private record Mark(Optional<PartitionId> owner, boolean isTail, long at, byte[] bytes) {}

    Ownership(long seed) throws IOException {
        this.seed = seed;
        random = new Random(seed);
        sectorSize = random.nextInt(4) == 0 ? 4096 : 512;
        disk = new MemoryDevice(DISK, sectorSize);
        make();
        draft();
    }

    int operations() {
        return draft.operations().size();
    }

    private void make() throws IOException {
        boolean isGpt = random.nextBoolean();
        Disks disks = isGpt ? Disks.gpt(String.valueOf(DISK), sectorSize)
                : Disks.dos(String.valueOf(DISK), sectorSize);
        long unit = UNIT / sectorSize;
        long at = 8 + random.nextInt(30);
        List<Boolean> areKnown = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            boolean isLogical = !isGpt && i == 2 && random.nextBoolean();
            long length = 30 + random.nextInt(120);
            if (isLogical) {
                disks.extended(at * unit, (length + 12) * unit);
                disks.logical((at + 4) * unit, length * unit, new Content.Unknown());
                at += 12;
            } else {
                disks.primary(at * unit, length * unit);
            }
            areKnown.add(random.nextBoolean());
            at += length + random.nextInt(30);
        }
        PartitionTables.write(disk, PartitionTables.read(disk), disks.layout());
        layout = DiskProbe.read(disk);
        int index = 0;
        for (Partition partition : layout.partitions()) {
            if (partition.role() != Role.EXTENDED) {
                fill(partition, areKnown.get(index++));
            }
        }
        List<ByteRange> owned = new ArrayList<>();
        PartitionTables.regions(layout).forEach(owned::add);
        layout.partitions().stream().filter(it -> it.role() != Role.EXTENDED).map(Partition::range)
                .forEach(owned::add);
        for (ByteRange gap : RangeSet.of(owned).complementWithin(new ByteRange(0, DISK))) {
            for (int i = 0; i < random.nextInt(6); i++) {
                mark(Optional.empty(), false, gap, 0);
            }
        }
        Layout filled = DiskProbe.read(disk);
        layout = layout.withPartitions(layout.partitions().stream() // whose identities the marks know
                .map(it -> it.withContent(filled.partition(it.number()).orElseThrow().content())).toList());
    }

    /** Fills a partition with unknown bytes, or makes swap space in it with unknown bytes behind that. */
    private void fill(Partition partition, boolean isKnown) throws IOException {
        long own = 0;
        if (isKnown) {
            long pages = 11 + random.nextInt((int) (partition.range().length() / UNIT) - 12);
            ByteBuffer page = ByteBuffer.allocate(UNIT).order(ByteOrder.LITTLE_ENDIAN);
            page.putInt(1024, 1).putInt(1028, (int) pages - 1);
            page.put(UNIT - 10, "SWAPSPACE2".getBytes(StandardCharsets.US_ASCII));
            disk.write(partition.range().start(), page);
            own = pages * UNIT;
        }
        ByteRange unknown = new ByteRange(partition.range().start() + own, partition.range().end());
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            mark(Optional.of(partition.id()), isKnown, unknown, partition.range().start());
        }
        mark(Optional.of(partition.id()), isKnown, new ByteRange(unknown.end() - sectorSize, unknown.end()),
                partition.range().start());
    }

    private void mark(Optional<PartitionId> owner, boolean isTail, ByteRange where, long origin)
            throws IOException {
        byte[] bytes = new byte[sectorSize];
        random.nextBytes(bytes);
        long at = where.start() + random.nextInt((int) (where.length() / sectorSize)) * (long) sectorSize;
        if (marks.stream().anyMatch(it -> it.owner().equals(owner) && it.at() == at - origin)) {
            return;
        }
        disk.write(at, ByteBuffer.wrap(bytes));
        marks.add(new Mark(owner, isTail, at - origin, bytes));
    }

    private void draft() {
        draft = Draft.of(layout);
        int wanted = 1 + random.nextInt(4);
        for (int i = 0; i < 30 && operations() < wanted; i++) {
            String line = wish(draft.last());
            try {
                draft = draft.push(Script.parse(line, draft.last()));
                lines.add(line);
            } catch (Refusal refusal) {
                continue;
            }
        }
    }

    private String wish(Layout now) {
        long sectors = now.diskSize() / sectorSize;
        String place = random.nextInt((int) sectors) + "s align=none";
        String size = 16 + random.nextInt(200) * UNIT / sectorSize + "s";
        if (now.partitions().isEmpty() || random.nextInt(6) == 0) {
            return switch (random.nextInt(6)) {
                case 0 -> "disk size=" + (random.nextBoolean() ? "+" : "-") + 4 * random.nextInt(200) + "KiB";
                case 1 -> "table type=" + (random.nextBoolean() ? "gpt" : "msdos");
                case 2 -> "convert type=" + (random.nextBoolean() ? "gpt" : "msdos");
                case 3 -> "sort";
                default -> "create size=" + size + " start=" + place
                        + (random.nextBoolean() ? " fs=none" : "");
            };
        }
        Partition subject = now.partitions().get(random.nextInt(now.partitions().size()));
        int number = subject.number();
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> "move " + number + " start=" + place;
            case 3 -> "copy " + number + " start=" + place + replaced(now, number);
            case 4, 5 -> subject.content() instanceof Content.FileSystem ? "flag " + number + " boot=on"
                    : "resize " + number + " size=" + size + " align=none";
            case 6 -> "delete " + number;
            case 7 -> "type " + number + " value=swap";
            default -> "create size=" + size + " start=" + place;
        };
    }

    private String replaced(Layout now, int source) {
        return switch (random.nextInt(4)) {
            case 0, 1 -> " replace=" + source;
            case 2 -> " replace=" + now.partitions().get(random.nextInt(now.partitions().size())).number();
            default -> "";
        };
    }

    private boolean isReplacedByAnother(PartitionId id) {
        return draft.operations().stream().anyMatch(operation -> operation instanceof Copy copy
                && copy.replacesOther() && copy.id().equals(id));
    }

    /** Returns what is wrong, or nothing. */
    String fault() throws IOException {
        String other = AskedNumbers.wrong(draft, lines);
        if (!other.isEmpty()) {
            return "seed " + seed + ": " + other;
        }
        List<Collateral.Finding> named;
        try (StagedDisk sketch = new StagedDisk(disk, Scratch.inMemory())) {
            Stager.sketchWithTables(sketch, draft);
            named = Collateral.of(disk, sketch, draft, RangeSet.EMPTY);
        }
        try (StagedDisk staged = new StagedDisk(disk, Scratch.inMemory())) {
            new Stager(staged, WINDOWS, PROGRAMS, Tools.ALL,
                    event -> {}, () -> false).run(draft);
            LiveBlocks live = Stager.live(staged, DiskProbe.read(staged));
            for (Mark mark : marks) {
                String wrong = fault(mark, staged, live, named);
                if (!wrong.isEmpty()) {
                    return "seed " + seed + ", sectors of " + sectorSize + ", " + lines + ": " + wrong
                            + ", named " + named;
                }
            }
            return "";
        } catch (IOException | Refusal e) {
            return "seed " + seed + ", sectors of " + sectorSize + ", " + lines + ": " + e.getMessage();
        }
    }

    private String fault(Mark mark, StagedDisk staged, LiveBlocks live, List<Collateral.Finding> named)
            throws IOException {
        long before = mark.at();
        long after = mark.at();
        if (mark.owner().isPresent()) {
            Partition old = layout.partition(mark.owner().get()).orElseThrow();
            Optional<Partition> now = draft.last().partition(old.id());
            before += old.range().start();
            boolean isCut = now.isPresent() && mark.at() >= now.get().range().length();
            if (now.isEmpty() || isReplacedByAnother(old.id()) || isCut && !mark.isTail()) {
                return ""; // asked for
            }
            after += now.get().range().start();
        }
        long place = before;
        if (named.stream().anyMatch(finding -> finding.range().contains(place))
                || after < staged.size() && Arrays.equals(mark.bytes(), committed(staged, live, after))) {
            return "";
        }
        return "the bytes at sector " + before / sectorSize + " are not at " + after / sectorSize;
    }

    /** Returns a sector as a commit leaves it: what moves and is not live, and what is free, is anything. */
    private byte[] committed(StagedDisk staged, LiveBlocks live, long at) throws IOException {
        Extent extent = staged.extentAt(at);
        ByteRange sector = ByteRange.of(at, sectorSize);
        boolean isLive = live.within(sector).equals(RangeSet.of(sector));
        if (extent.isMoved() && !isLive) {
            return new byte[0];
        }
        return extent.source() instanceof Source.Free
                ? at < disk.size() ? disk.read(at, sectorSize).array() : new byte[0]
                : staged.read(at, sectorSize).array();
    }
}
