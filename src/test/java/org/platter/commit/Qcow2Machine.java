package org.platter.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.image.capability.Bitmap;
import org.platter.image.capability.CheckReport;
import org.platter.image.capability.Snapshot;
import org.platter.image.qcow2.Qcow2Image;
import org.platter.image.qcow2.Qcow2Options;
import org.platter.image.qcow2.QemuBitmaps;

/** A machine that can lose its power, with one qcow2 image on it. */
final class Qcow2Machine {

    static final String NAME = "disk.qcow2";

    /** Something that is done to an image. */
    @FunctionalInterface
    interface Work {
        void on(Qcow2Image image) throws IOException;
    }

    /** What can be read from an image: the disk, each snapshot by its name, and what its bitmaps tell. */
    record State(byte[] disk, List<String> names, List<byte[]> snapshots, List<RangeSet> bitmaps) {

        boolean isSame(State other) {
            return bitmaps.equals(other.bitmaps) && Arrays.equals(disk, other.disk)
                    && names.equals(other.names)
                    && Arrays.deepEquals(snapshots.toArray(), other.snapshots.toArray());
        }
    }

    final CrashWorld world;
    private final CrashWorld.Bytes bytes;

    Qcow2Machine(byte[] image, long seed, CrashWorld.Fault fault) {
        world = new CrashWorld(seed);
        world.fault = fault;
        world.hasHeader = NAME::equals;
        bytes = world.install(NAME, image);
    }

    /** Returns an image with some data, holes, and up to two snapshots of earlier states. */
    static byte[] image(Random random) throws IOException {
        int cluster = new int[] {512, 512, 1024, 2048, 4096}[random.nextInt(5)];
        int version = 2 + Math.min(1, random.nextInt(4));
        int sectors = Math.max(24, cluster / 512 * (6 + random.nextInt(10))) + random.nextInt(20);
        int bits = version == 2 ? 16 : 1 << 2 + random.nextInt(5);
        Qcow2Machine machine = new Qcow2Machine(new byte[0], 1, CrashWorld.Fault.NONE);
        Qcow2Options usual = Qcow2Options.of(sectors * 512L);
        Qcow2Image.create(machine.world.open(NAME),
                new Qcow2Options(usual.size(), version, cluster, bits, false,
                        usual.preallocation(), usual.compression(), false, Optional.empty(), Optional.empty(),
                        Optional.empty(), false));
        int snapshots = random.nextInt(3);
        try (Qcow2Image image = machine.open(true)) {
            for (long granularity = 512; version > 2 && granularity < 8192; granularity *= 8) {
                image.addBitmap("b" + granularity, granularity);
            }
            for (int round = 0; round <= snapshots; round++) {
                for (int i = random.nextInt(6); i >= 0; i--) {
                    byte[] written = new byte[1 + random.nextInt(4 * cluster)];
                    random.nextBytes(written);
                    long at = random.nextInt(sectors * 512);
                    image.write(at, ByteBuffer.wrap(written, 0,
                            (int) Math.min(written.length, image.size() - at)));
                }
                image.flush();
                if (round < snapshots) {
                    image.createSnapshot("s" + round);
                }
            }
        }
        return machine.bytes.cache;
    }

    Qcow2Image open(boolean writable) throws IOException {
        return Qcow2Image.open(world.open(NAME), Path.of(NAME), writable, OptionalInt.of(512),
                Optional.empty(), Optional.empty());
    }

    byte[] bytes() {
        return bytes.cache;
    }

    void run(Work work) throws IOException {
        try (Qcow2Image image = open(true)) {
            work.on(image);
        }
    }

    State state() throws IOException {
        try (Qcow2Image image = open(false)) {
            List<String> names = new ArrayList<>();
            List<byte[]> contents = new ArrayList<>();
            for (Snapshot snapshot : image.snapshots()) {
                names.add(snapshot.name());
                contents.add(all(image.snapshotDisk(snapshot.id())));
            }
            List<RangeSet> bitmaps = new ArrayList<>();
            for (Bitmap bitmap : image.bitmaps()) {
                bitmaps.add(QemuBitmaps.read(image, bitmap.name()));
            }
            return new State(all(image), names, contents, bitmaps);
        }
    }

    private static byte[] all(BlockDevice disk) throws IOException {
        return disk.read(0, (int) disk.size()).array();
    }

    CheckReport check() throws IOException {
        try (Qcow2Image image = open(false)) {
            return image.check(event -> {}, () -> false);
        }
    }

    /** Returns where the refcount table and its blocks lie; qcow2 spec, "Host cluster management". */
    RangeSet refcounts() {
        ByteBuffer file = ByteBuffer.wrap(bytes.cache);
        long cluster = 1L << file.getInt(20);
        ByteRange table = ByteRange.of(file.getLong(48), file.getInt(56) * cluster);
        List<ByteRange> ranges = new ArrayList<>(List.of(table));
        for (long at = table.start(); at < table.end(); at += 8) {
            long block = file.getLong((int) at) & ~511L;
            if (block != 0) {
                ranges.add(ByteRange.of(block, cluster));
            }
        }
        return RangeSet.of(ranges);
    }
}
