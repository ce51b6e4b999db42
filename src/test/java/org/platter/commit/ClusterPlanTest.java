package org.platter.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.filesystem.LiveBlocks;
import org.platter.image.DiskImage;
import org.platter.stage.Scratch;
import org.platter.stage.StagedDisk;

/** What becomes of clusters, on a model of an image. */
final class ClusterPlanTest {

    private static final int SECTOR = CrashWorld.SECTOR;
    private static final LiveBlocks ALL = RangeSet::of;

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 8192})
    void whateverIsStagedTheChangedImageShowsAllThatMatters(int cluster) throws IOException {
        for (int seed = 1; seed <= 2500; seed++) {
            Random random = new Random(seed * 31L + cluster);
            Optional<DiskImage> backing = Optional.empty();
            if (random.nextBoolean()) {
                ClusterModel below = new ClusterModel(4096, SECTOR * (10 + random.nextInt(150)),
                        Optional.empty());
                below.fill(random, 2);
                backing = Optional.of(below);
            }
            ClusterModel image = new ClusterModel(cluster, SECTOR * (24 + random.nextInt(80)), backing);
            image.fill(random, 1 + random.nextInt(4));
            Puzzle puzzle = new Puzzle(image, random, 1 + random.nextInt(7));
            ClusterModel.Changed changed = image.new Changed(puzzle.staged.size(),
                    new Composition(puzzle.staged, puzzle.live::within), random);
            new ClusterPlan(puzzle.staged, image, puzzle.live::within, cluster, random.nextBoolean(),
                    () -> false, changed).plan();
            byte[] found = changed.after.read(0, (int) changed.after.size()).array();
            assertEquals("", puzzle.faultAsNew(found), "seed " + seed + ", clusters of " + cluster);
        }
    }

    @Test
    void aPartitionOfATebibyteIsSharedAtOnceAndNobodyAsksWhatIsLive() throws IOException {
        Lines lines = new Lines();
        long disk = 2 * ByteSize.TIB;
        try (Synthetic image = new Synthetic(disk);
                StagedDisk staged = new StagedDisk(image,
                        Scratch.inMemory())) {
            staged.move(ByteRange.of(ByteSize.MIB, ByteSize.TIB), 100 * ByteSize.GIB + ByteSize.MIB);
            new ClusterPlan(staged, image, window -> {
                throw new IllegalStateException("asked for " + window);
            }, 65536, true, () -> false, lines).plan();
        }
        assertEquals(List.of("drop " + ByteRange.of(ByteSize.MIB, 100 * ByteSize.GIB),
                "share " + ByteRange.of(100 * ByteSize.GIB + ByteSize.MIB, ByteSize.TIB)
                        + " from 1048576"),
                lines.all);
    }

    @Test
    void aLegacyPartitionThatMovesByWholeClustersSharesAllButTheClustersAtItsEdges() throws IOException {
        Lines lines = new Lines();
        try (Synthetic image = new Synthetic(ByteSize.GIB);
                StagedDisk staged = new StagedDisk(image, Scratch.inMemory())) {
            staged.move(ByteRange.of(63 * 512, 100 << 20), 63 * 512 + (200 << 20));
            new ClusterPlan(staged, image, ALL, 65536, true, () -> false, lines).plan();
        }
        long start = 200 << 20;
        assertEquals(List.of("drop " + new ByteRange(65536, 100 << 20),
                "compose " + ByteRange.of(start, 65536) + " COMPOSED",
                "share " + ByteRange.of(start + 65536, (100 << 20) - 65536) + " from 65536",
                "compose " + ByteRange.of(start + (100 << 20), 65536) + " COMPOSED"), lines.all);
    }

    @Test
    void whatMovesByLessThanAClusterIsCopiedWhereItIsLive() throws IOException {
        Lines lines = new Lines();
        RangeSet live = RangeSet.of(ByteRange.of(ByteSize.MIB, 70_000), ByteRange.of(3 << 20, 512));
        try (Synthetic image = new Synthetic(ByteSize.GIB);
                StagedDisk staged = new StagedDisk(image, Scratch.inMemory())) {
            staged.move(ByteRange.of(2 << 20, 4 << 20), (1 << 20) - 512 + 512 * 3);
            new ClusterPlan(staged, image, live::within, 65536, true, () -> false, lines).plan();
        }
        assertEquals(List.of("compose " + ByteRange.of(1 << 20, 131_072) + " DISTANCE",
                "drop " + new ByteRange((1 << 20) + 131_072, 3 << 20),
                "compose " + ByteRange.of(3 << 20, 65536) + " DISTANCE",
                "drop " + new ByteRange((3 << 20) + 65536, 6 << 20)), lines.all);
    }

    @Test
    void aStagedDiskAsItWasChangesNothing() throws IOException {
        Lines lines = new Lines();
        try (Synthetic image = new Synthetic(ByteSize.GIB + 512);
                StagedDisk staged = new StagedDisk(image, Scratch.inMemory())) {
            new ClusterPlan(staged, image, ALL, 65536, true, () -> false, lines).plan();
        }
        assertEquals(List.of(), lines.all);
    }

    @Test
    void whatIsReadToComposeAClusterIsOnlyWhatHasAMeaning() throws IOException {
        RangeSet live = RangeSet.of(ByteRange.of(4096, 4096));
        try (Synthetic image = new Synthetic(ByteSize.MIB);
                StagedDisk staged = new StagedDisk(image, Scratch.inMemory())) {
            staged.move(ByteRange.of(512 << 10, 64 << 10), 0);
            staged.write(60_000, ByteBuffer.wrap(new byte[] {1}));
            image.reads.clear();
            new Composition(staged, live::within).read(0, 65536, ByteBuffer.allocate(65536));
            assertEquals(List.of(ByteRange.of((512 << 10) + 4096, 4096)), image.reads);
        }
    }

    /** Writes down what it is told. */
    private static final class Lines implements Clusters {
        private final List<String> all = new ArrayList<>();

        @Override
        public void share(ByteRange run, long source) {
            all.add("share " + run + " from " + source);
        }

        @Override
        public void zero(ByteRange run) {
            all.add("zero " + run);
        }

        @Override
        public void drop(ByteRange run) {
            all.add("drop " + run);
        }

        @Override
        public void compose(ByteRange run, Reason reason) {
            all.add("compose " + run + " " + reason);
        }
    }
}
