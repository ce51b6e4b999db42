package org.platter.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The power fails at every operation of many commits by a new file. */
final class FreshCopyCrashTest {

    private static final int MAPS = 120;

    @Test
    void theImageIsOldOrNewWhereverThePowerFails() throws IOException {
        for (int seed = 1; seed <= MAPS; seed++) {
            boolean finished = false;
            for (int fuse = 0; !finished; fuse++) {
                Game game = new Game(seed, fuse, CrashWorld.Fault.NONE);
                assertEquals("", game.play(), "seed " + seed + ", power lost after operation " + fuse);
                finished = game.finished;
            }
        }
    }

    @Test
    void aNameThatComesBeforeTheBytesIsFoundOut() throws IOException {
        for (int seed = 1; seed <= MAPS; seed++) {
            boolean finished = false;
            for (int fuse = 0; !finished; fuse++) {
                Game game = new Game(seed, fuse, CrashWorld.Fault.RENAME_BEFORE_SYNC);
                if (!game.play().isEmpty()) {
                    return;
                }
                finished = game.finished;
            }
        }
        assertTrue(false, "lost nothing");
    }

    @Test
    void afterTheNameIsItsAFailureSaysThatTheImageIsNew() throws IOException {
        CrashWorld world = new CrashWorld(1);
        Puzzle puzzle = new Puzzle(world, 1, 60, 4);
        FreshCopy copy = new FreshCopy(world.open(CrashWorld.IMAGE), world.folder(), CrashWorld.IMAGE,
                puzzle.staged, window -> puzzle.live.within(window), puzzle.tables);
        world.failsToSyncRoot = true;
        Completed failure = assertThrows(Completed.class, () -> copy.tryRun(event -> {}, () -> false));
        assertEquals("All changes are made, and the image is as it was asked to become; but a power failure "
                + "now may bring back the one before: the folder cannot be synced", failure.getMessage());
        byte[] image = ((CrashWorld.Bytes) world.root.cache.get(CrashWorld.IMAGE)).cache;
        assertEquals("", puzzle.faultAsNew(image));
    }

    private static final class Game {

        private final CrashWorld world;
        private final Puzzle puzzle;
        private final int fuse;
        private boolean finished;

        Game(long seed, int fuse, CrashWorld.Fault fault) throws IOException {
            Random random = new Random(seed);
            this.world = new CrashWorld(seed * 1_000_003 + fuse);
            this.puzzle = new Puzzle(world, seed, 24 + random.nextInt(80), 1 + random.nextInt(7));
            this.fuse = fuse;
            world.fault = fault;
            world.mayWrite = range -> false;
        }

        /** Returns what went wrong, or nothing. */
        String play() throws IOException {
            world.failAfter(fuse);
            try {
                FreshCopy copy = new FreshCopy(world.open(CrashWorld.IMAGE), world.folder(), CrashWorld.IMAGE,
                        puzzle.staged, window -> puzzle.live.within(window), puzzle.tables);
                assertTrue(copy.tryRun(event -> {}, () -> false));
                finished = true;
            } catch (CrashWorld.PowerLoss loss) {
                world.failAfter(-1);
            }
            world.crash();
            OwnFolder.sweep(world.folder(), CrashWorld.IMAGE + ".platter");
            if (world.root.cache.size() != 1) {
                return "left " + world.root.cache;
            }
            byte[] image = ((CrashWorld.Bytes) world.root.cache.get(CrashWorld.IMAGE)).cache;
            String fault = puzzle.faultAsNew(image);
            return finished || fault.isEmpty() ? fault : puzzle.faultAsOld(image);
        }
    }
}
