package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Tools;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.operation.Disks;
import org.platter.operation.Draft;
import org.platter.operation.Script;
import org.platter.stage.DiskProbe;
import org.platter.stage.Scratch;
import org.platter.stage.Source;
import org.platter.stage.StagedDisk;
import org.platter.stage.Stager;
import org.platter.table.PartitionTables;
import org.platter.tool.ProgramRunner;
import org.platter.tool.Programs;
import org.platter.window.Windows;

/** Disks of some sectors, and what can be done to each: all drafts of a few operations. */
enum SmallDisk {

    /** Two partitions with room between and behind. */
    TWO(Disks.dos("24KiB").primary(2, 10).primary(20, 12), "move 1 start=+1s", "move 1 start=+5s",
            "move 2 start=-4s", "move 2 start=36s", "delete 1", "copy 1 start=34s", "type 1 value=swap",
            "disk size=+8s"),
    /** Two partitions that can change places, by way of what is free. */
    PLACES(Disks.dos("20KiB").primary(1, 9).primary(10, 9), "move 1 start=28s", "move 2 start=1s",
            "move 1 start=10s", "move 2 start=19s", "flag 1 boot=on", "sort"),
    /** A logical partition in an extended one. */
    LOGICAL(Disks.dos("28KiB").primary(1, 8).extended(16, 30).logical(20, 9, new Content.Unknown()),
            "move 5 start=+2s", "move 5 start=34s", "move 1 start=+3s", "copy 1 start=32s role=logical",
            "delete 5", "resize 2 start=12s", "type 5 value=swap"),
    /** A GPT with its copy at the end, which follows the size. */
    GPT(Disks.gpt("55KiB").primary(34, 20), "move 1 start=+1s", "move 1 start=56s", "name 1 text=moved",
            "delete 1", "disk size=+12s", "uuid 1 value=11111111-2222-4333-8444-555555555555"),
    /** A table of nothing. */
    EMPTY(Disks.dos("22KiB"), "create start=3s size=20s", "create start=26s size=12s", "move 1 start=+2s",
            "delete 1", "disk size=-6s", "disk size=+6s"),
    /** Full to the last sector. */
    FULL(Disks.dos("16KiB").primary(1, 15).primary(16, 16), "delete 1", "delete 2", "disk size=+16s",
            "move 2 start=+7s", "move 2 start=1s", "copy 1 start=32s");

    /** A disk on which a draft is staged: what it was, what it is to become, and what of that matters. */
    record Staged(StagedDisk disk, byte[] before, byte[] after, boolean[] matters, RangeSet live,
            RangeSet tables) {

        /** Returns what is wrong with a disk that is to be new, or nothing. */
        String faultAsNew(byte[] found) {
            if (found.length != after.length) {
                return "of " + found.length + " bytes instead of " + after.length;
            }
            for (int i = 0; i < matters.length; i++) {
                int at = i * SECTOR;
                if (matters[i] && !Arrays.equals(after, at, at + SECTOR, found, at, at + SECTOR)) {
                    return "wrong at sector " + i + ", " + disk.extentAt(at);
                }
            }
            return "";
        }

        boolean isOld(byte[] found) {
            return Arrays.equals(before, found);
        }
    }

    static final int SECTOR = CrashWorld.SECTOR;

    private final Layout made;
    private final List<String> wishes;

    SmallDisk(Disks disks, String... wishes) {
        made = disks.layout();
        this.wishes = List.of(wishes);
    }

    /** Returns the disk, its partitions filled at random, with some holes. */
    byte[] bytes() throws IOException {
        BlockDevice empty = new Bytes(new byte[(int) made.diskSize()]);
        try (StagedDisk staged = new StagedDisk(empty, Scratch.inMemory())) {
            PartitionTables.write(staged, PartitionTables.read(empty), made);
            Random random = new Random(ordinal());
            for (Partition partition : made.partitions()) {
                for (long at = partition.range().start(); at < partition.range().end()
                        && partition.role() != Role.EXTENDED; at += SECTOR) {
                    byte[] sector = new byte[SECTOR];
                    random.nextBytes(sector);
                    if (random.nextInt(6) > 0) {
                        staged.write(at, ByteBuffer.wrap(sector));
                    }
                }
            }
            return staged.read(0, (int) staged.size()).array();
        }
    }

    /** Returns the script of each draft of at most so many operations that is not refused. */
    List<List<String>> drafts(int most) throws IOException {
        Layout layout = DiskProbe.read(new Bytes(bytes()));
        List<List<String>> all = new ArrayList<>();
        List<List<String>> longest = List.of(List.of());
        for (int length = 1; length <= most; length++) {
            List<List<String>> longer = new ArrayList<>();
            for (List<String> shorter : longest) {
                for (String wish : wishes) {
                    List<String> lines = new ArrayList<>(shorter);
                    lines.add(wish);
                    if (draft(layout, lines).isPresent()) {
                        longer.add(lines);
                    }
                }
            }
            all.addAll(longer);
            longest = longer;
        }
        return all;
    }

    private static Optional<Draft> draft(Layout layout, List<String> lines) {
        Draft draft = Draft.of(layout);
        try {
            for (String line : lines) {
                boolean isPlaced = line.matches("(move|create|copy|resize) .*");
                draft = draft.push(Script.parse(isPlaced ? line + " align=none" : line, draft.last()));
            }
            return Optional.of(draft);
        } catch (Refusal refusal) {
            return Optional.empty();
        }
    }

    /** Stages a draft on a disk with these bytes; of what moves, every fifth sector means nothing. */
    static Staged staged(BlockDevice base, List<String> lines) throws IOException {
        byte[] before = base.read(0, (int) base.size()).array();
        StagedDisk staged = new StagedDisk(base, Scratch.inMemory());
        Draft draft = draft(DiskProbe.read(base), lines).orElseThrow();
        stage(staged, draft);
        byte[] after = staged.read(0, (int) staged.size()).array();
        RangeSet.Builder live = new RangeSet.Builder();
        boolean[] matters = new boolean[after.length / SECTOR];
        for (int i = 0; i < matters.length; i++) {
            long at = (long) i * SECTOR;
            if (i % 5 != 3) {
                live.add(at, at + SECTOR);
            }
            matters[i] = !(staged.extentAt(at).source() instanceof Source.Free)
                    && (!staged.extentAt(at).isMoved() || i % 5 != 3);
        }
        return new Staged(staged, before, after, matters, live.build(),
                PartitionTables.regions(draft.last()));
    }

    private static void stage(StagedDisk staged, Draft draft) throws IOException {
        try {
            new Stager(staged, Windows.detect(), new ProgramRunner(Programs.installed()), Tools.ALL,
                    event -> {}, () -> false).run(draft);
        } catch (Refusal refusal) {
            throw new AssertionError("nothing on these disks is damaged", refusal);
        }
    }

    /** Bytes in memory, to read. */
    private record Bytes(byte[] bytes) implements BlockDevice {

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public int sectorSize() {
            return SECTOR;
        }

        @Override
        public String description() {
            return "a small disk";
        }

        @Override
        public boolean isWritable() {
            return false;
        }

        @Override
        public void read(long offset, ByteBuffer into) {
            into.put(bytes, (int) offset, into.remaining());
        }

        @Override
        public void write(long offset, ByteBuffer from) {
            throw new IllegalStateException("C1: the base is not written");
        }

        @Override
        public void zero(ByteRange range) {
            throw new IllegalStateException("C1: the base is not written");
        }

        @Override
        public void flush() {}

        @Override
        public RangeSet data(ByteRange window) {
            return RangeSet.of(window);
        }

        @Override
        public void close() {}
    }
}
