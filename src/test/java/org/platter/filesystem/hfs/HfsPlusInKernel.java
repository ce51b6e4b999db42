package org.platter.filesystem.hfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteSize;
import org.platter.filesystem.Digests;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.TestPartition;
import org.platter.filesystem.Ways;
import org.platter.filesystem.registry.FileSystems;
import org.platter.host.Mount;
import org.platter.tool.Kernel;

/**
 * A kernel reads and writes an HFS+ that Platter made, and made shorter; no part of all tests, since few
 * kernels know it. The resource of {@link HfsPlusFixture} is what it wrote by {@code packaging/test-machine
 * -Dtest=HfsPlusInKernel -Dfixture=/old$PWD/src/test/resources/hfsplus.gz}.
 */
class HfsPlusInKernel {

    @TempDir
    Path folder;

    @BeforeEach
    void aKernelKnowsIt() {
        assumeTrue(Kernel.letsMount() && Mount.knows("hfsplus"), "no kernel here mounts HFS+");
    }

    /** What is done where it is mounted. */
    @FunctionalInterface
    private interface Work {

        void in(Path mounted) throws IOException;
    }

    private void mounted(TestPartition partition, String options, Work work) throws IOException {
        Path place = Files.createDirectories(folder.resolve("mounted"));
        partition.run("mount", "-t", "hfsplus", "-o", "loop," + options, "{window}", place.toString());
        try {
            if (options.equals("rw")) {
                assertTrue(Files.isWritable(place), "the kernel does not write on what it takes for damaged");
            }
            work.in(place);
        } finally {
            partition.run("umount", place.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"4096, 1", "512, 2", "1024, 3", "16384, 4"})
    void aKernelReadsAndWritesWhatGotShorter(long blockSize, long seed) throws Exception {
        TestPartition partition = TestPartition.of(folder, HfsPlusFixture.SIZE);
        HfsPlusFixture.make(partition, blockSize);
        mounted(partition, "rw", place -> HfsPlusFixture.fill(place, seed));
        String fixture = System.getProperty("fixture");
        if (fixture != null && blockSize == 4096) {
            HfsPlusFixture.pack(partition, Path.of(fixture));
        }
        Ways.check(FileSystems.byId("hfsplus").orElseThrow(), partition);
        Map<String, String> before = new TreeMap<>();
        mounted(partition, "ro", place -> before.putAll(hashes(place)));
        FileSystemType hfsPlus = FileSystems.byId("hfsplus").orElseThrow();
        long minimum = hfsPlus.probe(partition).orElseThrow().minimum().orElseThrow();
        for (long size : List.of(HfsPlusFixture.SIZE - 5 * ByteSize.MIB, minimum + ByteSize.MIB + 512,
                minimum)) {
            Ways.resize(hfsPlus, partition, size);
            try (TestPartition now = HfsPlusFixture.cut(partition, folder, size)) {
                mounted(now, "ro", place -> assertEquals(before, hashes(place)));
                mounted(now, "rw", place -> {
                    Files.delete(place.resolve("pieces0"));
                    Files.write(place.resolve("new"), new byte[300_000]);
                    Files.createDirectory(place.resolve("more"));
                });
                Ways.check(hfsPlus, now);
                Map<String, String> changed = new TreeMap<>(before);
                changed.remove("pieces0");
                changed.put("new", Digests.of(new byte[300_000]));
                mounted(now, "ro", place -> assertEquals(changed, hashes(place)));
            }
        }
    }

    /** Of any size, also in a partition that got longer than it. */
    @ParameterizedTest
    @ValueSource(longs = {1 << 20, (20 << 20) + 1536, (20 << 20) + 512, 3L << 30})
    void aKernelWritesIntoANewOne(long size) throws Exception {
        FileSystemType hfsPlus = FileSystems.byId("hfsplus").orElseThrow();
        TestPartition partition = TestPartition.of(folder, size);
        Ways.make(hfsPlus, partition, hfsPlus.checkedLabel("Größe ∑ x"), "");
        TestPartition longer = TestPartition.of(folder, size + ByteSize.MIB);
        longer.write(0, partition.read(0, (int) Math.min(size, 12 << 20)));
        hfsPlus.moved(longer, 2048, 2048);
        for (TestPartition each : List.of(partition, longer)) {
            mounted(each, "rw", place -> Files.write(place.resolve("new"), new byte[300_000]));
            Ways.check(hfsPlus, each);
            mounted(each, "ro", place -> assertEquals(Map.of("new", Digests.of(new byte[300_000])),
                    hashes(place)));
        }
    }

    /** Hashes of files, and what is in their attributes. */
    private static Map<String, String> hashes(Path place) throws IOException {
        Map<String, String> hashes = Digests.ofFiles(place);
        for (String name : List.copyOf(hashes.keySet())) {
            UserDefinedFileAttributeView view = Files.getFileAttributeView(place.resolve(name),
                    UserDefinedFileAttributeView.class);
            for (String attribute : view.list()) {
                ByteBuffer bytes = ByteBuffer.allocate(view.size(attribute));
                view.read(attribute, bytes);
                hashes.put(name + " " + attribute, Digests.of(bytes.array()));
            }
        }
        return hashes;
    }
}
