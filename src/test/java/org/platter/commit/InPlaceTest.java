package org.platter.commit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.platter.base.ByteRange;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.stage.Scratch;
import org.platter.stage.StagedDisk;

final class InPlaceTest {

    private static final int KIB = 1 << 10;
    private static final int SIZE = 2048 * KIB;
    private static final String JOURNAL = "disk.raw.platter";
    private static final Limits LIMITS = new Limits(16 * KIB, 64 * KIB, 8 * KIB, 32 * KIB, 100, 1024 * KIB, 0,
            64 * KIB, 64 * KIB);

    private final CrashWorld world = new CrashWorld(1);
    private final byte[] before = new byte[SIZE];
    private final StagedDisk staged;

    InPlaceTest() {
        // a partition of 800 KiB at 64 KiB, and holes behind it
        byte[] content = new byte[800 * KIB];
        new Random(5).nextBytes(content);
        System.arraycopy(content, 0, before, 64 * KIB, content.length);
        world.install(CrashWorld.IMAGE, before);
        staged = new StagedDisk(new CrashImage(world.open(CrashWorld.IMAGE), SIZE), Scratch.inMemory());
    }

    @Test
    void aCommitThatFindsNoRoomIsRefusedBeforeAnythingIsWritten() throws IOException {
        staged.copy(ByteRange.of(64 * KIB, 800 * KIB), 1024 * KIB);
        world.usable = 800 * KIB;
        IOException e = assertThrows(IOException.class, () -> inPlace().run(event -> {}, () -> false));
        assertFalse(e instanceof Interruption);
        assertTrue(e.getMessage().contains("too little room"), e.getMessage());
        assertArrayEquals(before, image());
        assertEquals(1, world.root.cache.size());
    }

    @Test
    void aMoveNeedsLittleRoomSinceItGivesBackWhatItLeaves() throws IOException {
        staged.move(ByteRange.of(64 * KIB, 800 * KIB), 1024 * KIB);
        world.usable = 300 * KIB;
        inPlace().run(event -> {}, () -> false);
        assertArrayEquals(Arrays.copyOfRange(before, 64 * KIB, 864 * KIB),
                Arrays.copyOfRange(image(), 1024 * KIB, 1824 * KIB));
        assertEquals(800 * KIB, world.open(CrashWorld.IMAGE).allocatedBytes());
    }

    @Test
    void aSectorThatCannotBeReadIsFoundWhileThereIsAWayBack() throws IOException {
        staged.move(ByteRange.of(64 * KIB, 800 * KIB), 1024 * KIB);
        ByteRange bad = ByteRange.of(300 * KIB, 512);
        world.isUnreadable = bad::intersects;
        IOException e = assertThrows(IOException.class, () -> inPlace().run(event -> {}, () -> false));
        assertFalse(e instanceof Interruption);
        assertTrue(e.getMessage().contains("cannot be read at"), e.getMessage());
        world.isUnreadable = range -> false;
        assertArrayEquals(before, image());
        assertEquals(1, world.root.cache.size());
    }

    @Test
    void aSectorThatFailsMeanwhileStopsItAndItGoesOnWhenItCanBeRead() throws IOException {
        staged.move(ByteRange.of(64 * KIB, 800 * KIB), 1024 * KIB);
        ByteRange bad = ByteRange.of(300 * KIB, 512);
        Interruption e = assertThrows(Interruption.class, () -> inPlace().run(event -> {
            if (event instanceof Event.StepStarted step && step.text().startsWith("Copy")) {
                world.isUnreadable = bad::intersects;
            }
        }, () -> false));
        assertTrue(e.getMessage().contains("cannot be read at"), e.getMessage());
        assertThrows(Interruption.class, this::resume);
        world.isUnreadable = range -> false;
        resume();
        assertArrayEquals(Arrays.copyOfRange(before, 64 * KIB, 864 * KIB),
                Arrays.copyOfRange(image(), 1024 * KIB, 1824 * KIB));
        assertEquals(1, world.root.cache.size());
    }

    @Test
    void aSecondCommitDoesNotBeginBeforeTheFirstIsResumed() throws IOException {
        staged.move(ByteRange.of(64 * KIB, 800 * KIB), 1024 * KIB);
        boolean[] hasBegun = new boolean[1];
        assertThrows(Interruption.class,
                () -> inPlace().run(
                        event -> hasBegun[0] |= event instanceof Event.StepStarted step
                                && step.text().startsWith("Copy"),
                        () -> hasBegun[0]));
        byte[] half = image().clone();
        IOException e = assertThrows(IOException.class, () -> inPlace().run(event -> {}, () -> false));
        assertTrue(e.getMessage().contains("resumed first"), e.getMessage());
        assertArrayEquals(half, image());
        resume();
    }

    @Test
    void aDiskIsKnownByItsBytesHoweverFarTheCommitCame() throws IOException {
        staged.move(ByteRange.of(64 * KIB, 800 * KIB), 300 * KIB);
        boolean[] hasBegun = new boolean[1];
        assertThrows(Interruption.class,
                () -> inPlace().run(
                        event -> hasBegun[0] |= event instanceof Event.StepStarted step
                                && step.text().startsWith("Copy"),
                        () -> hasBegun[0]));
        assertTrue(Resumption.isOf(world.open(CrashWorld.IMAGE), world.folder(), JOURNAL));
        byte[] half = image().clone();
        new Random(6).nextBytes(image());
        assertFalse(Resumption.isOf(world.open(CrashWorld.IMAGE), world.folder(), JOURNAL));
        System.arraycopy(half, 0, image(), 0, half.length);
        resume();
        assertFalse(Resumption.isOf(world.open(CrashWorld.IMAGE), world.folder(), JOURNAL));
    }

    @Test
    void ofTwoThatChangePlacesTheShorterIsSaved() throws IOException {
        long size = staged.size();
        staged.resize(size + 256 * KIB);
        staged.move(ByteRange.of(0, 256 * KIB), size);
        staged.move(ByteRange.of(256 * KIB, 512 * KIB), 0);
        staged.move(ByteRange.of(size, 256 * KIB), 512 * KIB);
        staged.resize(size);
        List<String> order = new ArrayList<>();
        new MoveOrder(staged, 0).visit(new MoveOrder.Visitor() {
            @Override
            public void move(MoveOrder.Mover mover) {
                order.add("move to " + mover.hull().start() / KIB);
            }

            @Override
            public void save(MoveOrder.Mover mover) {
                order.add("save for " + mover.hull().start() / KIB);
            }

            @Override
            public void restore(MoveOrder.Mover mover) {
                order.add("restore to " + mover.hull().start() / KIB);
            }
        });
        assertEquals(List.of("save for 512", "move to 0", "restore to 512"), order);
    }

    private InPlace inPlace() throws IOException {
        return new InPlace(world.open(CrashWorld.IMAGE), world.folder(), world.folder(), JOURNAL, staged,
                RangeSet::of, RangeSet.EMPTY, "", LIMITS, Puzzle.MARKING);
    }

    private void resume() throws IOException {
        Resumption.resume(world.open(CrashWorld.IMAGE), world.folder(), world.folder(),
                JOURNAL, Puzzle.MARKING, event -> {}, () -> false);
    }

    private byte[] image() {
        return ((CrashWorld.Bytes) world.root.cache.get(CrashWorld.IMAGE)).cache;
    }
}
