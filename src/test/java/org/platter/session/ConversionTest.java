package org.platter.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.CacheMode;
import org.platter.base.Cancelled;
import org.platter.base.Event;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.session.image.Conversion;
import org.platter.session.image.ImageJobs;

/**
 * Every conversion holds the same disk as its source, as QEMU reads both; what is not complete is not there.
 */
final class ConversionTest {

    private static final long SIZE = 24L * Disks.MIB + 512;

    @TempDir
    private Path work;

    private Path raw;

    @BeforeEach
    void makeTheSource() {
        raw = Disks.scattered(work.resolve("source.raw"), SIZE, 4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "raw   | -", "raw | preallocation=falloc", "raw | preallocation=full",
        "qcow2 | -", "qcow2 | compat=0.10", "qcow2 | cluster_size=512", "qcow2 | cluster_size=2M",
        "qcow2 | extended_l2=on,cluster_size=128k", "qcow2 | refcount_bits=1",
        "qcow2 | preallocation=metadata", "qcow2 | preallocation=falloc", "qcow2 | lazy_refcounts=on",
        "vdi | -", "vmdk | -", "vmdk | subformat=monolithicFlat", "vmdk | subformat=streamOptimized",
        "vpc | -", "vpc | subformat=fixed", "vhdx | -", "qed | -", "parallels | -", "qcow | -"})
    void everyFormatHoldsTheSameDisk(String format, String options) throws IOException, Refusal {
        Path target = work.resolve("target." + format);
        Disks.convert(raw, target, Conversion.to(format).withOptions(options(options)));
        Disks.assertSame(raw, "raw", target, format);
        Path back = work.resolve("back.raw");
        ImageJobs.convert(target, Disks.USUAL.withFormat(Optional.of(format)), back, Conversion.to("raw"),
                Disks.QUIET, () -> false);
        Disks.assertSame(raw, "raw", back, "raw");
        assertTrue(Files.size(back) >= SIZE);
    }

    @ParameterizedTest
    @CsvSource({"zlib, 65536, 1", "zlib, 512, 2", "zlib, 2M, 3", "zstd, 65536, 2", "zstd, 4096, 1",
        "zstd, 2M, 4"})
    void compressedImagesAreReadByQemu(String type, String cluster, int threads) throws IOException, Refusal {
        Path plain = work.resolve("plain.qcow2");
        Path target = work.resolve("target.qcow2");
        Conversion.Report report = Disks.convert(raw, target, Conversion.to("qcow2").withCompress(true)
                .withThreads(OptionalInt.of(threads))
                .withOptions(Map.of("compression_type", type, "cluster_size", cluster)));
        Disks.assertSame(raw, "raw", target, "qcow2");
        long unpacked = Disks.convert(raw, plain,
                Conversion.to("qcow2").withOptions(Map.of("cluster_size", cluster)))
                .allocatedSize();
        assertTrue(report.allocatedSize() < unpacked, report + " of " + unpacked);
        Path back = work.resolve("back.raw");
        Disks.convert(target, back, Conversion.to("raw"));
        Disks.assertSame(raw, "raw", back, "raw");
    }

    @Test
    void overABackingFileOnlyDifferencesAreWritten() throws IOException, Refusal {
        Path base = work.resolve("base.qcow2");
        Shell.run("qemu-img", "convert", "-O", "qcow2", raw.toString(), base.toString());
        Path changed = work.resolve("changed.raw");
        Shell.run("cp", "--sparse=always", raw.toString(), changed.toString());
        Shell.run("truncate", "-s", String.valueOf(SIZE + 3L * Disks.MIB), changed.toString());
        Disks.write(changed, 5_000_000, 70_000, 0);
        Disks.write(changed, 9_000_000, 70_000, 9);
        Disks.write(changed, SIZE + 1_000_000, 1000, 1);
        Path target = work.resolve("target.qcow2");
        Conversion.Report report = Disks.convert(changed, target, Conversion.to("qcow2")
                .withBacking(Optional.of(Path.of("base.qcow2")), Optional.of("qcow2")));
        Disks.assertSame(changed, "raw", target, "qcow2");
        assertTrue(report.bytesWritten() <= 6 * 65_536, report.toString());
        assertTrue(Shell.run("qemu-img", "info", target.toString()).contains("backing file: base.qcow2"));
    }

    @Test
    void aSnapshotIsConvertedInPlaceOfTheDisk() throws IOException, Refusal {
        Path image = work.resolve("image.qcow2");
        Shell.run("qemu-img", "convert", "-O", "qcow2", raw.toString(), image.toString());
        Shell.run("qemu-img", "snapshot", "-c", "before", image.toString());
        Shell.run("qemu-io", "-c", "write -P 5 3M 2M", "-c", "write -z 10M 1M", image.toString());
        Path target = work.resolve("target.raw");
        Disks.convert(image, target, Conversion.to("raw").withSnapshot(Optional.of("before")));
        Disks.assertSame(raw, "raw", target, "raw");
        assertThrows(IOException.class, () -> Disks.convert(image, work.resolve("no"),
                Conversion.to("raw").withSnapshot(Optional.of("after"))));
        assertThrows(Refusal.class, () -> Disks.convert(raw, work.resolve("no"),
                Conversion.to("raw").withSnapshot(Optional.of("before"))));
        assertNothingElse("image.qcow2", "target.raw");
    }

    @Test
    void aChainOfOverlaysBecomesOneImage() throws IOException, Refusal {
        Path base = work.resolve("base.qcow2");
        Shell.run("qemu-img", "convert", "-O", "qcow2", "-c", raw.toString(), base.toString());
        Path middle = work.resolve("middle.qcow2");
        Path top = work.resolve("top.qcow2");
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", "base.qcow2", "-F", "qcow2",
                middle.toString());
        Shell.run("qemu-io", "-c", "write -P 5 3M 2M", "-c", "write -z 10M 1M", middle.toString());
        Shell.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", "middle.qcow2", "-F", "qcow2",
                top.toString(), "30M");
        Shell.run("qemu-io", "-c", "write -P 6 4M 100k", "-c", "write -P 7 28M 1k", top.toString());
        for (String format : List.of("raw", "qcow2")) {
            Path target = work.resolve("target." + format);
            Disks.convert(top, target, Conversion.to(format));
            Disks.assertSame(top, "qcow2", target, format);
        }
    }

    /**
     * QEMU reads zeros where a file ends too early, and says nothing; the report says which bytes are lost.
     */
    @Test
    void whatIsLostIsRefusedOrReported() throws IOException, Refusal {
        Path full = work.resolve("full.raw");
        Shell.run("sh", "-c", "yes | head -c 8M > " + full);
        Path image = work.resolve("image.qcow2");
        Shell.run("qemu-img", "convert", "-O", "qcow2", full.toString(), image.toString());
        Shell.run("truncate", "-s", "-1000000", image.toString());
        Path target = work.resolve("target.raw");
        assertThrows(IOException.class, () -> Disks.convert(image, target, Conversion.to("raw")));
        assertNothingElse("full.raw", "image.qcow2");
        Conversion.Report report = Disks.convert(image, target, Conversion.to("raw").withSalvage(true));
        long kept = 0;
        for (ByteRange range : report.lost()) {
            Disks.write(full, range.start(), (int) range.length(), 0);
        }
        kept = 8L * Disks.MIB - report.lost().length();
        assertTrue(kept > 6_900_000, report.toString());
        assertTrue(report.lost().length() >= 1_000_000 - 65_536 && report.lost().length() < 1_100_000,
                report.toString());
        Disks.assertSame(full, "raw", target, "raw");
        assertEquals(RangeSet.EMPTY, Disks.convert(raw, target,
                Conversion.to("raw").withSalvage(true).withReplace(true)).lost());
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2", "vdi"})
    void cancellingLeavesNothing(String format) throws IOException, Refusal {
        int[] asked = {0};
        Path target = work.resolve("target");
        ImageJobs.convert(raw, Disks.USUAL, target, Conversion.to(format), Disks.QUIET, () -> ++asked[0] < 0);
        Files.delete(target);
        for (int stop = 1; stop < asked[0]; stop += 1 + asked[0] / 4) {
            int last = stop;
            asked[0] = 0;
            assertThrows(Cancelled.class, () -> ImageJobs.convert(raw, Disks.USUAL, target,
                    Conversion.to(format), Disks.QUIET, () -> ++asked[0] > last));
            assertNothingElse();
        }
    }

    @Test
    void whatIsThereIsReplacedOnlyIfAsked() throws IOException, Refusal {
        Path target = Files.writeString(work.resolve("target"), "precious");
        assertThrows(Refusal.class, () -> Disks.convert(raw, target, Conversion.to("qcow2")));
        assertEquals("precious", Files.readString(target));
        Disks.convert(raw, target, Conversion.to("qcow2").withReplace(true));
        Disks.assertSame(raw, "raw", target, "qcow2");
        assertThrows(Refusal.class, () -> Disks.convert(target, target,
                Conversion.to("raw").withReplace(true)));
        Disks.assertSame(raw, "raw", target, "qcow2");
        assertNothingElse("target");
    }

    @ParameterizedTest
    @EnumSource(CacheMode.class)
    void everyCacheModeCopiesTheSame(CacheMode mode) throws IOException, Refusal {
        List<String> notes = new ArrayList<>();
        for (String format : List.of("raw", "qcow2")) {
            Path target = work.resolve("target." + format);
            ImageJobs.convert(raw, Disks.USUAL.withCache(mode), target,
                    Conversion.to(format).withTargetCache(mode), event -> {
                        if (event instanceof Event.Note note) {
                            notes.add(note.text());
                        }
                    }, () -> false);
            Disks.assertSame(raw, "raw", target, format);
        }
        assertTrue(mode.isDirect() || notes.isEmpty(), notes.toString());
        assertTrue(notes.stream().allMatch(note -> note.contains("page cache")), notes.toString());
    }

    /** A limit on the size of files stands for a full disk: it fails each user's writes alike. */
    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void aFullDiskLeavesNothing(String format) throws IOException {
        Path big = work.resolve("big.raw");
        Shell.run("sh", "-c", "yes | head -c 40M > " + big);
        String self = String.valueOf(ProcessHandle.current().pid());
        Path target = work.resolve("target");
        Shell.run("prlimit", "--pid", self, "--fsize=" + 16 * Disks.MIB + ":");
        try {
            IOException failure = assertThrows(IOException.class,
                    () -> Disks.convert(big, target, Conversion.to(format)));
            assertTrue(failure.getMessage().contains("larger than"), failure.getMessage());
        } finally {
            Shell.run("prlimit", "--pid", self, "--fsize=unlimited:");
        }
        assertNothingElse("big.raw");
    }

    private void assertNothingElse(String... names) throws IOException {
        List<String> known = new ArrayList<>(List.of(names));
        known.add("source.raw");
        try (Stream<Path> files = Files.list(work)) {
            assertEquals(List.of(), files.map(file -> file.getFileName().toString())
                    .filter(name -> !known.contains(name)).toList());
        }
    }

    private static Map<String, String> options(String text) {
        Map<String, String> options = new java.util.TreeMap<>();
        for (String option : text == null ? new String[0] : text.split(",")) {
            options.put(option.split("=")[0], option.split("=")[1]);
        }
        return options;
    }
}
