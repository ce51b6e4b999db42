package org.platter.filesystem.ext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.RangeSet;
import org.platter.base.Refusal;
import org.platter.filesystem.Blkid;
import org.platter.filesystem.Digests;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Fuzz;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.TestPartition;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;

class ExtTest {

    private static final long MIB = ByteSize.MIB;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {
        "-t ext2 -b 1024", "-t ext2 -b 4096 -O none -I 128", "-t ext3 -b 1024",
        "-t ext3 -b 2048 -O ^sparse_super,^resize_inode",
        "-t ext4 -b 1024", "-t ext4 -b 4096", "-t ext4 -b 4096 -g 1024", "-t ext4 -b 1024 -g 1024 -G 64",
        "-t ext4 -b 1024 -O ^flex_bg", "-t ext4 -b 1024 -O ^64bit,^metadata_csum,uninit_bg -g 512",
        "-t ext4 -b 1024 -g 256 -O meta_bg,^resize_inode",
        "-t ext4 -b 1024 -g 256 -O meta_bg,^resize_inode,^flex_bg",
        "-t ext4 -b 4096 -g 512 -O sparse_super2", "-t ext4 -b 1024 -O bigalloc -C 16384",
        "-t ext4 -b 4096 -O bigalloc -C 65536", "-t ext4 -b 65536 -m 0", "-t ext4 -b 16384",
        "-t ext4 -b 4096 -O ^has_journal",
        "-t ext4 -b 4096 -O inline_data,casefold,encrypt,metadata_csum_seed,quota",
        "-t ext4 -b 1024 -E packed_meta_blocks=1", "-t ext4 -b 1024 -G 4096 -g 256",
    })
    void theLiveBlocksAloneGiveBackEveryFile(String options) throws IOException {
        long seed = options.hashCode();
        Random random = new Random(seed);
        long size = 24 * MIB + random.nextInt(64) * 512L;
        TestPartition partition = made(options, size);
        Map<String, String> files = fill(partition, random);
        partition.run(ext(partition).checkup().repair());

        LiveBlocks live = ext(partition).liveBlocks(partition).orElseThrow();
        assertEquals(free(partition),
                live.within(new ByteRange(0, size)).complementWithin(new ByteRange(0, size)), "seed " + seed);
        long used = ext(partition).probe(partition).orElseThrow().used().orElseThrow();
        assertTrue(Math.abs(partition.length(live) - used) < (options.contains("bigalloc") ? 1 << 16 : 1),
                "seed " + seed + ": " + used);
        try (TestPartition copy = partition.copyOf(live, 1 + random.nextInt(1 << 23), random)) {
            copy.run(ext(copy).checkup().look());
            assertEquals(files, read(copy), "seed " + seed);
            assertEquals(ext(partition).probe(partition), ext(copy).probe(copy));
        }
        Blkid.agreesWith(ext(partition).probe(partition).orElseThrow(), partition);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext2", "ext3", "ext4"})
    void aNewOneHasTheNameLabelAndUuidThatWereAskedFor(String id) throws Exception {
        FileSystemType type = FileSystems.byId(id).orElseThrow();
        TestPartition partition = TestPartition.of(folder, type.minimumBytes());
        String uuid = type.checkedUuid("01234567-89AB-CDEF-0123-456789ABCDEF");
        partition.run(type.create(type.checkedLabel("Straße \"1\""), uuid, 2048, 512));
        Content content = FileSystems.probe(partition);
        assertEquals(id, content.type().orElseThrow());
        assertEquals(Optional.of("Straße \"1\""), content.label());
        assertEquals(Optional.of("01234567-89ab-cdef-0123-456789abcdef"), content.uuid());
        Blkid.agreesWith(content, partition);
        partition.run(type.checkup().look());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t ext2", "-t ext3", "-t ext4", "-t ext4 -O metadata_csum_seed",
        "-t ext4 -O ^metadata_csum,uninit_bg"})
    void labelAndUuidChangeAndClear(String options) throws Exception {
        TestPartition partition = made(options, 16 * MIB);
        FileSystemType type = ext(partition);
        // as after a mount: tune2fs then wants a check before it changes the UUID of metadata checksums
        partition.run(type.label("-ixteen bytes ok"));
        partition.run("debugfs", "-w", "-R", "ssv mtime 20300101000000", "{window}");
        String uuid = type.randomUuid();
        partition.run(type.uuid(type.checkedUuid(uuid)));
        assertEquals(Optional.of("-ixteen bytes ok"), FileSystems.probe(partition).label());
        assertEquals(Optional.of(uuid), FileSystems.probe(partition).uuid());
        Blkid.agreesWith(FileSystems.probe(partition), partition);
        partition.run(type.label(""));
        assertEquals(Optional.empty(), FileSystems.probe(partition).label());
        Blkid.agreesWith(FileSystems.probe(partition), partition);
        partition.run(type.checkup().look());
    }

    @Test
    void labelsAndUuidsThatItCannotKeepAreRefused() {
        FileSystemType type = FileSystems.byId("ext4").orElseThrow();
        assertThrows(Refusal.class, () -> type.checkedLabel("seventeen letters"));
        assertThrows(Refusal.class, () -> type.checkedLabel("nine äöüäöü" + "äöü"));
        assertThrows(Refusal.class, () -> type.checkedLabel("a\nb"));
        assertThrows(Refusal.class, () -> type.checkedUuid("1234-5678"));
        assertThrows(Refusal.class, () -> type.checkedUuid("00000000-0000-0000-0000-000000000000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t ext2 -b 1024", "-t ext3 -b 4096", "-t ext4 -b 4096",
        "-t ext4 -b 1024 -g 1024", "-t ext4 -b 1024 -g 256 -O meta_bg,^resize_inode"})
    void itShrinksToItsMinimumAndGrowsAgain(String options) throws IOException {
        long seed = options.hashCode();
        Random random = new Random(seed);
        TestPartition partition = made(options, 40 * MIB);
        Map<String, String> files = fill(partition, random);
        FileSystemType type = ext(partition);
        partition.run(type.checkup().repair());
        long minimum = partition.minimum(type).orElseThrow();
        assertTrue(minimum < 40 * MIB && minimum > MIB, "seed " + seed + ": " + minimum);

        Content.FileSystem before = type.probe(partition).orElseThrow();
        partition.run(type.shrink(before, minimum + 777));
        Content.FileSystem small = type.probe(partition).orElseThrow();
        assertTrue(small.size().orElseThrow() <= minimum + 777, "seed " + seed);
        assertTrue(small.used().orElseThrow() <= small.size().orElseThrow());
        partition.run(type.checkup().look());
        try (TestPartition copy = partition.copyOf(type.liveBlocks(partition).orElseThrow(), MIB, random)) {
            copy.run(type.checkup().look());
            assertEquals(files, read(copy), "seed " + seed);
        }
        partition.run(type.checkup().repair());
        partition.run(type.grow(small, Long.MAX_VALUE));
        assertEquals(before.size(), type.probe(partition).orElseThrow().size());
        partition.run(type.checkup().look());
        assertEquals(files, read(partition), "seed " + seed);
    }

    @Test
    void aJournalToReplayIsNoProblemButMakesEveryBlockLive() throws IOException {
        TestPartition partition = made("-t ext4", 16 * MIB);
        FileSystemType type = ext(partition);
        partition.run("debugfs", "-w", "-R", "feature needs_recovery", "{window}");
        assertEquals(List.of(), type.probe(partition).orElseThrow().problems());
        assertTrue(type.liveBlocks(partition).isEmpty());
        assertTrue(partition.minimum(type).isPresent());
        partition.run(type.checkup().repair());
        assertTrue(type.liveBlocks(partition).isPresent());
    }

    /** Linux writes that it is, as it mounts it. */
    @Test
    void oneThatWasJustMountedIsNotFull() throws IOException {
        TestPartition partition = made("-t ext4", 16 * MIB);
        FileSystemType type = ext(partition);
        partition.run("debugfs", "-w", "-R", "feature needs_recovery", "{window}");
        assertTrue(type.probe(partition).orElseThrow().used().isPresent());
        partition.run("debugfs", "-w", "-R", "ssv free_blocks_count 0", "{window}");
        assertEquals(OptionalLong.empty(), type.probe(partition).orElseThrow().used());
    }

    @Test
    void recordedErrorsAreAProblemUntilItIsChecked() throws IOException {
        TestPartition partition = made("-t ext4", 16 * MIB);
        FileSystemType type = ext(partition);
        partition.run("debugfs", "-w", "-R", "ssv state 3", "{window}");
        assertEquals(1, type.probe(partition).orElseThrow().problems().size());
        assertTrue(type.liveBlocks(partition).isEmpty());
        partition.run(type.checkup().repair());
        assertEquals(List.of(), type.probe(partition).orElseThrow().problems());
    }

    @Test
    void oneThatIsLargerThanItsPartitionIsAProblem() throws IOException {
        TestPartition partition = made("-t ext4", 16 * MIB);
        TestPartition cut = TestPartition.of(folder, 15 * MIB);
        cut.write(0, partition.read(0, (int) (15 * MIB)));
        Content.FileSystem content = ext(cut).probe(cut).orElseThrow();
        assertTrue(content.problems().get(0).contains("16 MiB"), content.problems().toString());
        assertTrue(ext(cut).liveBlocks(cut).isEmpty());
    }

    @Test
    void anUnknownFeatureIsAProblem() throws IOException {
        TestPartition partition = made("-t ext4", 16 * MIB);
        partition.run("debugfs", "-w", "-R", "feature FEATURE_I30", "{window}");
        assertTrue(ext(partition).probe(partition).orElseThrow().problems().get(0).contains("0x40000000"));
        assertTrue(ext(partition).liveBlocks(partition).isEmpty());
    }

    @Test
    void aBadChecksumOfTheSuperblockIsAProblemThatACheckPutsRight() throws IOException {
        TestPartition partition = made("-t ext4 -b 1024", 16 * MIB);
        FileSystemType type = ext(partition);
        partition.write(1024 + 0x88, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertEquals(1, type.probe(partition).orElseThrow().problems().size());
        partition.run(type.checkup().repair());
        assertEquals(List.of(), type.probe(partition).orElseThrow().problems());
        partition.run(type.checkup().look());
    }

    @Test
    void aBitmapThatItsDescriptorContradictsMakesItsGroupLive() throws IOException {
        TestPartition partition = made("-t ext4 -b 1024 -O ^metadata_csum -g 1024", 16 * MIB);
        FileSystemType type = ext(partition);
        long before = partition.length(type.liveBlocks(partition).orElseThrow());
        Matcher bitmap = Pattern.compile("Block bitmap at (\\d+)")
                .matcher(partition.run("dumpe2fs", "{window}"));
        assertTrue(bitmap.find());
        partition.write(Long.parseLong(bitmap.group(1)) * 1024 + 100,
                ByteBuffer.allocate(1).put(0, (byte) 0x55));
        LiveBlocks live = type.liveBlocks(partition).orElseThrow();
        assertTrue(partition.length(live) >= before);
        ByteRange group = new ByteRange(1024, 1024 + (1 << 20));
        assertEquals(RangeSet.of(group), live.within(group));
    }

    @Test
    void brokenSuperblocksAndDescriptorsThrowNothingButIoExceptions() throws IOException {
        TestPartition partition = made("-t ext4 -b 1024 -g 256", 8 * MIB);
        Fuzz.survives(partition, new ByteRange(1024, 8192), 3000, 20261122);
    }

    /** Returns what dumpe2fs lists as free, and what lies behind the last block. */
    private static RangeSet free(TestPartition partition) throws IOException {
        String text = partition.run("dumpe2fs", "{window}");
        Matcher size = Pattern.compile("Block size:\\s+(\\d+)").matcher(text);
        Matcher count = Pattern.compile("Block count:\\s+(\\d+)").matcher(text);
        assertTrue(size.find() && count.find());
        Matcher cluster = Pattern.compile("Cluster size:\\s+(\\d+)").matcher(text);
        long block = Long.parseLong(size.group(1));
        long unit = cluster.find() ? Long.parseLong(cluster.group(1)) : block;
        List<ByteRange> free = new ArrayList<>();
        free.add(new ByteRange(Long.parseLong(count.group(1)) * block, partition.size()));
        Matcher lines = Pattern.compile("Free blocks: (\\d[\\d, -]*)").matcher(text);
        while (lines.find()) {
            for (String range : lines.group(1).split(", ")) {
                String[] ends = range.strip().split("-");
                // of the last cluster releases print the first or the last block
                free.add(new ByteRange(Long.parseLong(ends[0]) * block,
                        ByteSize.ceil((Long.parseLong(ends[ends.length - 1]) + 1) * block, unit)));
            }
        }
        return RangeSet.of(free);
    }

    private TestPartition made(String options, long size) throws IOException {
        TestPartition partition = TestPartition.of(folder, size);
        List<String> words = new ArrayList<>(List.of("mke2fs", "-q", "-F", "-L", "test"));
        words.addAll(List.of(options.split(" ")));
        words.add("{window}");
        partition.run(words.toArray(String[]::new));
        if (options.contains("none")) { // releases differ in how mke2fs makes the oldest revision
            partition.run("debugfs", "-w", "-R", "set_super_value rev_level 0", "{window}");
        }
        return partition;
    }

    private static FileSystemType ext(TestPartition partition) throws IOException {
        return FileSystems.of(FileSystems.probe(partition)).orElseThrow();
    }

    /**
     * Fills the file system with files, with gaps of deleted ones between them; returns their hashes by name.
     */
    private Map<String, String> fill(TestPartition partition, Random random) throws IOException {
        Path source = Files.createTempDirectory(folder, "source");
        StringBuilder first = new StringBuilder("mkdir sub\n");
        StringBuilder second = new StringBuilder();
        Map<String, String> files = new TreeMap<>();
        for (int i = 0; i < 60; i++) {
            byte[] bytes = new byte[i % 7 == 0 ? random.nextInt(1 << 20) : random.nextInt(1 << 16)];
            random.nextBytes(bytes);
            Path file = Files.write(source.resolve("f" + i), bytes);
            String name = (i % 3 == 0 ? "sub/f" : "f") + i;
            (i < 40 ? first : second).append("write ").append(file).append(' ').append(name).append('\n');
            if (i < 40 && random.nextBoolean()) {
                second.insert(0, "rm " + name + "\n");
            } else {
                files.put(name, Digests.of(bytes));
            }
        }
        Path commands = Files.writeString(source.resolve("commands"), first.toString() + second);
        String output = partition.run("debugfs", "-w", "-f", commands.toString(), "{window}");
        assertFalse(output.contains("rror") || output.contains("ould not"), output);
        return files;
    }

    private Map<String, String> read(TestPartition partition) throws IOException {
        Path target = Files.createTempDirectory(folder, "target");
        partition.run("debugfs", "-R", "rdump / " + target, "{window}");
        return Digests.ofFiles(target);
    }
}
