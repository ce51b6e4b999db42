package org.platter.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.image.capability.CheckReport;
import org.platter.image.qcow2.Qcow2Image;

/**
 * The power fails at every operation of many changes of qcow2 images. What was not synced is then kept, lost
 * or garbage, sector by sector; only the one sector of the header is old or new, as disks write sectors. Then
 * the same with each rule of C7 broken, to see that this would be noticed.
 */
final class Qcow2CrashTest {

    private static final int IMAGES = 60;

    /** What is done to an image; each is one change. */
    private enum Job {
        COMMIT, COMMIT_KEEPING_A_SNAPSHOT, WRITE, CREATE_SNAPSHOT, APPLY_SNAPSHOT, DELETE_SNAPSHOT,
        GROW, REPAIR, ADD_BITMAP;

        boolean isPossible(Qcow2Image image) {
            boolean isOld = image.header().version() == 2;
            return switch (this) {
                case APPLY_SNAPSHOT, DELETE_SNAPSHOT -> !image.snapshots().isEmpty();
                case GROW -> !isOld || image.snapshots().isEmpty();
                case ADD_BITMAP -> !isOld;
                default -> true;
            };
        }

        /** Does it; all chance comes from {@code random}. */
        void on(Qcow2Image image, Random random) throws IOException {
            switch (this) {
                case COMMIT -> commit(image, random, Optional.empty());
                case COMMIT_KEEPING_A_SNAPSHOT -> commit(image, random, Optional.of("before"));
                case WRITE -> {
                    for (int i = 0; i < 3; i++) {
                        byte[] bytes = new byte[1 + random.nextInt(3000)];
                        random.nextBytes(bytes);
                        image.write(random.nextInt((int) image.size() - bytes.length),
                                ByteBuffer.wrap(bytes));
                    }
                    image.flush();
                }
                case CREATE_SNAPSHOT -> image.createSnapshot("new");
                case APPLY_SNAPSHOT -> image.applySnapshot("s0");
                case DELETE_SNAPSHOT -> image.deleteSnapshot("s0");
                case GROW -> image.resize(image.size() + 512 * (1 + random.nextInt(200)));
                case REPAIR -> image.repair(false, event -> {}, () -> false);
                case ADD_BITMAP -> image.addBitmap("new", 4096);
                default -> throw new IllegalStateException(name());
            }
        }

        private static void commit(Qcow2Image image, Random random, Optional<String> snapshot)
                throws IOException {
            boolean mayResize = image.header().version() == 3
                    || image.snapshots().isEmpty() && snapshot.isEmpty();
            Puzzle puzzle = new Puzzle(image, random, 1 + random.nextInt(7));
            if (!mayResize) {
                puzzle.staged.resize(image.size());
            }
            Change change = new Change(image, puzzle.staged, puzzle.live::within, puzzle.tables,
                    "", snapshot);
            new ShadowCommit(change, image.clusterSize(), image.header().version() > 2, image::update,
                    Optional.empty())
                    .run(event -> {}, () -> false);
        }
    }

    /** One job on one image. */
    private static final class Game {

        private final long seed;
        private final Job job;
        private final byte[] image;
        private final Qcow2Machine.State before;
        private final Qcow2Machine.State after;
        private final int operations;
        private final List<ByteRange> freed;
        private final RangeSet refcounts;

        private Game(long seed, Job job, byte[] image) throws IOException {
            this.seed = seed;
            this.job = job;
            this.image = image;
            Qcow2Machine whole = machine(0, CrashWorld.Fault.NONE);
            before = whole.state();
            run(whole);
            after = whole.state();
            operations = whole.world.operations();
            freed = List.copyOf(whole.world.punched);
            refcounts = whole.refcounts();
        }

        /** Returns the game of a seed; nothing where the job cannot be done on its image. */
        static Optional<Game> of(long seed, Job job) throws IOException {
            byte[] image = Qcow2Machine.image(new Random(seed));
            if (job == Job.REPAIR) {
                leak(image);
            }
            try (Qcow2Image opened = new Qcow2Machine(image, 1, CrashWorld.Fault.NONE).open(false)) {
                if (!job.isPossible(opened)) {
                    return Optional.empty();
                }
            }
            return Optional.of(new Game(seed, job, image));
        }

        /** Counts the last cluster of the file more often than it is used; the disk reads as before. */
        private static void leak(byte[] image) {
            ByteBuffer file = ByteBuffer.wrap(image);
            int bits = 1 << (file.getInt(4) == 2 ? 4 : file.getInt(96));
            int clusterBits = file.getInt(20);
            long last = image.length - 1 >> clusterBits;
            long perBlock = (8L << clusterBits) / bits;
            int block = (int) file.getLong((int) (file.getLong(48) + last / perBlock * 8));
            int at = (int) (last % perBlock * bits / 8);
            int low = block + at + Math.max(0, bits / 8 - 1);
            image[low] = (byte) (image[low] | (bits < 8 ? 2 << last % (8 / bits) * bits : 2));
        }

        private Qcow2Machine machine(int fuse, CrashWorld.Fault fault) {
            Qcow2Machine machine = new Qcow2Machine(image, seed * 1_000_003 + fuse, fault);
            if (freed != null) {
                machine.world.freed = freed;
                machine.world.refcounts = refcounts;
            }
            return machine;
        }

        private void run(Qcow2Machine machine) throws IOException {
            machine.run(opened -> job.on(opened, new Random(seed)));
        }

        /** Returns what is wrong after the power failed at that operation, or nothing. */
        String play(int fuse, CrashWorld.Fault fault) throws IOException {
            Qcow2Machine machine = machine(fuse, fault);
            for (int death = 0;; death++) {
                machine.world.failAfter(death == 0 ? fuse : death < 3
                        ? machine.world.random.nextInt(60) : -1);
                boolean isDone = false;
                try {
                    run(machine);
                    isDone = true;
                } catch (CrashWorld.PowerLoss loss) {
                    machine.world.failAfter(-1);
                }
                machine.world.crash();
                Qcow2Machine.State found = machine.state();
                CheckReport report = machine.check();
                boolean isNew = found.isSame(after);
                boolean isDamaged = report.corruptions() + report.leakedClusters() > 0;
                if (isDamaged && (isDone || job != Job.REPAIR)) {
                    return "damaged: " + report.findings();
                }
                if (isNew && (isDone || job != Job.REPAIR)) {
                    return "";
                }
                if (isDone || !found.isSame(before)) {
                    return isDone ? "done, and not new" : "neither old nor new";
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theImageIsOldOrNewWhereverThePowerFails(Job job) throws IOException {
        int played = 0;
        for (int seed = 1; seed <= IMAGES; seed++) {
            Optional<Game> game = Game.of(seed, job);
            for (int fuse = 0; game.isPresent() && fuse <= game.get().operations; fuse++) {
                assertEquals("", game.get().play(fuse, CrashWorld.Fault.NONE),
                        job + ", seed " + seed + ", power lost after operation " + fuse);
                played++;
            }
        }
        assertTrue(played > IMAGES, "only " + played + " games");
    }

    @ParameterizedTest
    @EnumSource(value = CrashWorld.Fault.class,
            names = {"HEADER_BEFORE_SYNC", "FREED_TOO_EARLY", "REFCOUNTS_TOO_LATE"})
    void aWrongOrderIsFoundOut(CrashWorld.Fault fault) throws IOException {
        for (int seed = 1; seed <= IMAGES; seed++) {
            Optional<Game> game = Game.of(seed, Job.COMMIT);
            for (int fuse = 0; game.isPresent() && fuse <= game.get().operations; fuse++) {
                try {
                    if (!game.get().play(fuse, fault).isEmpty()) {
                        return;
                    }
                } catch (IOException unreadable) {
                    return;
                }
            }
        }
        assertTrue(false, fault + " lost nothing");
    }

    @Test
    void aDiskThatFailsWhenTheHeaderIsToBeDurableLeavesTheImageOldOrNew() throws IOException {
        for (int seed = 1; seed <= IMAGES; seed++) {
            Game game = Game.of(seed, Job.COMMIT).orElseThrow();
            Qcow2Machine machine = game.machine(0, CrashWorld.Fault.NONE);
            machine.world.failsAfterHeader = true;
            IOException failure = assertThrows(IOException.class, () -> game.run(machine));
            assertTrue(failure.getMessage().contains("open it again to see which"), failure.getMessage());
            machine.world.crash();
            assertEquals(List.of(), machine.check().findings(), "seed " + seed);
            Qcow2Machine.State found = machine.state();
            assertTrue(found.isSame(game.before) || found.isSame(game.after), "seed " + seed);
        }
    }

    @Test
    void aCommitShowsWhatWasStagedAndKeepsTheSnapshots() throws IOException {
        for (int seed = 1; seed <= 5 * IMAGES; seed++) {
            Random random = new Random(seed);
            byte[] bytes = Qcow2Machine.image(random);
            Qcow2Machine machine = new Qcow2Machine(bytes, seed, CrashWorld.Fault.NONE);
            Qcow2Machine.State before = machine.state();
            String where = "seed " + seed;
            try (Qcow2Image image = machine.open(true)) {
                Puzzle puzzle = new Puzzle(image, random, 1 + random.nextInt(7));
                if (image.header().version() == 2 && !image.snapshots().isEmpty()) {
                    continue; // keeps its size
                }
                Change change = new Change(image, puzzle.staged, puzzle.live::within, puzzle.tables, "");
                new ShadowCommit(change, image.clusterSize(), image.header().version() > 2, image::update,
                        Optional.empty())
                        .run(event -> {}, () -> false);
                assertEquals("", puzzle.faultAsNew(image.read(0, (int) image.size()).array()), where);
                assertEquals("", puzzle.faultAsNew(machine.state().disk()), where);
            }
            Qcow2Machine.State after = machine.state();
            assertTrue(new Qcow2Machine.State(after.disk(), before.names(), before.snapshots(),
                    after.bitmaps())
                    .isSame(after), where);
            assertEquals(List.of(), machine.check().findings(), where);
        }
    }
}
