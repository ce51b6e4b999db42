package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.platter.image.capability.CheckReport;
import org.platter.image.qcow2.Qcow2Image;
import org.platter.image.qcow2.Qcow2Options;

/**
 * Commits drafts on small disks, cuts the power at each flush, and lets what was not flushed be kept, lost or
 * garbled in every combination, or in some where there are too many.
 */
final class PowerCuts {

    /** How many combinations are tried of the changes that are not flushed at one place. */
    private final int most;
    private final CrashWorld.Fault fault;
    private final Random random;
    private int flushes;
    private long old;
    private long resumed;
    private long made;
    private long lost;
    private int unsynced;

    PowerCuts(int most, CrashWorld.Fault fault, long seed) {
        this.most = most;
        this.fault = fault;
        random = new Random(seed);
    }

    /** Tells what was tried and how it ended. */
    @Override
    public String toString() {
        return String.format("%d flushes, at most %d changes not flushed, %d cuts: %d old, %d resumed, "
                + "%d new, %d lost", flushes, unsynced, old + resumed + made + lost, old, resumed, made,
                lost);
    }

    /** Returns the first fault of a commit in place, or nothing. */
    String inPlace(SmallDisk disk, List<String> draft, long seed) throws IOException {
        byte[] bytes = disk.bytes();
        return each(() -> new InPlaceCut(bytes, draft, seed), draft + ", seed " + seed);
    }

    /** Returns the first fault of a commit of a qcow2 image, or nothing. */
    String qcow2(SmallDisk disk, List<String> draft, long seed) throws IOException {
        byte[] image = Qcow2Cut.image(disk.bytes(), new Random(seed));
        return each(() -> new Qcow2Cut(image, draft, seed), draft + ", seed " + seed);
    }

    private String each(Start start, String where) throws IOException {
        Cut whole = start.begin();
        whole.commit();
        for (int flush = 0; flush < whole.world().flushes(); flush++) {
            Cut cut = start.begin();
            cut.world().fault = fault;
            cut.world().failAtFlush(flush);
            try {
                cut.commit();
            } catch (CrashWorld.PowerLoss loss) {
                String wrong = wrongAfter(cut);
                if (!wrong.isEmpty()) {
                    return where + ", flush " + flush + ": " + wrong;
                }
            }
        }
        return "";
    }

    /** How a machine is found that is switched on again. */
    private enum End { OLD, RESUMED, NEW }

    /** One commit on a machine of its own. */
    private interface Cut {

        CrashWorld world();

        void commit() throws IOException;

        /**
         * Recovers what is found when the machine is switched on again.
         *
         * @throws IOException if it is lost
         */
        End recovered(Random random) throws IOException;
    }

    private interface Start {
        Cut begin() throws IOException;
    }

    private static final class Lost extends IOException {
        Lost(String message) {
            super(message);
        }
    }

    private String wrongAfter(Cut cut) {
        CrashWorld world = cut.world();
        CrashWorld.Moment moment = world.new Moment();
        int[] ways = world.unsynced();
        unsynced = Math.max(unsynced, ways.length);
        flushes++;
        Combinations combinations = new Combinations(ways);
        while (combinations.next()) {
            moment.comeBack();
            world.crash(combinations.fates);
            try {
                switch (cut.recovered(random)) {
                    case OLD -> old++;
                    case RESUMED -> resumed++;
                    default -> made++;
                }
            } catch (IOException | RuntimeException e) {
                lost++;
                return Arrays.toString(combinations.fates) + ": " + e;
            }
        }
        return "";
    }

    /** All combinations of fates, where they are not too many; else all of kept and not kept, or some. */
    private final class Combinations {

        private final int[] ways;
        private final CrashWorld.Fate[] fates;
        private final boolean isWhole;
        private final long count;
        private long at = -1;

        Combinations(int[] ways) {
            this.ways = ways;
            fates = new CrashWorld.Fate[ways.length];
            double all = 1;
            for (int way : ways) {
                all *= way;
            }
            isWhole = all <= most;
            count = isWhole ? (long) all : Math.min(most, 1L << Math.min(40, ways.length));
        }

        boolean next() {
            at++;
            long rest = at;
            boolean isEach = isWhole || 1L << Math.min(40, ways.length) <= most;
            for (int i = 0; i < ways.length; i++) {
                int fate;
                if (isWhole) {
                    fate = (int) (rest % ways[i]);
                    rest /= ways[i];
                } else {
                    boolean isKept = isEach ? (rest >> i & 1) == 0 : random.nextBoolean();
                    fate = isKept ? 0 : 1 + random.nextInt(ways[i] - 1);
                }
                fates[i] = CrashWorld.Fate.values()[fate];
            }
            return at < count;
        }
    }

    /** One commit in place. */
    private static final class InPlaceCut implements Cut {

        private static final String JOURNAL = "disk.raw.platter";

        private final CrashWorld world;
        private final SmallDisk.Staged staged;
        private final InPlace commit;

        InPlaceCut(byte[] bytes, List<String> draft, long seed) throws IOException {
            world = new CrashWorld(seed);
            world.install(CrashWorld.IMAGE, bytes);
            staged = SmallDisk.staged(new CrashImage(world.open(CrashWorld.IMAGE), bytes.length), draft);
            commit = new InPlace(world.open(CrashWorld.IMAGE), world.folder(), world.folder(), JOURNAL,
                    staged.disk(),
                    window -> staged.live().within(window), staged.tables(), String.join("\n", draft),
                    Puzzle.limits(new Random(seed)), Puzzle.MARKING);
        }

        @Override
        public CrashWorld world() {
            return world;
        }

        @Override
        public void commit() throws IOException {
            commit.run(event -> {}, () -> false);
        }

        private byte[] image() {
            return ((CrashWorld.Bytes) world.root.cache.get(CrashWorld.IMAGE)).cache;
        }

        @Override
        public End recovered(Random random) throws IOException {
            boolean hasBegun = false;
            for (int death = 0;; death++) {
                Optional<CommitLog.Contents> log = Journal.peek(world.folder(), JOURNAL);
                boolean isBegun = log.isPresent() && !log.get().hasEnded();
                String fault = staged.faultAsNew(image());
                if (!isBegun && !(fault.isEmpty() || !hasBegun && log.isEmpty() && staged.isOld(image()))) {
                    throw new Lost(fault + ", without a journal");
                }
                boolean isOld = !isBegun && !hasBegun && log.isEmpty() && staged.isOld(image());
                hasBegun |= isBegun;
                // now and then the power fails in the recovery too
                world.failAtFlush(death < 2 && random.nextInt(8) == 0 ? random.nextInt(6) : -1);
                try {
                    if (isBegun) {
                        Resumption.resume(world.open(CrashWorld.IMAGE), world.folder(), world.folder(),
                                JOURNAL, Puzzle.MARKING, event -> {}, () -> false);
                    } else {
                        Journal.remove(world.folder(), JOURNAL);
                    }
                    OwnFolder.sweep(world.folder(), JOURNAL);
                    world.crash();
                    fault = isOld ? "" : staged.faultAsNew(image());
                    if (!fault.isEmpty() || world.root.cache.size() != 1) {
                        throw new Lost(fault + " when resumed, beside " + world.root.cache.keySet());
                    }
                    return isOld ? End.OLD : hasBegun ? End.RESUMED : End.NEW;
                } catch (CrashWorld.PowerLoss again) {
                    world.crash();
                }
            }
        }
    }

    /** One commit of a qcow2 image. */
    private static final class Qcow2Cut implements Cut {

        private final Qcow2Machine machine;
        private final List<String> draft;
        private SmallDisk.Staged staged;

        Qcow2Cut(byte[] image, List<String> draft, long seed) {
            machine = new Qcow2Machine(image, seed, CrashWorld.Fault.NONE);
            this.draft = draft;
        }

        /** Returns an image of a disk, sparse as that is, some with a snapshot. */
        static byte[] image(byte[] disk, Random random) throws IOException {
            Qcow2Machine machine = new Qcow2Machine(new byte[0], 1, CrashWorld.Fault.NONE);
            Qcow2Options usual = Qcow2Options.of(disk.length);
            Qcow2Image.create(machine.world.open(Qcow2Machine.NAME), new Qcow2Options(usual.size(), 3,
                    512 << random.nextInt(4), 1 << 2 + random.nextInt(5), false, usual.preallocation(),
                    usual.compression(), false, Optional.empty(), Optional.empty(), Optional.empty(), false));
            try (Qcow2Image image = machine.open(true)) {
                for (int at = 0; at < disk.length; at += SmallDisk.SECTOR) {
                    if (!Arrays.equals(disk, at, at + SmallDisk.SECTOR, new byte[SmallDisk.SECTOR], 0,
                            SmallDisk.SECTOR)) {
                        image.write(at, ByteBuffer.wrap(disk, at, SmallDisk.SECTOR));
                    }
                }
                image.flush();
                if (random.nextInt(3) == 0) {
                    image.createSnapshot("before");
                }
            }
            return machine.bytes();
        }

        @Override
        public CrashWorld world() {
            return machine.world;
        }

        @Override
        public void commit() throws IOException {
            machine.run(image -> {
                staged = SmallDisk.staged(image, draft);
                Change change = new Change(image, staged.disk(), window -> staged.live().within(window),
                        staged.tables(), "");
                new ShadowCommit(change, image.clusterSize(), true, image::update, Optional.empty())
                        .run(event -> {}, () -> false);
            });
        }

        @Override
        public End recovered(Random random) throws IOException {
            byte[] found = machine.state().disk();
            boolean isOld = staged == null || staged.isOld(found);
            if (!isOld && !staged.faultAsNew(found).isEmpty()) {
                throw new Lost("neither old nor new");
            }
            CheckReport report = machine.check();
            if (report.corruptions() + report.leakedClusters() > 0) {
                throw new Lost("damaged: " + report.findings());
            }
            return isOld ? End.OLD : End.NEW;
        }
    }
}
