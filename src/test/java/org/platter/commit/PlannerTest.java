package org.platter.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The laws of plans, over many small disks. */
final class PlannerTest {

    private static final int MAPS = 4000;

    private record Plan(Puzzle puzzle, CrashWorld world, List<Step> steps, String seed) {}

    @Test
    void noByteIsWrittenTwiceAndNoneThatStaysInPlace() throws IOException {
        for (long seed = 1; seed <= MAPS; seed++) {
            Plan plan = plan(seed);
            RangeIndex written = new RangeIndex();
            for (Step step : plan.steps) {
                if (step.writesImage()) {
                    assertFalse(written.intersects(step.targetRange()), plan.seed + step);
                    assertTrue(plan.puzzle.changes(step.targetRange()), plan.seed + step);
                    written.add(step.targetRange());
                }
            }
        }
    }

    @Test
    void nothingIsOverwrittenThatIsStillToBeRead() throws IOException {
        for (long seed = 1; seed <= MAPS; seed++) {
            Plan plan = plan(seed);
            RangeIndex written = new RangeIndex();
            for (Step step : plan.steps) {
                if (step.readsImage()) {
                    assertFalse(written.intersects(step.sourceRange()), plan.seed + step);
                }
                if (step.writesImage()) {
                    written.add(step.targetRange());
                }
            }
        }
    }

    @Test
    void theStepsInOrderMakeTheImageNew() throws IOException {
        for (long seed = 1; seed <= MAPS; seed++) {
            Plan plan = plan(seed);
            byte[] after = plan.puzzle.after;
            byte[] image = Arrays.copyOf(plan.puzzle.before,
                    Math.max(plan.puzzle.before.length, after.length));
            byte[] save = new byte[64 * 1024];
            for (Step step : plan.steps) {
                carryOut(step, plan.puzzle, image, save);
            }
            assertEquals("", plan.puzzle.faultAsNew(Arrays.copyOf(image, after.length)), plan.seed);
        }
    }

    @Test
    void aDirectBatchCanBeRepeatedAfterAnyPartOfIt() throws IOException {
        for (long seed = 1; seed <= MAPS; seed++) {
            Plan plan = plan(seed);
            RangeIndex read = new RangeIndex();
            List<Step> batch = new ArrayList<>();
            for (Step step : plan.steps) {
                if (!step.kind().endsBatch()) {
                    batch.add(step);
                    continue;
                }
                read.clear();
                batch.stream().filter(Step::readsImage).forEach(copy -> read.add(copy.sourceRange()));
                for (Step other : batch) {
                    assertFalse(step.kind() == Step.Kind.END_DIRECT && other.writesImage()
                            && read.intersects(other.targetRange()), plan.seed + other);
                }
                assertEquals(batch.size(), step.target(), plan.seed);
                batch.clear();
            }
            assertTrue(batch.isEmpty(), plan.seed);
        }
    }

    private static void carryOut(Step step, Puzzle puzzle, byte[] image, byte[] save) throws IOException {
        int target = (int) step.target();
        int source = (int) step.source();
        int length = (int) step.length();
        switch (step.kind()) {
            case COPY -> System.arraycopy(image, source, image, target, length);
            case SAVE -> System.arraycopy(image, source, save, target, length);
            case RESTORE -> System.arraycopy(save, source, image, target, length);
            case SCRATCH -> puzzle.staged.scratch().read(source, ByteBuffer.wrap(image, target, length));
            case ZERO, PUNCH -> Arrays.fill(image, target, target + length, (byte) 0);
            default -> {}
        }
    }

    private static Plan plan(long seed) throws IOException {
        Random random = new Random(seed);
        CrashWorld world = new CrashWorld(seed);
        Puzzle puzzle = new Puzzle(world, seed, 24 + random.nextInt(80), 1 + random.nextInt(7));
        List<Step> steps = new ArrayList<>();
        Limits limits = Puzzle.limits(random);
        new Planner(puzzle.staged, world.open(CrashWorld.IMAGE), window -> puzzle.live.within(window),
                puzzle.tables, random.nextInt(4) > 0, limits, () -> false,
                new Batcher(steps::add, limits, step -> ByteBuffer.allocate(0))).plan();
        return new Plan(puzzle, world, steps, "seed " + seed + " ");
    }
}
