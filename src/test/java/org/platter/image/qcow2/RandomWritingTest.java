package org.platter.image.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.ByteRange;
import org.platter.block.HostStoredFile;
import org.platter.host.HostFile;
import org.platter.host.HostFile.Access;
import org.platter.image.DiskImage;
import org.platter.image.RawImage;
import org.platter.image.capability.Bitmap;

/**
 * Whatever is done to a qcow2 image, in any order, it holds what a plain array holds, and its bitmaps tell
 * all that has changed; QEMU agrees. Long, since the model of an image stands beside what is done to both.
 */
class RandomWritingTest {

    @TempDir
    Path folder;

    private Random random;
    private int clusterSize;
    private int unit;
    private boolean hasBacking;
    private byte[] backing;
    private byte[] disk;
    /**
     * The disk as it was when the bitmaps were cleared, with the size that it has now; empty without bitmaps.
     */
    private Optional<byte[]> backedUp = Optional.empty();
    private final Map<String, byte[]> snapshots = new LinkedHashMap<>();
    private Path path;
    private Optional<Path> bytes;
    private Qcow2Image image;

    @ParameterizedTest
    @CsvSource({
        "1, 3, 512, 16, false, false, none, 150", "2, 2, 512, 16, false, true, none, 150",
        "3, 3, 4096, 1, false, false, none, 120", "4, 3, 4096, 2, false, true, none, 120",
        "5, 3, 4096, 64, false, true, none, 120", "6, 2, 4096, 16, false, false, none, 120",
        "7, 3, 65536, 16, false, true, none, 80", "8, 3, 65536, 8, true, true, none, 80",
        "9, 3, 65536, 32, true, false, none, 80", "10, 2, 65536, 16, false, true, none, 80",
        "11, 3, 2097152, 16, false, false, none, 25", "12, 3, 2097152, 4, true, true, none, 25",
        "13, 3, 65536, 16, false, false, bytes, 80", "14, 3, 65536, 16, false, false, raw, 80",
        "15, 3, 65536, 16, true, true, bytes, 80", "16, 3, 512, 16, false, true, bytes, 80",
        "17, 3, 65536, 16, true, false, raw, 80"})
    void itHoldsWhatAnArrayHolds(long seed, int version, int cluster, int refcountBits, boolean extended,
            boolean withBacking, String dataFile, int steps) throws IOException {
        random = new Random(seed);
        clusterSize = cluster;
        unit = Math.max(512, Math.min(cluster, 65536));
        hasBacking = withBacking;
        disk = new byte[size()];
        path = folder.resolve("disk.qcow2");
        List<String> create = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", "qcow2", "-o",
                "compat=" + (version == 2 ? "0.10" : "1.1") + ",cluster_size=" + cluster
                        + (version == 2 ? "" : ",refcount_bits=" + refcountBits)
                        + (extended ? ",extended_l2=on" : "")
                        + (dataFile.equals("none") ? "" : ",data_file=" + folder.resolve("bytes.raw"))
                        + (dataFile.equals("raw") ? ",data_file_raw=on" : "")));
        bytes = dataFile.equals("none") ? Optional.empty() : Optional.of(folder.resolve("bytes.raw"));
        if (withBacking) {
            backing = new byte[size()];
            random.nextBytes(backing);
            Arrays.fill(backing, backing.length / 3, backing.length / 2, (byte) 0);
            Files.write(folder.resolve("base.raw"), backing);
            create.addAll(List.of("-b", "base.raw", "-F", "raw"));
            System.arraycopy(backing, 0, disk, 0, Math.min(disk.length, backing.length));
        }
        create.addAll(List.of(path.toString(), String.valueOf(disk.length)));
        Qemu.run(create);
        if (version > 2) {
            QemuBitmaps.add(path, "fine", 512);
            QemuBitmaps.add(path, "coarse", 65536);
            Qemu.run("qemu-img", "bitmap", "--add", "--disable", path, "off");
            backedUp = Optional.of(disk.clone());
        }
        open();
        String where = "";
        try {
            for (int step = 0; step < steps; step++) {
                where = "seed " + seed + ", step " + step + ": ";
                where += step(version, refcountBits);
                backedUp = backedUp.map(bytes -> Arrays.copyOf(bytes, disk.length));
                compare(where);
            }
            image.close();
        } catch (IOException | RuntimeException e) {
            throw new IOException(where, e);
        }
        check(where);
        open();
        compareBitmaps();
        image.close();
        if (backedUp.isPresent()) {
            Qemu.run("qemu-img", "bitmap", "--merge", "fine", "--merge", "coarse", path, "off");
        }
        Path raw = folder.resolve("disk.raw");
        Files.write(raw, disk);
        Qemu.run("qemu-img", "compare", "-f", "qcow2", "-F", "raw", path.toString(), raw.toString());
        if (dataFile.equals("raw")) {
            assertEquals(-1, Files.mismatch(raw, bytes.get()), where);
        }
        for (Map.Entry<String, byte[]> snapshot : snapshots.entrySet()) {
            Files.write(raw, snapshot.getValue());
            Path copy = folder.resolve("snapshot.raw");
            Qemu.run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", "-l", snapshot.getKey(),
                    path.toString(),
                    copy.toString());
            // QEMU 7.2 reads a snapshot with the size that the disk has now.
            long mismatch = Files.mismatch(raw, copy);
            assertTrue(mismatch < 0 || mismatch >= Math.min(disk.length, snapshot.getValue().length),
                    where + " snapshot " + snapshot.getKey() + " at " + mismatch);
        }
    }

    private int size() {
        int clusters = clusterSize == 512 ? 400 : clusterSize == 4096 ? 700 : clusterSize == 65536 ? 50 : 5;
        return (clusters / 2 + random.nextInt(clusters / 2)) * clusterSize
                + random.nextInt(clusterSize / 512) * 512;
    }

    private String step(int version, int refcountBits) throws IOException {
        int kind = random.nextInt(20);
        switch (bytes.isPresent() && kind >= 11 && kind <= 16 ? kind - 11 : kind) {
            case 0, 1, 2, 3, 4, 5 -> {
                ByteRange range = range();
                byte[] bytes = new byte[(int) range.length()];
                if (random.nextInt(4) > 0) {
                    random.nextBytes(bytes);
                }
                image.write(range.start(), ByteBuffer.wrap(bytes));
                System.arraycopy(bytes, 0, disk, (int) range.start(), bytes.length);
                return "write " + range;
            }
            case 6, 7 -> {
                ByteRange range = range();
                image.zero(range);
                Arrays.fill(disk, (int) range.start(), (int) range.end(), (byte) 0);
                return "zero " + range;
            }
            case 8 -> {
                ByteRange range = range();
                image.discard(range);
                image.zero(range);
                Arrays.fill(disk, (int) range.start(), (int) range.end(), (byte) 0);
                return "discard " + range;
            }
            case 9, 10 -> {
                image.flush();
                return "flush";
            }
            case 11, 12, 13 -> {
                return update(refcountBits);
            }
            case 14 -> {
                if (snapshots.size() > 3 || refcountBits < 4) {
                    return "nothing";
                }
                String name = "s" + random.nextInt(1000);
                if (snapshots.containsKey(name)) {
                    return "nothing";
                }
                image.createSnapshot(name);
                snapshots.put(name, disk.clone());
                return "snapshot " + name;
            }
            case 15 -> {
                if (snapshots.isEmpty()) {
                    return "nothing";
                }
                String name = anySnapshot();
                image.applySnapshot(name);
                disk = snapshots.get(name).clone();
                return "apply " + name;
            }
            case 16 -> {
                if (snapshots.isEmpty()) {
                    return "nothing";
                }
                String name = anySnapshot();
                image.deleteSnapshot(name);
                snapshots.remove(name);
                return "delete " + name;
            }
            case 17 -> {
                if (version == 2 && !snapshots.isEmpty()) {
                    return "nothing";
                }
                int size = size();
                image.resize(size);
                disk = Arrays.copyOf(disk, size);
                return "resize " + size;
            }
            default -> {
                image.close();
                check("on reopening");
                open();
                compareBitmaps();
                return "reopen";
            }
        }
    }

    /** All bytes that differ from the backup have their bits set, so that another backup needs no others. */
    private void compareBitmaps() throws IOException {
        if (backedUp.isEmpty()) {
            return;
        }
        assertEquals(List.of(true, true, true), image.bitmaps().stream().map(Bitmap::isValid).toList());
        for (String bitmap : List.of("fine", "coarse")) {
            byte[] backup = backedUp.get().clone();
            image.forEachSet(bitmap, range -> System.arraycopy(disk, (int) range.start(), backup,
                    (int) range.start(), (int) range.length()));
            assertEquals(-1, Arrays.mismatch(disk, backup), bitmap);
        }
        image.forEachSet("off", range -> fail("a disabled bitmap has bits at " + range));
        if (random.nextInt(3) == 0) {
            image.clearBitmap("fine");
            image.clearBitmap("coarse");
            backedUp = Optional.of(disk.clone());
        }
    }

    private void check(String where) {
        Qemu.Outcome outcome = Qemu.attempt("qemu-img", "check", "-f", "qcow2", path);
        assertEquals(0, outcome.status(), where + ": " + outcome.output());
    }

    private String anySnapshot() {
        return new ArrayList<>(snapshots.keySet()).get(random.nextInt(snapshots.size()));
    }

    /** Several parts of the disk are moved, copied, dropped and written at once. */
    private String update(int refcountBits) throws IOException {
        StringBuilder what = new StringBuilder("update");
        byte[] before = disk.clone();
        byte[] after = disk.clone();
        boolean abandoned = random.nextInt(4) == 0;
        String snapshot = refcountBits >= 4 && random.nextInt(5) == 0 && snapshots.size() < 4
                ? "u" + random.nextInt(1000) : "";
        image.flush();
        boolean[] fromBacking = unallocated();
        try (Update update = image.update()) {
            if (!snapshot.isEmpty() && !snapshots.containsKey(snapshot)) {
                update.snapshotBefore(snapshot);
                what.append(" with snapshot ").append(snapshot);
            } else {
                snapshot = "";
            }
            for (int i = random.nextInt(4); i >= 0; i--) {
                int clusters = (disk.length + clusterSize - 1) / clusterSize;
                int start = random.nextInt(clusters);
                int count = 1 + random.nextInt(random.nextBoolean() ? 4 : clusters);
                int source = random.nextInt(clusters);
                count = Math.min(count, clusters - Math.max(start, source));
                ByteRange range = range(start, count);
                int length = (int) range.length();
                switch (random.nextInt(5)) {
                    case 0, 1 -> {
                        if (source + count == clusters && start + count != clusters) {
                            break; // bytes behind the end of the disk are nobody's
                        }
                        if (refcountBits < 4) {
                            move(update, range, source, fromBacking, before, after);
                            what.append(" move ").append(range).append(" from ").append(source);
                            i = 0; // what was moved once has no place any more
                            break;
                        }
                        update.share(range, (long) source * clusterSize);
                        for (int c = 0; c < count; c++) {
                            copy(fromBacking, before, source + c, after, start + c);
                        }
                        what.append(" share ").append(range).append(" from ").append(source);
                    }
                    case 2 -> {
                        update.drop(range);
                        what.append(" drop ").append(range);
                        for (int at = (int) range.start(); at < range.end(); at++) {
                            after[at] = hasBacking && at < backing.length ? backing[at] : 0;
                        }
                    }
                    case 3 -> {
                        update.zero(range);
                        what.append(" zero ").append(range);
                        Arrays.fill(after, (int) range.start(), (int) range.end(), (byte) 0);
                    }
                    default -> {
                        byte[] bytes = new byte[length];
                        random.nextBytes(bytes);
                        if (random.nextBoolean()) {
                            Arrays.fill(bytes, 0, Math.min(length, clusterSize), (byte) 0);
                        }
                        update.write(range.start(), ByteBuffer.wrap(bytes));
                        what.append(" write ").append(range);
                        System.arraycopy(bytes, 0, after, (int) range.start(), length);
                    }
                }
            }
            compare(what + " while it is open");
            if (abandoned) {
                return what + " and abandon";
            }
            update.commit();
        }
        if (!snapshot.isEmpty()) {
            snapshots.put(snapshot, before);
        }
        disk = after;
        return what.toString();
    }

    private void move(Update update, ByteRange range, int source, boolean[] fromBacking, byte[] before,
            byte[] after) throws IOException {
        int start = (int) (range.start() / clusterSize);
        int count = (int) ((range.length() + clusterSize - 1) / clusterSize);
        update.share(range, (long) source * clusterSize);
        for (int c = 0; c < count; c++) {
            copy(fromBacking, before, source + c, after, start + c);
        }
        for (int c = source; c < source + count; c++) {
            if (c < start || c >= start + count) {
                ByteRange left = range(c, 1);
                update.drop(left);
                for (int at = (int) left.start(); at < left.end(); at++) {
                    after[at] = hasBacking && at < backing.length ? backing[at] : 0;
                }
            }
        }
    }

    /** What is not in the image is not at the target either: the backing file shows through there. */
    private void copy(boolean[] fromBacking, byte[] before, int source, byte[] after, int target) {
        for (int i = 0; i < clusterSize; i++) {
            int at = target * clusterSize + i;
            int from = source * clusterSize + i;
            if (at < after.length) {
                boolean through = fromBacking[source * 32 + (int) (i * 32L / clusterSize)];
                after[at] = through ? hasBacking && at < backing.length ? backing[at] : 0
                        : from < before.length ? before[from] : 0;
            }
        }
    }

    /** For each 32nd of a cluster, whether it is not in the image. */
    private boolean[] unallocated() throws IOException {
        int clusters = (disk.length + clusterSize - 1) / clusterSize;
        boolean[] not = new boolean[clusters * 32];
        for (int c = 0; c < clusters; c++) {
            for (int s = 0; s < 32; s++) {
                long at = (long) c * clusterSize + (long) s * clusterSize / 32;
                not[c * 32 + s] = at < disk.length && image.spans(ByteRange.of(at, 1)).get(0)
                        .kind() == org.platter.image.Span.Kind.UNALLOCATED;
            }
        }
        return not;
    }

    private ByteRange range(int cluster, int count) {
        return new ByteRange((long) cluster * clusterSize,
                Math.min(disk.length, (long) (cluster + count) * clusterSize));
    }

    private ByteRange range() {
        int step = new int[] {1, 512, unit, clusterSize}[random.nextInt(4)];
        int most = new int[] {1000, clusterSize, 3 * clusterSize, disk.length}[random.nextInt(4)];
        long start = (long) random.nextInt((disk.length + step - 1) / step) * step;
        long end = Math.min(disk.length, (start + random.nextInt(most) + step) / step * step);
        return new ByteRange(start, Math.max(start, end));
    }

    private void compare(String where) throws IOException {
        assertEquals(disk.length, image.size(), where);
        compare(disk, image, where);
        for (Map.Entry<String, byte[]> snapshot : snapshots.entrySet()) {
            compare(snapshot.getValue(), image.snapshotDisk(snapshot.getKey()), where + ", snapshot "
                    + snapshot.getKey());
        }
    }

    private static void compare(byte[] expected, org.platter.block.BlockDevice actual, String where)
            throws IOException {
        byte[] bytes = new byte[expected.length];
        actual.read(0, ByteBuffer.wrap(bytes));
        int at = Arrays.mismatch(expected, bytes);
        assertEquals(-1, at, where);
    }

    private void open() throws IOException {
        Optional<DiskImage> base = hasBacking
                ? Optional.of(RawImage.open(folder.resolve("base.raw"), false, 512)) : Optional.empty();
        image = Qcow2Image.open(new HostStoredFile(HostFile.open(path, Access.WRITE)), path, true,
                OptionalInt.of(512), base, bytes.isEmpty() ? Optional.empty()
                        : Optional.of(new HostStoredFile(HostFile.open(bytes.get(), Access.WRITE))));
    }
}
