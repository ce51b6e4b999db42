package org.platter.filesystem.btrfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.filesystem.Blkid;
import org.platter.filesystem.Digests;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Fuzz;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.TestPartition;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;

class BtrfsTest {

    private static final long MIB = ByteSize.MIB;

    private final FileSystemType btrfs = FileSystems.byId("btrfs").orElseThrow();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-n 16384", "-n 4096", "-m single -n 65536", "--mixed -n 4096",
        "-O ^skinny-metadata", "--csum xxhash", "-R ^free-space-tree"})
    void theLiveBlocksAloneGiveBackEveryFile(String options) throws IOException {
        long seed = options.hashCode();
        Random random = new Random(seed);
        TestPartition partition = TestPartition.of(folder, 256 * MIB + random.nextInt(50) * 65536L);
        Path files = Files.createDirectory(folder.resolve("files"));
        for (int i = 0; i < 100; i++) {
            byte[] bytes = new byte[random.nextInt(200_000)];
            random.nextBytes(bytes);
            Files.write(files.resolve("file" + i), bytes);
        }
        List<String> command = new ArrayList<>(List.of("mkfs.btrfs", "-q", "-f", "-L", "Größe der Größten",
                "--rootdir", files.toString()));
        command.addAll(List.of(options.split(" ")));
        command.add("{window}");
        partition.run(command.toArray(String[]::new));
        Content.FileSystem content = btrfs.probe(partition).orElseThrow();
        assertEquals(List.of(), content.problems());
        Blkid.agreesWith(content, partition);
        LiveBlocks live = btrfs.liveBlocks(partition).orElseThrow();
        assertTrue(partition.length(live) < 40 * MIB, "live " + partition.length(live));
        assertTrue(Math.abs(partition.length(live) - content.used().orElseThrow()) < 3 * MIB);
        try (TestPartition copy = partition.copyOf(live, 1 + random.nextInt(1 << 24), random)) {
            copy.run(btrfs.checkup().look());
            Path restored = Files.createDirectory(folder.resolve("restored"));
            copy.run("btrfs", "restore", "{window}", restored.toString());
            assertEquals(Digests.ofFiles(files), Digests.ofFiles(restored), "seed " + seed);
            assertEquals(Optional.of(content), btrfs.probe(copy));
        }
    }

    @Test
    void aNewOneHasTheLabelAndUuidThatWereAskedFor() throws Exception {
        TestPartition partition = TestPartition.of(folder, btrfs.minimumBytes());
        String uuid = btrfs.randomUuid();
        partition.run(btrfs.create(btrfs.checkedLabel("x".repeat(254)), uuid, 2048, 512));
        Content.FileSystem content = btrfs.probe(partition).orElseThrow();
        assertEquals(Optional.of("x".repeat(254)), content.label());
        assertEquals(Optional.of(uuid), content.uuid());
        assertEquals(partition.size(), content.size().orElseThrow());
        partition.run(btrfs.label(""));
        assertEquals(Optional.empty(), btrfs.probe(partition).orElseThrow().label());
        partition.run(btrfs.uuid(btrfs.randomUuid()));
        partition.run(btrfs.checkup().look());
        Blkid.agreesWith(btrfs.probe(partition).orElseThrow(), partition);
        assertTrue(btrfs.liveBlocks(partition).isPresent(), "after the UUID changed");
        partition.run("btrfstune", "-f", "-M", btrfs.randomUuid(), "{window}");
        assertTrue(btrfs.liveBlocks(partition).isPresent(), "after the UUID changed the quick way");
        Blkid.agreesWith(btrfs.probe(partition).orElseThrow(), partition);
    }

    @Test
    void oneOfTwoDevicesIsMovedWhole() throws IOException {
        TestPartition one = TestPartition.of(folder, 256 * MIB);
        TestPartition two = TestPartition.of(folder, 256 * MIB);
        one.run("mkfs.btrfs", "-q", "-f", "{window}", two.path().toString());
        assertTrue(FileSystems.probe(one) instanceof Content.Opaque);
        Blkid.agreesWith(FileSystems.probe(one), one);
    }

    @Test
    void damageNeverHangsOrBreaksTheReader() throws IOException {
        TestPartition partition = TestPartition.of(folder, 256 * MIB);
        // other sums than CRC-32C are not verified, so that damage reaches the reader
        partition.run("mkfs.btrfs", "-q", "-f", "--csum", "xxhash", "{window}");
        Fuzz.survives(partition, ByteRange.of(BtrfsSuperblock.PLACE, 4096), 300, 1);
        BtrfsSuperblock superblock = BtrfsSuperblock.read(partition).orElseThrow();
        BtrfsChunks chunks = BtrfsChunks.read(partition, superblock).orElseThrow();
        for (BtrfsChunks.Chunk chunk : chunks.all()) {
            for (ByteRange range : chunks.live(chunk)) {
                long place = range.start() - chunk.logical() + chunk.stripes().get(0);
                for (long at = place; at < place + range.length(); at += 1 << 14) {
                    Fuzz.survives(partition, ByteRange.of(at, 1024), 20, at);
                }
            }
        }
    }
}
