package org.platter.image.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.block.StoredFile;
import org.platter.image.capability.CheckReport;

/** The check finds what {@code qemu-img check} finds. */
class CheckTest {

    @TempDir
    static Path seed;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"compat=0.10", "", "cluster_size=512", "cluster_size=2M", "refcount_bits=2",
        "refcount_bits=8", "refcount_bits=64,cluster_size=4K", "compression_type=zstd", "extended_l2=on",
        "preallocation=metadata", "lazy_refcounts=on", "data_file=data.raw"})
    void soundImagesAreSoundAndCountedAsQemuCounts(String options) throws IOException {
        Path image = folder.resolve("disk.qcow2");
        Qemu.create(image, options.replace("data.raw", folder.resolve("data.raw").toString()), 5_000_000);
        boolean plain = !options.contains("data_file");
        // As much as compresses well shares a cluster, which must be countable for a snapshot as well.
        Qemu.tryIo(image, plain && !options.contains("bits=2")
                ? List.of("write -c -P 1 0 2M", "write -c -P 1 2M 2M") : List.of());
        Qemu.tryIo(image, List.of("write -P 2 300k 1M", "write -z 100k 1M", "discard 900k 1M",
                "write -P 5 4999k 512"));
        if (plain) {
            Qemu.run("qemu-img", "snapshot", "-c", "one", image);
            Qemu.io(image, List.of("write -P 3 400k 100k", "write -P 3 4000k 100k"));
        }
        if (!options.contains("0.10")) {
            Qemu.run("qemu-img", "bitmap", "--add", image, "bitmap");
            Qemu.io(image, List.of("write -P 4 700k 10k"));
        }
        Map<String, Long> qemu = facts(image);
        CheckReport report = check(image);
        assertEquals(List.of(), report.findings());
        assertTrue(report.isClean());
        assertEquals(qemu, Map.of("allocated-clusters", report.allocatedClusters(), "total-clusters",
                report.totalClusters(), "image-end-offset", report.imageEnd()));
        verify(image);
    }

    /** One way to break an image of two snapshots, compressed clusters and a bitmap. */
    record Damage(String name, Breaking how) {

        interface Breaking {
            void apply(Broken image) throws IOException;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Damage> damages() {
        return Stream.of(
                new Damage("a free cluster is counted", image -> image.count(image.clusters() - 1, 1)),
                new Damage("data is counted once too often", image -> image.count(image.data(0), 2)),
                new Damage("data is not counted", image -> image.count(image.data(0), 0)),
                new Damage("a table is not counted", image -> image.count(image.table(0), 0)),
                new Damage("a table is counted twice", image -> image.count(image.table(0), 3)),
                new Damage("the header is not counted", image -> image.count(0, 0)),
                new Damage("the L1 table is not counted", image -> image.count(image.l1() >> 16, 0)),
                new Damage("the snapshot table is not counted",
                        image -> image.count(image.at(64) >> 16, 0)),
                new Damage("the L1 table lost its mark", image -> image.xor(image.l1(), Geometry.COPIED)),
                new Damage("an entry lost its mark", image -> image.xor(image.entry(0), Geometry.COPIED)),
                new Damage("a shared cluster is marked as exclusive",
                        image -> image.xor(image.entry(20), Geometry.COPIED)),
                new Damage("an entry is not aligned", image -> image.xor(image.entry(0), 0x1000)),
                new Damage("an entry has reserved bits", image -> image.xor(image.entry(0), 1L << 60)),
                new Damage("an entry has low bits", image -> image.xor(image.entry(0), 4)),
                new Damage("an entry lies past the end", image -> image.xor(image.entry(0), 1L << 40)),
                new Damage("a compressed entry is marked",
                        image -> image.xor(image.entry(40), Geometry.COPIED)),
                new Damage("a compressed entry lies past the end",
                        image -> image.xor(image.entry(40), 1L << 40)),
                new Damage("an L1 entry is not aligned", image -> image.xor(image.l1(), 0x1000)),
                new Damage("an L1 entry has reserved bits", image -> image.xor(image.l1(), 1L << 60)),
                new Damage("an L1 entry lies past the end", image -> image.xor(image.l1(), 1L << 40)),
                new Damage("an L1 entry is gone", image -> image.xor(image.l1(), image.at(image.l1()))),
                new Damage("two L1 entries share a table",
                        image -> image.xor(image.l1() + 8, image.at(image.l1()) ^ image.at(image.l1() + 8))),
                new Damage("two entries share a cluster", image -> image.xor(image.entry(1),
                        image.at(image.entry(0)) ^ image.at(image.entry(1)))),
                new Damage("a table maps itself", image -> image.xor(image.entry(0),
                        image.at(image.entry(0)) ^ image.at(image.l1()))),
                new Damage("a cluster lies on the L1 table", image -> image.xor(image.entry(0),
                        image.at(image.entry(0)) ^ (image.l1() | Geometry.COPIED))),
                new Damage("a cluster lies on the header", image -> image.xor(image.l1(),
                        image.at(image.l1()) ^ Geometry.COPIED)),
                new Damage("a refcount block is gone", image -> image.xor(image.at(48),
                        image.at(image.at(48)))),
                new Damage("a refcount block is not aligned", image -> image.xor(image.at(48), 0x1000)),
                new Damage("a refcount block has reserved bits", image -> image.xor(image.at(48), 1)),
                new Damage("a refcount block lies past the end", image -> image.xor(image.at(48), 1L << 40)),
                new Damage("two refcount blocks are one",
                        image -> image.xor(image.at(48) + 8, image.at(image.at(48)))),
                new Damage("a snapshot's table lies past the end",
                        image -> image.xor(image.at(64), 1L << 40)),
                new Damage("a snapshot's table is not aligned", image -> image.xor(image.at(64), 0x1000)),
                new Damage("a snapshot's table is too long", image -> image.xor(image.at(64) + 8,
                        0x100L << 32)),
                new Damage("a snapshot claims much extra data",
                        image -> image.xor(image.at(64) + 32, 0x10000)),
                new Damage("the bitmap's table lies past the end",
                        image -> image.xor(image.bitmaps(), 1L << 40)),
                new Damage("the bitmap's table is not aligned", image -> image.xor(image.bitmaps(), 0x1000)),
                new Damage("the last clusters are cut off", image -> image.cut(3 << 16)),
                new Damage("half of the file is cut off", image -> image.cut(image.clusters() / 2 << 16)));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damagedImagesAreJudgedAsQemuJudges(Damage damage) throws IOException {
        Path image = folder.resolve("disk.qcow2");
        Files.copy(seed.resolve("disk.qcow2"), image);
        try (Broken broken = new Broken(image)) {
            damage.how.apply(broken);
        }
        Qemu.Outcome outcome = Qemu.check(image);
        try {
            CheckReport report = check(image);
            int verdict = report.corruptions() > 0 ? 2 : report.leakedClusters() > 0 ? 3 : 0;
            // 1: it found corruptions that keep it from going on
            assertEquals(outcome.status() == 1 ? 2 : outcome.status(), verdict,
                    () -> report + "\n" + outcome.output());
            assertEquals(verdict == 0, report.findings().isEmpty());
            if (verdict == 2 && !damage.name.contains("lost its mark")) {
                String refusal = assertThrows(IOException.class, () -> verify(image)).getMessage();
                assertTrue(refusal.contains("platter image check --repair"), refusal);
            } else {
                verify(image);
            }
        } catch (IOException e) {
            // Refused altogether, as QEMU does
            assertEquals(1, outcome.status(), e + "\n" + outcome.output());
        }
    }

    @Test
    void whatIsCutOffInTheLastClusterIsFound() throws IOException {
        Path image = folder.resolve("disk.qcow2");
        Qemu.create(image, "", 1 << 20);
        Qemu.io(image, List.of("write -P 1 0 128k"));
        try (Broken broken = new Broken(image)) {
            broken.cut(4096);
        }
        // QEMU reads zeros there and finds nothing
        assertEquals(1, check(image).corruptions());
        try (Qcow2Image disk = Qemu.open(image, false)) {
            disk.read(0, (128 << 10) - 4096);
            assertThrows(IOException.class, () -> disk.read((128 << 10) - 4096, 1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 5})
    void countingInWindowsComesToTheSame(int windowBits) throws IOException {
        Path image = folder.resolve("disk.qcow2");
        Files.copy(seed.resolve("disk.qcow2"), image);
        try (Broken broken = new Broken(image)) {
            broken.count(broken.clusters() - 1, 1);
            broken.count(broken.data(0), 2);
            broken.count(broken.data(20), 0);
            broken.xor(broken.entry(1), Geometry.COPIED);
            broken.xor(broken.entry(2), 1L << 40);
        }
        CheckReport whole = check(image);
        try (StoredFile file = Qemu.file(image, false)) {
            CheckReport report = new Checker(file, Qcow2Image.header(file, image), image.toString(),
                    event -> {}, () -> false, windowBits).run();
            assertEquals(new TreeSet<>(whole.findings()), new TreeSet<>(report.findings()));
            assertEquals(List.of(whole.leakedClusters(), whole.corruptions(), whole.allocatedClusters(),
                    whole.imageEnd()),
                    List.of(report.leakedClusters(), report.corruptions(),
                            report.allocatedClusters(), report.imageEnd()));
        }
    }

    @BeforeAll
    static void prepare() {
        Path image = seed.resolve("disk.qcow2");
        Qemu.create(image, "", 1L << 30);
        Qemu.io(image, List.of("write -P 1 0 1M", "write -P 2 1280k 512k", "write -c -P 3 2560k 64k",
                "write -c -P 4 2624k 64k", "write -P 5 600M 64k"));
        Qemu.run("qemu-img", "snapshot", "-c", "one", image);
        Qemu.io(image, List.of("write -P 6 0 256k"));
        Qemu.run("qemu-img", "snapshot", "-c", "two", image);
        Qemu.io(image, List.of("write -P 7 0 128k", "write -P 8 600M 64k"));
        Qemu.run("qemu-img", "bitmap", "--add", image, "bitmap");
        assertEquals(0, Qemu.check(image).status());
    }

    /** An image of 64 KiB clusters that is open to be damaged. */
    private static final class Broken implements AutoCloseable {

        private final RandomAccessFile file;

        Broken(Path image) throws IOException {
            file = new RandomAccessFile(image.toFile(), "rw");
        }

        long at(long offset) throws IOException {
            file.seek(offset);
            return file.readLong();
        }

        void xor(long offset, long bits) throws IOException {
            long value = at(offset) ^ bits;
            file.seek(offset);
            file.writeLong(value);
        }

        void cut(long bytes) throws IOException {
            file.setLength(file.length() - bytes);
        }

        long clusters() throws IOException {
            return file.length() >> 16;
        }

        long l1() throws IOException {
            return at(40);
        }

        /** Where the entry of a cluster of the disk lies. */
        long entry(int guestCluster) throws IOException {
            return Geometry.offset(at(l1())) + guestCluster * 8L;
        }

        long data(int guestCluster) throws IOException {
            return Geometry.offset(at(entry(guestCluster))) >> 16;
        }

        long table(int index) throws IOException {
            return Geometry.offset(at(l1() + index * 8L)) >> 16;
        }

        void count(long cluster, int count) throws IOException {
            file.seek(at(at(48)) + cluster * 2);
            file.writeShort(count);
        }

        /** Where the bitmap directory begins. */
        long bitmaps() throws IOException {
            for (long offset = 104;; offset += 8) {
                if (at(offset) >>> 32 == Qcow2Header.BITMAPS) {
                    return at(offset + 24);
                }
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private static CheckReport check(Path image) throws IOException {
        try (Qcow2Image disk = Qemu.open(image, false)) {
            return disk.check(event -> {}, () -> false);
        }
    }

    private static void verify(Path image) throws IOException {
        try (StoredFile file = Qemu.file(image, false)) {
            new Checker(file, Qcow2Image.header(file, image), image.toString(), event -> {}, () -> false)
                    .verifyForWriting();
        }
    }

    /** The counts of {@code qemu-img check}, which has to find nothing. */
    private static Map<String, Long> facts(Path image) {
        String json = Qemu.run("qemu-img", "check", "-f", "qcow2", "--output=json", image);
        Map<String, Long> facts = new TreeMap<>();
        Matcher fact = Pattern.compile("\"(allocated-clusters|total-clusters|image-end-offset)\": (\\d+)")
                .matcher(json);
        while (fact.find()) {
            facts.put(fact.group(1), Long.parseLong(fact.group(2)));
        }
        facts.putIfAbsent("allocated-clusters", 0L); // left out where there are none
        return facts;
    }
}
