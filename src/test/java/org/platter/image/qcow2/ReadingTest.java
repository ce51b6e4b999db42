package org.platter.image.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.image.DiskImage;
import org.platter.image.Span;
import org.platter.image.capability.Snapshot;
import org.platter.image.qcow2.Qemu.Mapped;

/** Images that QEMU wrote read back as QEMU reads them, and lie where QEMU says that they lie. */
class ReadingTest {

    private static final int SIZE = 3_000_320; // no multiple of any cluster, but of 512

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {
        "compat=0.10", "compat=0.10,cluster_size=512", "compat=0.10,cluster_size=2M",
        "compat=1.1", "cluster_size=512", "cluster_size=1K", "cluster_size=2K", "cluster_size=4K",
        "cluster_size=8K", "cluster_size=16K", "cluster_size=32K", "cluster_size=128K",
        "cluster_size=256K", "cluster_size=512K", "cluster_size=1M", "cluster_size=2M",
        "refcount_bits=1", "refcount_bits=2", "refcount_bits=4", "refcount_bits=8", "refcount_bits=32",
        "refcount_bits=64", "lazy_refcounts=on", "compression_type=zstd",
        "compression_type=zstd,cluster_size=4K", "compression_type=zstd,cluster_size=2M",
        "extended_l2=on", "extended_l2=on,cluster_size=16K", "extended_l2=on,cluster_size=2M",
        "extended_l2=on,compression_type=zstd", "preallocation=metadata", "preallocation=falloc",
        "preallocation=full", "preallocation=metadata,extended_l2=on",
        "preallocation=metadata,cluster_size=512",
        "data_file=data.raw", "data_file=data.raw,data_file_raw=on", "data_file=data.raw,extended_l2=on"})
    void whatQemuWroteReadsTheSame(String options) throws IOException {
        Path image = folder.resolve("disk.qcow2");
        Qemu.create(image, options.replace("data.raw", folder.resolve("data.raw").toString()), SIZE);
        boolean snapshots = !options.contains("data_file") && !options.contains("refcount_bits=1")
                && !options.matches("cluster_size=.*K") && !options.contains("preallocation");
        Random random = new Random(options.hashCode());
        boolean compress = !options.contains("data_file") && !options.contains("refcount_bits=2");
        work(image, random, compress);
        if (snapshots) {
            Qemu.run("qemu-img", "snapshot", "-c", "first", image);
            work(image, random, compress);
            Qemu.run("qemu-img", "snapshot", "-c", "second", image);
            work(image, random, compress);
        }
        assertReads(image, options);
        if (snapshots) {
            assertSnapshots(image, options);
        }
    }

    private void assertSnapshots(Path image, String options) throws IOException {
        Path raw = folder.resolve("snapshot.raw");
        try (Qcow2Image disk = Qemu.open(image, false)) {
            assertEquals(List.of("first", "second"), disk.snapshots().stream().map(Snapshot::name).toList());
            for (Snapshot snapshot : disk.snapshots()) {
                Qemu.run("qemu-img", "convert", "-l", "snapshot.name=" + snapshot.name(), "-f", "qcow2",
                        "-O", "raw", image, raw);
                try (BlockDevice state = disk.snapshotDisk(snapshot.id())) {
                    assertEquals(SIZE, state.size());
                    assertArrayEquals(Files.readAllBytes(raw), state.read(0, SIZE).array(), options);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"qcow2,'',''", "raw,'',''", "qcow2,'cluster_size=4K','cluster_size=1M'",
        "qcow2,'compat=0.10','extended_l2=on'",
        "raw,'extended_l2=on,cluster_size=16K','cluster_size=512'"})
    void aChainOfFiveShowsWhatEachLayerHasUpToItsOwnEnd(String baseFormat, String even, String odd)
            throws IOException {
        Random random = new Random(even.hashCode() * 31L + odd.hashCode());
        long[] sizes = {1_500_160, 2_000_384, 700_416, 2_500_096, 2_900_480};
        Path below = folder.resolve("layer0");
        if (baseFormat.equals("raw")) {
            byte[] bytes = new byte[(int) sizes[0]];
            random.nextBytes(bytes);
            Arrays.fill(bytes, 100_000, 400_000, (byte) 0);
            Files.write(below, bytes);
        } else {
            Qemu.create(below, even, sizes[0]);
            work(below, random, true, sizes[0]);
        }
        for (int layer = 1; layer < sizes.length; layer++) {
            Path image = folder.resolve("layer" + layer);
            Qemu.overlay(image, layer % 2 == 0 ? even : odd, below, layer == 1 ? baseFormat : "qcow2",
                    sizes[layer]);
            work(image, random, true, sizes[layer]);
            below = image;
        }
        assertReads(below, baseFormat + " " + even + " " + odd);
    }

    @Test
    void bitmapsAndStatesOfMachinesAreNoPartOfTheDisk() throws IOException {
        Path image = folder.resolve("disk.qcow2");
        Qemu.create(image, "", SIZE);
        Qemu.run("qemu-img", "bitmap", "--add", image, "one");
        Qemu.run("qemu-img", "bitmap", "--add", "-g", "4096", image, "two");
        work(image, new Random(5), true);
        assertReads(image, "bitmaps");
        try (Qcow2Image disk = Qemu.open(image, false)) {
            assertEquals("one (64 KiB, enabled), two (4 KiB, enabled)", disk.details().get("bitmaps"));
        }
    }

    @Test
    void largeDisksWithoutTablesAreMappedAtOnce() throws IOException {
        Path image = folder.resolve("disk.qcow2");
        long size = 1L << 46;
        Qemu.create(image, "cluster_size=64K", 1L << 46);
        Qemu.io(image, List.of("write -P 3 40T 64K"));
        try (Qcow2Image disk = Qemu.open(image, false)) {
            assertEquals(RangeSet.of(ByteRange.of(40L << 40, 64 << 10)), disk.data(new ByteRange(0, size)));
            assertEquals(3, disk.spans(new ByteRange(0, size)).size());
        }
    }

    @Test
    void manyThreadsReadTheSame() throws IOException {
        Path image = folder.resolve("disk.qcow2");
        Qemu.create(image, "cluster_size=4K", SIZE);
        work(image, new Random(8), true);
        try (Qcow2Image disk = Qemu.open(image, false)) {
            byte[] all = disk.read(0, SIZE).array();
            long wrong = new Random(9).longs(2000, 0, SIZE - 9000).parallel().filter(offset -> {
                try {
                    return !Arrays.equals(disk.read(offset, 9000).array(), 0, 9000, all, (int) offset,
                            (int) offset + 9000);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }).count();
            assertEquals(0, wrong);
        }
    }

    /** Writes, compressed writes, zeros and discards, of all sizes. */
    private static void work(Path image, Random random, boolean compress) {
        work(image, random, compress, SIZE);
    }

    private static void work(Path image, Random random, boolean compress, long size) {
        long cluster = Long.parseLong(Qemu.run("qemu-img", "info", "--output=json", image)
                .replaceAll("(?s).*\"cluster-size\": (\\d+).*", "$1"));
        List<String> commands = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            long unit = random.nextBoolean() ? 512 : cluster;
            long start = Math.min(size - 512, random.nextLong(size) / unit * unit);
            long length = Math.min(size - start, (random.nextInt(200_000) / unit + 1) * unit);
            commands.add(switch (random.nextInt(6)) {
                case 0 -> "write -z " + start + " " + length;
                case 1 -> "write -z -u " + start + " " + length;
                case 2 -> "discard " + start + " " + length;
                case 3 -> compress && cluster <= 65536 && start % cluster == 0
                        ? "write -c -P " + (i + 1) + " " + start + " " + Math.min(cluster, size - start)
                        : "write -P " + (i + 1) + " " + start + " " + length;
                default -> "write -P " + (i + 1 + random.nextInt(100)) + " " + start + " " + length;
            });
        }
        if (compress) {
            long start = random.nextLong(size / cluster + 1) * cluster;
            if (start < size) {
                commands.add("write -c -P 77 " + start + " " + Math.min(cluster, size - start));
            }
        }
        Qemu.tryIo(image, commands);
    }

    private void assertReads(Path image, String what) throws IOException {
        Path raw = folder.resolve("expected.raw");
        Qemu.run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", image, raw);
        byte[] expected = Files.readAllBytes(raw);
        try (Qcow2Image disk = Qemu.open(image, false)) {
            int size = (int) disk.size();
            assertEquals(expected.length, size, what);
            assertArrayEquals(expected, disk.read(0, size).array(), what);
            Random random = new Random(4);
            ByteBuffer direct = ByteBuffer.allocateDirect(100_000);
            for (int i = 0; i < 50; i++) {
                int start = random.nextInt(size);
                int end = start + random.nextInt(Math.min(size - start, 100_000) + 1);
                disk.read(start, direct.clear().limit(end - start));
                byte[] bytes = new byte[end - start];
                direct.flip().get(bytes);
                assertArrayEquals(Arrays.copyOfRange(expected, start, end), bytes, what);
            }
            ByteRange all = new ByteRange(0, size);
            for (ByteRange hole : disk.data(all).complementWithin(all)) {
                assertArrayEquals(new byte[(int) hole.length()],
                        Arrays.copyOfRange(expected, (int) hole.start(), (int) hole.end()), what);
            }
            List<Mapped> mine = new ArrayList<>();
            collect(disk, all, 0, mine);
            assertEquals(data(Qemu.map(image)), data(mine), what);
            assertTrue(disk.spans(new ByteRange(0, 0)).isEmpty());
        }
    }

    private static void collect(DiskImage disk, ByteRange range, int depth, List<Mapped> into)
            throws IOException {
        for (Span span : disk.spans(range)) {
            ByteRange part = span.range();
            if (span.kind() != Span.Kind.UNALLOCATED) {
                boolean data = span.kind() != Span.Kind.ZERO;
                into.add(new Mapped(part.start(), part.end(), depth, true, !data, data,
                        span.hostOffset().orElse(-1)));
            } else if (disk.backing().isPresent() && part.start() < disk.backing().get().size()) {
                collect(disk.backing().get(), new ByteRange(part.start(), Math.min(part.end(),
                        disk.backing().get().size())), depth + 1, into);
            }
        }
    }

    /** What is data, neighbours joined. */
    private static List<Mapped> data(List<Mapped> all) {
        List<Mapped> data = new ArrayList<>();
        for (Mapped next : all) {
            Mapped last = data.isEmpty() ? null : data.get(data.size() - 1);
            if (!next.data()) {
                continue;
            }
            if (last != null && last.end() == next.start() && last.depth() == next.depth()
                    && (next.offset() == -1 ? last.offset() == -1 : last.offset() != -1
                            && next.offset() - last.offset() == next.start() - last.start())) {
                data.set(data.size() - 1, new Mapped(last.start(), next.end(), last.depth(), true, false,
                        true, last.offset()));
            } else {
                data.add(new Mapped(next.start(), next.end(), next.depth(), true, false, true,
                        next.offset()));
            }
        }
        return data;
    }
}
