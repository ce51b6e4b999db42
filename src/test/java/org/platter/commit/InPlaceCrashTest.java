package org.platter.commit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platter.base.RangeSet;

/**
 * The power fails at every operation of many commits, and again while they are resumed. Then the same with
 * each rule broken, to see that this would be noticed.
 */
final class InPlaceCrashTest {

    private static final String JOURNAL = "disk.raw.platter";
    private static final int MAPS = 90;

    /** What a commit does wrong in its plan. */
    private enum Mistake {
        NONE, WINDOW_TOO_WIDE, ORDER_REVERSED, TABLES_FIRST
    }

    @Test
    void theImageIsOldOrNewWhereverThePowerFails() throws IOException {
        for (int seed = 1; seed <= MAPS; seed++) {
            long operations = Integer.MAX_VALUE;
            for (int fuse = 0; fuse <= operations; fuse++) {
                Game game = new Game(seed, fuse, CrashWorld.Fault.NONE, Mistake.NONE);
                String where = "seed " + seed + ", power lost after operation " + fuse;
                assertEquals("", assertDoesNotThrow(game::play, where), where);
                operations = game.finishedAtOnce ? 0 : operations;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = CrashWorld.Fault.class,
            names = {"MARK_BEFORE_FLUSH", "MARK_NOT_DURABLE", "BEGIN_BEFORE_SCRATCH", "UNPADDED_LOG",
                "UNSYNCED_MARK", "MARK_GONE_TOO_EARLY", "MARK_GONE_TOO_LATE"})
    void aMachineThatBreaksTheOrderIsFoundOut(CrashWorld.Fault fault) {
        assertTrue(isFoundOut(fault, Mistake.NONE), fault + " lost nothing");
    }

    @ParameterizedTest
    @EnumSource(value = Mistake.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aPlanThatBreaksTheOrderIsFoundOut(Mistake mistake) {
        assertTrue(isFoundOut(CrashWorld.Fault.NONE, mistake), mistake + " lost nothing");
    }

    private static boolean isFoundOut(CrashWorld.Fault fault, Mistake mistake) {
        for (int seed = 1; seed <= MAPS; seed++) {
            boolean finished = false;
            // a commit that never ends any more is a find too
            for (int fuse = 0; !finished && fuse < 500; fuse++) {
                try {
                    Game game = new Game(seed, fuse, fault, mistake);
                    if (!game.play().isEmpty()) {
                        return true;
                    }
                    finished = game.finishedAtOnce;
                } catch (IOException stuck) {
                    return true;
                }
            }
        }
        return false;
    }

    /** One commit on one machine. */
    private static final class Game {

        private final CrashWorld world;
        private final Puzzle puzzle;
        private final Limits limits;
        private final Mistake mistake;
        private final int fuse;
        private boolean finishedAtOnce;

        Game(long seed, int fuse, CrashWorld.Fault fault, Mistake mistake) throws IOException {
            Random random = new Random(seed);
            this.world = new CrashWorld(seed * 1_000_003 + fuse);
            this.puzzle = new Puzzle(world, seed, 24 + random.nextInt(80), 1 + random.nextInt(7));
            this.limits = Puzzle.limits(random);
            this.mistake = mistake;
            this.fuse = fuse;
            world.fault = fault;
            world.mayWrite = puzzle::changes;
        }

        /** Returns what went wrong, or nothing. */
        String play() throws IOException {
            world.failAfter(fuse);
            try {
                inPlace().run(event -> {}, () -> false);
                finishedAtOnce = true;
                // what was done in the end is durable without any more syncs
                world.crash();
                return world.root.cache.size() == 1 && !isMarked() ? puzzle.faultAsNew(image()) : "left "
                        + world.root.cache;
            } catch (CrashWorld.PowerLoss first) {
                return recover();
            }
        }

        private String recover() throws IOException {
            boolean hasBegun = false;
            for (int death = 0;; death++) {
                world.crash();
                Optional<CommitLog.Contents> log = Journal.peek(world.folder(), JOURNAL);
                boolean isBegun = log.isPresent() && !log.get().hasEnded();
                String old = puzzle.faultAsOld(image());
                String fault = isBegun ? puzzle.faultOfOrder(image())
                        : hasBegun || log.isPresent() || !old.isEmpty() ? puzzle.faultAsNew(image()) : "";
                if (fault.isEmpty()) {
                    fault = faultOfMark(log);
                }
                if (!fault.isEmpty()) {
                    return fault + (isBegun ? " while the tables are new" : ", without a journal");
                }
                hasBegun |= isBegun;
                world.failAfter(death < 3 ? world.random.nextInt(40) : -1);
                try {
                    if (isBegun) {
                        Resumption.resume(world.open(CrashWorld.IMAGE), world.folder(), world.folder(),
                                JOURNAL, Puzzle.MARKING, event -> {}, () -> false);
                    } else {
                        world.open(CrashWorld.IMAGE).removeMark();
                        Journal.remove(world.folder(), JOURNAL);
                    }
                    OwnFolder.sweep(world.folder(), JOURNAL);
                    world.crash();
                    if (world.root.cache.size() != 1 || isMarked()) {
                        return "left " + world.root.cache;
                    }
                    return hasBegun ? puzzle.faultAsNew(image()) : "";
                } catch (CrashWorld.PowerLoss again) {
                    hasBegun |= isBegun;
                }
            }
        }

        /** C11: it is marked while it is half changed, and never without a journal. */
        private String faultOfMark(Optional<CommitLog.Contents> log) {
            if (isMarked()) {
                return log.isEmpty() ? "marked without a journal" : "";
            }
            return log.isPresent() && !log.get().hasEnded() && !Arrays.equals(image(), puzzle.before)
                    ? "half changed without a mark" : "";
        }

        private boolean isMarked() {
            return ((CrashWorld.Bytes) world.root.cache.get(CrashWorld.IMAGE)).mark.isPresent();
        }

        private byte[] image() {
            return ((CrashWorld.Bytes) world.root.cache.get(CrashWorld.IMAGE)).cache;
        }

        private InPlace inPlace() throws IOException {
            return new InPlace(world.open(CrashWorld.IMAGE), world.folder(), world.folder(), JOURNAL,
                    puzzle.staged,
                    window -> puzzle.live.within(window), puzzle.tables, "move 1 start=+1MiB", limits,
                    Puzzle.MARKING) {
                @Override
                StepSink batcher(StepSink plan) {
                    return switch (mistake) {
                        case NONE -> super.batcher(plan);
                        case WINDOW_TOO_WIDE -> new Batcher(plan, limits, this::sample) {
                            @Override
                            boolean conflicts(Step step) {
                                return false;
                            }
                        };
                        case ORDER_REVERSED, TABLES_FIRST -> new Shuffled(super.batcher(plan), mistake,
                                puzzle.tables);
                    };
                }
            };
        }
    }

    /** Hands steps on in a wrong order. */
    private static final class Shuffled implements StepSink {

        private final StepSink next;
        private final Mistake mistake;
        private final RangeSet tables;
        private final List<Step> steps = new ArrayList<>();

        Shuffled(StepSink next, Mistake mistake, RangeSet tables) {
            this.next = next;
            this.mistake = mistake;
            this.tables = tables;
        }

        @Override
        public void accept(Step step) {
            steps.add(step);
        }

        @Override
        public void end() throws IOException {
            if (mistake == Mistake.ORDER_REVERSED) {
                Collections.reverse(steps);
            } else {
                steps.sort(Comparator.comparing(step -> tables.within(step.targetRange()).isEmpty()));
            }
            for (Step step : steps) {
                next.accept(step);
            }
            next.end();
        }
    }
}
