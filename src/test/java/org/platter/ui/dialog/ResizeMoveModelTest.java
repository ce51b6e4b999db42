package org.platter.ui.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.layout.Alignment;
import org.platter.layout.Content;
import org.platter.layout.Grip;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.operation.Disks;
import org.platter.operation.Move;
import org.platter.operation.Operation;
import org.platter.operation.Resize;
import org.platter.ui.DiskViewModel;
import org.platter.ui.apply.ScriptedDisk;

final class ResizeMoveModelTest {

    private static final long SECTOR = 512;

    private static DiskViewModel thumb() throws Refusal {
        return new ScriptedDisk(Disks.thumb(63, 979902, 979965, 996030).layout(), "disk size=+2GiB").view();
    }

    private static ResizeMoveModel of(DiskViewModel disk, int number) {
        return new ResizeMoveModel(disk, disk.preview().partition(number).orElseThrow());
    }

    @Test
    void aMoveByTheFieldBeforeKeepsTheExactSize() throws Refusal {
        ResizeMoveModel model = of(thumb(), 2);
        model.space().alignmentProperty().set(Alignment.CYLINDER);
        model.space().askBefore(1024 * ByteSize.MIB);
        assertEquals(new ByteRange(3084480 * SECTOR, (3084480 + 996030) * SECTOR), model.space().range());
        assertTrue(model.operation().orElseThrow() instanceof Move, model.operation().toString());
    }

    @Test
    void theJobOfTheGuideComesOutAtItsSectors() throws Refusal {
        DiskViewModel disk = thumb();
        disk.alignmentProperty().set(Alignment.CYLINDER);
        ResizeMoveModel move = of(disk, 2);
        move.space().askBefore(1024 * ByteSize.MIB);
        assertEquals(Optional.empty(), move.push());
        ResizeMoveModel grow = of(disk, 1);
        grow.space().askSize(grow.space().boundsProperty().get().maximumSize());
        assertEquals("", grow.problemBinding().get());
        assertEquals(Optional.empty(), grow.push());
        Layout after = disk.preview();
        assertEquals(new ByteRange(63 * SECTOR, 3084480 * SECTOR), Disks.partition(after, 1).range());
        assertEquals(3084480 * SECTOR, Disks.partition(after, 2).range().start());
    }

    @Test
    void nothingChangedIsNothingToDo() throws Refusal {
        ResizeMoveModel model = of(thumb(), 2);
        assertFalse(model.problemBinding().get().isEmpty());
        assertEquals(Optional.empty(), model.operation());
        model.space().askSize(600 * ByteSize.MIB);
        assertEquals("", model.problemBinding().get());
        model.space().drag(Grip.END, model.space().original());
        assertEquals(Optional.empty(), model.operation());
    }

    @Test
    void aResizeKeepsTheStartThatIsNotAligned() throws Refusal {
        ResizeMoveModel model = of(thumb(), 1);
        model.space().askSize(300 * ByteSize.MIB);
        assertEquals(63 * SECTOR, model.space().range().start());
        assertTrue(model.space().range().length() <= 300 * ByteSize.MIB, model.space().range().toString());
        assertTrue(model.operation().orElseThrow() instanceof Resize);
    }

    @Test
    void whatDoesNotFitIsSaidAndChangesNothing() throws Refusal {
        ResizeMoveModel model = of(thumb(), 2);
        ByteRange before = model.space().range();
        model.space().askSize(1 << 20);
        assertTrue(model.problemBinding().get().contains("smaller"), model.problemBinding().get());
        model.space().askSize(1L << 40);
        assertTrue(model.problemBinding().get().contains("larger"), model.problemBinding().get());
        model.space().askBefore(1L << 40);
        assertTrue(model.problemBinding().get().contains("free space before"), model.problemBinding().get());
        assertEquals(before, model.space().range());
        assertEquals(Optional.empty(), model.operation());
    }

    @Test
    void sizeBeyondTheEndTakesRoomBefore() throws Refusal {
        ResizeMoveModel model = of(thumb(), 2);
        model.space().askAfter(0);
        long free = model.space().before();
        model.space().askSize(model.space().size() + 100 * ByteSize.MIB);
        assertEquals("", model.problemBinding().get());
        assertTrue(model.space().before() < free);
        assertTrue(model.space().after() < ByteSize.MIB, String.valueOf(model.space().after()));
    }

    @Test
    void beforeSizeAndAfterAlwaysMakeUpTheRoom() throws Refusal {
        ResizeMoveModel model = of(thumb(), 1);
        SpaceModel space = model.space();
        assertEquals(63 * SECTOR, space.before(), "the sector of the table counts as free space before");
        space.askSize(200 * ByteSize.MIB);
        assertEquals(space.end() - space.origin(), space.before() + space.size() + space.after());
    }

    static LongStream seeds() {
        return LongStream.range(0, 12);
    }

    /** What the fields show is what the operation does, whatever is typed and dragged before. */
    @ParameterizedTest
    @MethodSource("seeds")
    void theOperationDoesWhatTheFieldsShow(long seed) throws Refusal {
        Random random = new Random(seed);
        Layout[] layouts = {Disks.thumb(63, 979902, 979965, 996030).layout(),
            Disks.gpt("16GiB").primary(2048, 1048576, Disks.ext4("boot", 100 << 20))
                    .primary(1050624, 8388608, Disks.ext4("root", 1 << 30)).layout(),
            Disks.dos("8GiB").primary(63, 2000000, Disks.ext4("a", 1 << 20)).extended(4000000, 8000000)
                    .logical(4002048, 2000000, Disks.ext4("b", 1 << 20))
                    .logical(7000000, 3000001, Disks.ext4("c", 1 << 20)).layout(),
            Disks.gpt("16GiB", 4096).primary(256, 1048576, Disks.ext4("boot", 100 << 20)).layout()};
        for (Layout layout : layouts) {
            for (Partition partition : layout.partitions()) {
                DiskViewModel disk = new ScriptedDisk(layout).view();
                ResizeMoveModel model = new ResizeMoveModel(disk, partition);
                for (int i = 0; i < 25; i++) {
                    play(model.space(), random);
                    Optional<Operation> operation = model.operation();
                    if (operation.isPresent() && model.problemBinding().get().isEmpty()) {
                        assertEquals(model.space().range(),
                                disk.pending().tried(operation.get()).partition(partition.id()).orElseThrow()
                                        .range(),
                                "seed " + seed + ", " + operation.get().line(layout));
                    }
                }
            }
        }
    }

    static void play(SpaceModel space, Random random) {
        long room = space.end() - space.origin();
        long some = (long) (random.nextDouble() * room);
        switch (random.nextInt(5)) {
            case 0 -> space.askBefore(some);
            case 1 -> space.askSize(some);
            case 2 -> space.askAfter(some);
            case 3 -> space.alignmentProperty().set(Alignment.values()[random.nextInt(3)]);
            default -> {
                Grip grip = Grip.values()[random.nextInt(3)];
                long start = space.origin() + some;
                space.drag(grip, new ByteRange(start, start + (long) (random.nextDouble() * room)));
            }
        }
    }

    @Test
    void whatCannotBeMadeSmallerSaysWhyAndCanBeMoved() throws Refusal {
        DiskViewModel disk = new ScriptedDisk(Disks.dos("4GiB")
                .primary(2048, 2000000, Disks.opaque("crypto_LUKS"))
                .layout()).view();
        ResizeMoveModel model = of(disk, 1);
        ByteRange before = model.space().range();
        model.space().askSize(500 * ByteSize.MIB);
        assertFalse(model.problemBinding().get().isEmpty());
        assertEquals(before, model.space().range());
        model.space().askBefore(500 * ByteSize.MIB);
        assertEquals("", model.problemBinding().get(), "it is moved whole");
        assertEquals(before.length(), model.space().size());
    }

    @Test
    void aMinimumThatIsLearnedMeanwhileCounts() throws Exception {
        ScriptedDisk disk = new ScriptedDisk(Disks.thumb(63, 979902, 979965, 996030).layout());
        DiskViewModel view = disk.view();
        ResizeMoveModel model = of(view, 2);
        long before = model.space().boundsProperty().get().minimumSize();
        Partition partition = model.partition();
        Content.FileSystem known = partition.fileSystem().orElseThrow()
                .withMinimum(OptionalLong.of(123 * ByteSize.MIB));
        disk.learned = () -> disk.learn(disk.onDisk().with(partition.withContent(known)));
        boolean[] done = new boolean[1];
        view.minima().learn(partition.id(), () -> {
            model.learn();
            done[0] = true;
        });
        disk.until(() -> done[0]);
        assertTrue(model.space().boundsProperty().get().minimumSize() >= 123 * ByteSize.MIB);
        assertTrue(before < 123 * ByteSize.MIB);
    }
}
