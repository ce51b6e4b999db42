package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.image.RawImage;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.session.SeedDisk.Part;
import org.platter.session.image.ImageOptions;
import org.platter.stage.DiskProbe;
import org.platter.stage.Stager;
import org.platter.table.PartitionTables;

/**
 * The main job on images that qemu-img made: qcow2 with every kind of cluster, backing file and snapshot, and
 * the formats that QEMU serves. QEMU is the judge: its check finds nothing, and what it reads is what the
 * same job gives on a raw image.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MainJobOnFormatsTest {

    private static final long SIZE = 150 * ByteSize.MIB;
    private static final String GROW = "disk size=+100MiB; ";

    /** A disk and what is done to it; the lines are those of a script. */
    private enum Job {
        CYLINDER(legacy(), GROW + "move 2 start=+50MiB align=cylinder; resize 1 size=max align=cylinder"),
        MIB(legacy(), GROW + "move 2 start=+50MiB align=mib; resize 1 size=max align=mib"),
        NONE(legacy(), GROW + "move 2 start=+50MiB align=none; resize 1 size=max align=none"),
        ALIGNED("label: dos\nstart=2048, size=100352\nstart=102400, size=100352\n",
                GROW + "move 2 start=+50MiB; resize 1 size=max"),
        GPT("label: gpt\nstart=2048, size=100352\nstart=102400, size=100352\n",
                GROW + "move 2 start=+50MiB; resize 1 size=max"),
        SHRINK("label: dos\nstart=2048, size=100352\nstart=150000, size=100352\n",
                "resize 1 size=35MiB; move 2 start=40MiB; resize 2 size=min; disk size=100MiB"),
        SWAP("label: dos\nstart=63, size=100000\nstart=105000, size=100352\n",
                "move 2 start=max; move 1 start=+1MiB align=none; move 2 start=-3s align=none"),
        LOGICAL("label: dos\nstart=2048, size=60000\nstart=63488, size=240000, type=5\n"
                + "start=65536, size=60000\nstart=129024, size=100000\n", new int[] {1, 5, 6},
                GROW + "resize 2 size=max; move 6 start=+50MiB; resize 5 size=max; resize 5 "
                        + "size=-1MiB; move 5 start=+1MiB");

        private final String table;
        private final int[] filled;
        private final String lines;

        Job(String table, String lines) {
            this(table, new int[] {1, 2}, lines);
        }

        Job(String table, int[] filled, String lines) {
            this.table = table;
            this.filled = filled;
            this.lines = lines;
        }

        private static String legacy() {
            return "label: dos\nstart=63, size=100000\nstart=100063, size=100000\n";
        }

        private SeedDisk make(Path work) throws IOException {
            SeedDisk disk = SeedDisk.make(work, SIZE, table, List.of());
            String[] places = table.lines().filter(line -> line.startsWith("start=")).toArray(String[]::new);
            for (int i = 0; i < filled.length; i++) {
                int line = filled[i] < 5 ? filled[i] - 1 : filled[i] - 3;
                String[] words = places[line].split("[=,]\\s*");
                disk.add(Part.ext4(Long.parseLong(words[1]), Long.parseLong(words[3])), i + 1);
            }
            return disk;
        }

        private String[] lines(boolean keepsSize) {
            return Arrays.stream(lines.split("; ")).filter(line -> !keepsSize || !line.startsWith("disk "))
                    .toArray(String[]::new);
        }
    }

    /** What a job gave on a raw image. */
    private record Done(SeedDisk seed, Path raw) {}

    private final Map<String, Done> done = new HashMap<>();
    private Path shared;
    @TempDir
    private Path work;

    @BeforeAll
    void makeFolder() throws IOException {
        shared = Files.createTempDirectory("platter-jobs");
    }

    @AfterAll
    void removeFolder() {
        Volume.delete(shared);
    }

    @ParameterizedTest
    @CsvSource({
        "CYLINDER, compat=0.10,                       '', 0",
        "MIB,      'compat=0.10,cluster_size=512',    '', 0",
        "NONE,     'compat=0.10,cluster_size=4096',   '', 0",
        "NONE,     'compat=0.10,cluster_size=2M',     '', 0",
        "SWAP,     compat=0.10,                       '', 2",
        "CYLINDER, cluster_size=2M,                   '', 0",
        "MIB,      '',                                '', 0",
        "NONE,     '',                                '', 2",
        "ALIGNED,  'cluster_size=512,refcount_bits=8', '', 2",
        "ALIGNED,  'cluster_size=4096,lazy_refcounts=on', '', 0",
        "ALIGNED,  'cluster_size=2M,refcount_bits=64', '', 2",
        "ALIGNED,  '',                                -c, 0",
        "MIB,      'compression_type=zstd,cluster_size=4096', -c, 2",
        "GPT,      '',                                '', 0",
        "GPT,      'cluster_size=4096',               -c, 0",
        "SHRINK,   '',                                '', 0",
        "SHRINK,   'compat=0.10,cluster_size=4096',   '', 0",
        "SHRINK,   'extended_l2=on,cluster_size=128k', '', 2",
        "SWAP,     '',                                '', 0",
        "SWAP,     'cluster_size=512',                '', 0",
        "LOGICAL,  '',                                '', 2",
        "LOGICAL,  'extended_l2=on',                  '', 0",
    })
    void qemuFindsNoFaultAndReadsWhatTheJobGivesOnRaw(Job job, String options, String compress, int snapshots)
            throws IOException, Refusal {
        boolean keepsSize = snapshots > 0 && options.contains("compat=0.10"); // as qemu-img resize has it
        Done wanted = onRaw(job, keepsSize);
        Path image = work.resolve("disk.qcow2");
        List<String> convert = new ArrayList<>(List.of("qemu-img", "convert", "-O", "qcow2"));
        if (!options.isEmpty()) {
            convert.addAll(List.of("-o", options));
        }
        if (!compress.isEmpty()) {
            convert.add(compress);
        }
        convert.addAll(List.of(wanted.seed.image.toString(), image.toString()));
        Shell.run(convert.toArray(String[]::new));
        for (int i = 0; i < snapshots; i++) {
            Shell.run("qemu-io", "-c", "write -P " + (i + 1) + " " + (i + 1) + "M 3000", image.toString());
            Shell.run("qemu-img", "snapshot", "-c", "s" + i, image.toString());
        }
        if (snapshots > 0) { // back to what it was
            Shell.run("qemu-img", "snapshot", "-c", "last", image.toString());
        }
        List<Path> before = snapshots(image, snapshots, ".before");
        if (snapshots > 0) {
            restore(image, wanted.seed.image);
        }
        apply(image, job.lines(keepsSize));
        assertSame(wanted, image);
        List<Path> after = snapshots(image, snapshots, ".after");
        for (int i = 0; i < snapshots; i++) {
            try (RawImage expected = RawImage.open(before.get(i), false, 512);
                    RawImage found = RawImage.open(after.get(i), false, 512)) {
                // QEMU gives a snapshot the size that the disk has now
                assertSame(expected, found, RangeSet.of(new ByteRange(0, Math.min(SIZE, found.size()))));
            }
        }
    }

    /** Writes over what the snapshots were told apart by. */
    private static void restore(Path image, Path raw) {
        Shell.run("sh", "-c", "head -c 4194304 " + raw + " > " + image + ".head");
        Shell.run("qemu-io", "-c", "write -s " + image + ".head 0 4M", image.toString());
        Shell.run("rm", image + ".head");
    }

    /** Returns what QEMU reads of each snapshot, in files. */
    private List<Path> snapshots(Path image, int count, String suffix) {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path raw = work.resolve("s" + i + suffix);
            Shell.run("qemu-img", "convert", "-l", "s" + i, "-O", "raw", image.toString(), raw.toString());
            files.add(raw);
        }
        return files;
    }

    @ParameterizedTest
    @CsvSource({"NONE, 64k, qcow2", "MIB, 4096, raw", "ALIGNED, 2M, qcow2", "SHRINK, 64k, raw",
        "GPT, 512, qcow2"})
    void anOverlayReadsAsItShouldAndItsBackingFileStaysAsItWas(Job job, String cluster, String format)
            throws IOException, Refusal {
        Done wanted = onRaw(job, false);
        Path base = work.resolve("base." + format);
        Path image = work.resolve("disk.qcow2");
        Shell.run("qemu-img", "convert", "-O", format, wanted.seed.image.toString(), base.toString());
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-o", "cluster_size=" + cluster, "-b",
                base.toString(), "-F", format, image.toString());
        // some of it comes from the overlay itself
        Shell.run("sh", "-c", "dd if=" + wanted.seed.image + " bs=1M skip=20 count=40 status=none of=" + image
                + ".part");
        Shell.run("qemu-io", "-c", "write -s " + image + ".part 20M 40M", image.toString());
        String hash = Volume.imageHash(base);
        apply(image, job.lines(false));
        assertSame(wanted, image);
        assertEquals(hash, Volume.imageHash(base));
    }

    @ParameterizedTest
    @CsvSource({"vdi", "vmdk", "vpc", "vhdx", "qed", "qcow", "parallels"})
    void whatQemuServesIsMadeAnewWhereItsSizeChangesAndElseChangedInPlace(String format)
            throws IOException, Refusal {
        for (Job job : List.of(Job.MIB, Job.SWAP)) {
            Done wanted = onRaw(job, false);
            Path image = work.resolve("disk." + format);
            List<String> convert = new ArrayList<>(List.of("qemu-img", "convert", "-O", format));
            if (format.equals("vpc")) {
                convert.addAll(List.of("-o", "force_size"));
            }
            convert.addAll(List.of(wanted.seed.image.toString(), image.toString()));
            Shell.run(convert.toArray(String[]::new));
            apply(image, job.lines(false));
            assertSame(wanted, image);
            try (Stream<Path> files = Files.list(work)) {
                assertEquals(List.of(), files.filter(file -> file.toString().contains(".platter")).toList());
            }
        }
    }

    @Test
    void anImageWithItsBytesInAnotherFileIsChangedInPlace() throws IOException, Refusal {
        Done wanted = onRaw(Job.MIB, false);
        Path image = work.resolve("disk.qcow2");
        Shell.run("qemu-img", "convert", "-O", "qcow2", "-o", "data_file=" + work.resolve("disk.raw"),
                wanted.seed.image.toString(), image.toString());
        apply(image, Job.MIB.lines(false));
        assertSame(wanted, image);
    }

    @Test
    void sectorsOf4096Bytes() throws IOException, Refusal {
        SeedDisk seed = SeedDisk.ofLargeSectors(work, Part.ext4(2048, 100352), Part.ext4(102400, 100352));
        Path image = work.resolve("disk.qcow2");
        Shell.run("qemu-img", "convert", "-O", "qcow2", seed.image.toString(), image.toString());
        apply(image, "disk size=+400MiB", "move 2 start=+12800s", "resize 1 size=max");
        Shell.run("qemu-img", "check", image.toString());
        Path raw = work.resolve("result.raw");
        Shell.run("qemu-img", "convert", "-O", "raw", image.toString(), raw.toString());
        assertEquals(4096, seed.in(raw).verify().sectorSize());
    }

    @ParameterizedTest
    @CsvSource({"NTFS, cluster_size=4096", "NTFS, ''", "FAT32, compat=0.10", "FAT32, cluster_size=512"})
    void otherFileSystemsMoveGrowAndShrink(Volume volume, String options) throws IOException, Refusal {
        SeedDisk seed = SeedDisk.make(work, SIZE,
                "label: dos\nstart=2048, size=100352\nstart=102400, size=100352\n",
                List.of(new Part(volume, 2048, 100352), new Part(volume, 102400, 100352)));
        Path image = work.resolve("disk.qcow2");
        Shell.run("qemu-img", "convert", "-O", "qcow2", "-o", options.isEmpty() ? "compat=1.1" : options,
                seed.image.toString(), image.toString());
        apply(image, GROW + "move 2 start=+50MiB", "resize 1 size=max");
        apply(image, "resize 1 size=min", "move 2 start=-10MiB", "resize 2 size=max");
        Shell.run("qemu-img", "check", image.toString());
        Path raw = work.resolve("result.raw");
        Shell.run("qemu-img", "convert", "-O", "raw", image.toString(), raw.toString());
        seed.in(raw).verify();
    }

    @Test
    void whatIsKeptToGoBackToIsTheImageAsItWas() throws IOException, Refusal {
        SeedDisk seed = onRaw(Job.ALIGNED, false).seed;
        Path image = work.resolve("disk.qcow2");
        Shell.run("qemu-img", "convert", "-O", "qcow2", seed.image.toString(), image.toString());
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            assertTrue(session.canKeepSnapshot());
            session.setKeepSnapshot(Optional.of("before"));
            for (String line : Job.ALIGNED.lines(false)) {
                session.push(line);
            }
            session.apply(event -> {}, () -> false);
            assertEquals(Optional.empty(), session.keepSnapshot());
        }
        Shell.run("qemu-img", "check", image.toString());
        Shell.run("qemu-img", "snapshot", "-a", "before", image.toString());
        String verdict = Shell.run("qemu-img", "compare", image.toString(), seed.image.toString());
        assertTrue(verdict.contains("Images are identical."), verdict);
    }

    @Test
    void whatARawImageHoldsIsNeverTakenForAnotherFormat() throws IOException, Refusal {
        Path image = work.resolve("disk.img");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "1M");
        Shell.run("truncate", "-s", "64M", image.toString());
        ImageOptions options = ImageOptions.usual().withFormat(Optional.of("raw"));
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT, options)) {
            assertEquals("raw", session.format());
            session.push("table type=gpt");
            session.apply(event -> {}, () -> false);
            assertEquals("raw", session.format());
            session.reload();
            assertEquals(64 * ByteSize.MIB, session.onDisk().diskSize());
        }
    }

    private static void apply(Path image, String... lines) throws IOException, Refusal {
        try (DiskSession session = DiskSession.open(image, DiskSession.Mode.EDIT)) {
            for (String line : lines) {
                for (String one : line.split("; ")) {
                    session.push(one);
                }
            }
            session.apply(event -> {}, () -> false);
        }
    }

    private Done onRaw(Job job, boolean keepsSize) throws IOException, Refusal {
        String key = job + (keepsSize ? "-same-size" : "");
        if (!done.containsKey(key)) {
            SeedDisk seed = job.make(Files.createDirectory(shared.resolve(key)));
            Path raw = seed.image.resolveSibling("done.raw");
            Shell.run("cp", "--sparse=always", seed.image.toString(), raw.toString());
            apply(raw, job.lines(keepsSize));
            seed.in(raw).verify();
            done.put(key, new Done(seed, raw));
        }
        return done.get(key);
    }

    /** Fails unless QEMU finds no fault and reads the same, but for what has no meaning. */
    private void assertSame(Done wanted, Path image) throws IOException {
        Shell.Outcome check = Shell.attempt("", "qemu-img", "check", image.toString());
        boolean isChecked = check.status() != 63; // QEMU has no check for every format
        assertEquals(0, isChecked ? check.status() : 0, check.output());
        Path raw = work.resolve("result.raw");
        Shell.run("qemu-img", "convert", "-O", "raw", image.toString(), raw.toString());
        try (RawImage expected = RawImage.open(wanted.raw, false, 512);
                RawImage found = RawImage.open(raw, false, 512)) {
            assertEquals(expected.size(), found.size());
            Layout layout = DiskProbe.read(expected);
            RangeSet means = meaning(expected, layout);
            assertEquals(means, meaning(found, DiskProbe.read(found)));
            assertSame(expected, found, means);
        }
    }

    /** Returns the tables, and in the partitions what their file systems use. */
    private static RangeSet meaning(RawImage image, Layout layout) throws IOException {
        RangeSet partitions = RangeSet.of(layout.partitions().stream()
                .filter(it -> it.role() != Role.EXTENDED).map(Partition::range).toList());
        RangeSet live = Stager.live(image, layout).within(new ByteRange(0, image.size()));
        return PartitionTables.regions(layout).union(live.intersection(partitions));
    }

    private static void assertSame(RawImage expected, RawImage found, RangeSet means) throws IOException {
        ByteRange all = new ByteRange(0, Math.min(expected.size(), found.size()));
        for (ByteRange range : means.intersection(expected.data(all).union(found.data(all)))) {
            for (long at = range.start(); at < range.end(); at += 1 << 20) {
                int length = (int) Math.min(1 << 20, range.end() - at);
                ByteBuffer wanted = expected.read(at, length);
                ByteBuffer read = found.read(at, length);
                int difference = wanted.mismatch(read);
                assertTrue(difference < 0, String.format("it differs at 0x%x: %s, not %s", at + difference,
                        hex(read, difference), hex(wanted, difference)));
            }
        }
    }

    /** Returns up to 16 bytes from a place on. */
    private static String hex(ByteBuffer bytes, int from) {
        byte[] some = new byte[Math.max(0, Math.min(16, bytes.limit() - from))];
        bytes.get(Math.max(from, 0), some);
        return HexFormat.of().formatHex(some);
    }
}
