package org.platter.filesystem;

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
import org.platter.layout.Content;

class ExtTest {

    private static final long MIB = ByteSize.MIB;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {
        "-t ext2 -b 1024", "-t ext2 -b 4096 -r 0", "-t ext3 -b 1024", "-t ext3 -b 2048 -O ^sparse_super,^resize_inode",
        "-t ext4 -b 1024", "-t ext4 -b 4096", "-t ext4 -b 4096 -g 1024", "-t ext4 -b 1024 -g 1024 -G 64",
        "-t ext4 -b 1024 -O ^flex_bg", "-t ext4 -b 1024 -O ^64bit,^metadata_csum,uninit_bg -g 512",
        "-t ext4 -b 1024 -g 256 -O meta_bg,^resize_inode", "-t ext4 -b 1024 -g 256 -O meta_bg,^resize_inode,^flex_bg",
        "-t ext4 -b 4096 -g 512 -O sparse_super2", "-t ext4 -b 1024 -O bigalloc -C 16384",
        "-t ext4 -b 4096 -O bigalloc -C 65536", "-t ext4 -b 65536 -m 0", "-t ext4 -b 16384",
        "-t ext4 -b 4096 -O ^has_journal", "-t ext4 -b 4096 -O inline_data,casefold,encrypt,metadata_csum_seed,quota",
        "-t ext4 -b 1024 -E packed_meta_blocks=1", "-t ext4 -b 1024 -G 4096 -g 256",
    })
    void theLiveBlocksAloneGiveBackEveryFile(String options) throws IOException {
        long seed = options.hashCode();
        Random random = new Random(seed);
        long size = 48 * MIB + random.nextInt(64) * 512L;
        TestPartition partition = made(options, size);
        Map<String, String> files = fill(partition, random);
        partition.run(ext(partition).repair());

        LiveBlocks live = ext(partition).liveBlocks(partition).orElseThrow();
        assertEquals(free(partition), live.within(new ByteRange(0, size)).complementWithin(new ByteRange(0, size)),
                "seed " + seed);
        try (TestPartition copy = partition.copyOf(live, 1 + random.nextInt(1 << 23), random)) {
            copy.run(ext(copy).verify());
            assertEquals(files, read(copy), "seed " + seed);
            assertEquals(ext(partition).probe(partition), ext(copy).probe(copy));
        }
        Blkid.agreesWith(ext(partition).probe(partition).orElseThrow(), partition);
    }

    /** Returns what dumpe2fs lists as free, and what lies behind the last block. */
    private static RangeSet free(TestPartition partition) throws IOException {
        String text = partition.run("dumpe2fs", "{window}");
        Matcher size = Pattern.compile("Block size:\\s+(\\d+)").matcher(text);
        Matcher count = Pattern.compile("Block count:\\s+(\\d+)").matcher(text);
        assertTrue(size.find() && count.find());
        Matcher cluster = Pattern.compile("Cluster size:\\s+(\\d+)").matcher(text);
        long block = Long.parseLong(size.group(1));
        long last = cluster.find() ? Long.parseLong(cluster.group(1)) : block;
        List<ByteRange> free = new ArrayList<>();
        free.add(new ByteRange(Long.parseLong(count.group(1)) * block, partition.size()));
        Matcher lines = Pattern.compile("Free blocks: (\\d[\\d, -]*)").matcher(text);
        while (lines.find()) {
            for (String range : lines.group(1).split(", ")) {
                String[] ends = range.strip().split("-");
                free.add(new ByteRange(Long.parseLong(ends[0]) * block,
                        Long.parseLong(ends[ends.length - 1]) * block + last));
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
        return partition;
    }

    private static FileSystemType ext(TestPartition partition) throws IOException {
        return FileSystems.of(FileSystems.probe(partition)).orElseThrow();
    }

    /** Fills the file system with files, with gaps of deleted ones between them; returns their hashes by name. */
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
