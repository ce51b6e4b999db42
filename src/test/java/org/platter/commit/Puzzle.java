package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.image.change.ChangeRecords;
import org.platter.stage.Extent;
import org.platter.stage.Scratch;
import org.platter.stage.Source;
import org.platter.stage.StagedDisk;

/**
 * A small disk with random bytes and holes, edited at random: what it was, and what of it has to be how
 * afterwards.
 */
final class Puzzle {

    static final Marking MARKING = new Marking(Path.of("/disk.raw"), 1, 1,
            Path.of("/disk.raw.platter"), ChangeRecords.none());
    private static final int SECTOR = CrashWorld.SECTOR;
    private static final int TABLE = 2;

    final byte[] before;
    final StagedDisk staged;
    /** What the staged disk reads as. */
    final byte[] after;
    /** Which sectors have to be so. */
    final boolean[] matters;
    final RangeSet live;
    final RangeSet tables;

    Puzzle(CrashWorld world, long seed, int sectors, int edits) throws IOException {
        this(installed(world, new Random(seed), sectors), new Random(seed + 7), edits);
    }

    private static BlockDevice installed(CrashWorld world, Random random, int sectors) {
        byte[] content = content(random, sectors);
        world.install(CrashWorld.IMAGE, content);
        return new CrashImage(world.open(CrashWorld.IMAGE), content.length);
    }

    /** Edits a disk of at least 24 sectors. */
    Puzzle(BlockDevice base, Random random, int edits) throws IOException {
        before = base.read(0, (int) base.size()).array();
        staged = new StagedDisk(base, Scratch.inMemory());
        for (int i = 0; i < edits; i++) {
            edit(random);
        }
        tables = random.nextInt(4) == 0 ? RangeSet.EMPTY : RangeSet.of(new ByteRange(0, TABLE * SECTOR),
                new ByteRange(staged.size() - TABLE * SECTOR, staged.size()));
        if (random.nextBoolean()) {
            byte[] table = new byte[TABLE * SECTOR];
            random.nextBytes(table);
            staged.write(0, ByteBuffer.wrap(table));
            staged.write(staged.size() - table.length, ByteBuffer.wrap(table));
        }
        after = staged.read(0, (int) staged.size()).array();
        live = live(random, after.length / SECTOR);
        matters = new boolean[after.length / SECTOR];
        for (int i = 0; i < matters.length; i++) {
            Extent extent = staged.extentAt((long) i * SECTOR);
            matters[i] = !(extent.source() instanceof Source.Free)
                    && (!extent.isMoved() || live.contains((long) i * SECTOR));
        }
    }

    /** Limits that cut work on a disk as small as these. */
    static Limits limits(Random random) {
        int sector = CrashWorld.SECTOR;
        int step = 1 + random.nextInt(6);
        return new Limits(step * sector, (step + random.nextInt(30)) * sector, random.nextInt(8) * sector,
                (step + random.nextInt(12)) * sector, 1
                        + random.nextInt(10),
                (8 + random.nextInt(64)) * sector,
                random.nextInt(3) * sector, random.nextInt(6) * sector, random.nextInt(4) * sector);
    }

    private static byte[] content(Random random, int sectors) {
        byte[] bytes = new byte[sectors * SECTOR];
        random.nextBytes(bytes);
        for (int holes = random.nextInt(4); holes > 0; holes--) {
            int start = random.nextInt(sectors);
            Arrays.fill(bytes, start * SECTOR, Math.min(sectors, start + random.nextInt(10)) * SECTOR,
                    (byte) 0);
        }
        return bytes;
    }

    private static RangeSet live(Random random, int sectors) {
        RangeSet.Builder live = new RangeSet.Builder();
        int odds = new int[] {1, 4, 8}[random.nextInt(3)];
        boolean isLive = true;
        for (int i = 0; i < sectors; i++) {
            isLive = random.nextInt(odds) == 0 ? odds == 1 || random.nextBoolean() : isLive;
            if (isLive) {
                live.add((long) i * SECTOR, (i + 1L) * SECTOR);
            }
        }
        return live.build();
    }

    private void edit(Random random) throws IOException {
        int sectors = (int) staged.size() / SECTOR;
        int length = 1 + random.nextInt(random.nextInt(3) == 0 ? sectors : 12);
        int from = random.nextInt(sectors - length + 1) * SECTOR;
        int to = random.nextInt(sectors - length + 1) * SECTOR;
        if (random.nextInt(3) == 0) {
            // by little: what goes through the bounce file
            to = Math.max(0, Math.min((sectors - length) * SECTOR, from + (random.nextInt(7) - 3) * SECTOR));
        }
        ByteRange range = ByteRange.of(from, length * SECTOR);
        if (random.nextBoolean()) {
            // by whole blocks: what can be shared
            to -= Math.floorMod(to - from, 4096);
            to += to < 0 ? 4096 : 0;
            to = to + length * SECTOR > staged.size() ? from : to;
        }
        switch (random.nextInt(12)) {
            case 0 -> staged.zero(range);
            case 1 -> staged.discard(range);
            case 2 -> staged.copy(range, to);
            case 3 -> staged.resize((long) (16 + random.nextInt(2 * before.length / SECTOR)) * SECTOR);
            case 4, 5 -> {
                byte[] written = new byte[1 + random.nextInt(2000)];
                random.nextBytes(written);
                int at = random.nextInt((int) staged.size() - Math.min(written.length,
                        (int) staged.size() - 1));
                staged.write(at, ByteBuffer.wrap(written, 0,
                        Math.min(written.length, (int) staged.size() - at)));
            }
            case 6 -> rotate(range, random.nextInt(length) * SECTOR);
            default -> staged.move(range, to);
        }
    }

    /** Lets the first part of a range and the rest change places: what makes a cycle. */
    private void rotate(ByteRange range, long by) throws IOException {
        long size = staged.size();
        staged.resize(size + by);
        staged.move(ByteRange.of(range.start(), by), size);
        staged.move(new ByteRange(range.start() + by, range.end()), range.start());
        staged.move(ByteRange.of(size, by), range.end() - by);
        staged.resize(size);
    }

    /** Returns whether nothing in the range stays where it was. */
    boolean changes(ByteRange range) {
        return staged.extents(new ByteRange(range.start(), Math.min(range.end(), staged.size()))).stream()
                .allMatch(extent -> extent.isMoved() || !(extent.source() instanceof Source.Base));
    }

    /** Returns what is wrong with an image that should be as it was, or nothing. */
    String faultAsOld(byte[] image) {
        int difference = Arrays.mismatch(before, image);
        return difference < 0 ? "" : "not as it was, at sector " + difference / SECTOR;
    }

    /** Returns what is wrong with an image that should be as it was to become, or nothing. */
    String faultAsNew(byte[] image) {
        if (image.length != after.length) {
            return "of " + image.length + " bytes instead of " + after.length;
        }
        return faultIn(image, RangeSet.EMPTY);
    }

    /** As long as the tables are not as they were, all else has to be new already. */
    String faultOfOrder(byte[] image) {
        for (ByteRange table : tables) {
            if (staged.extents(table).stream().anyMatch(e -> e.isMoved()
                    || e.source() instanceof Source.Free)) {
                return ""; // no partition table: something has moved there
            }
        }
        for (ByteRange table : tables) {
            int start = (int) table.start();
            int end = (int) Math.min(table.end(), Math.min(before.length, image.length));
            if (start < end && !Arrays.equals(before, start, end, image, start, end)) {
                return faultIn(image, tables);
            }
        }
        return "";
    }

    private String faultIn(byte[] image, RangeSet except) {
        for (int i = 0; i < matters.length; i++) {
            int start = i * SECTOR;
            if (matters[i] && !except.contains(start) && (start + SECTOR > image.length
                    || !Arrays.equals(after, start, start + SECTOR, image, start, start + SECTOR))) {
                return "wrong at sector " + i + ", " + staged.extentAt(start);
            }
        }
        return "";
    }
}
