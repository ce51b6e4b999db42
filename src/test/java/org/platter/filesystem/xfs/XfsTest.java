package org.platter.filesystem.xfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

class XfsTest {

    private static final long MIB = ByteSize.MIB;
    private static final Pattern BMAP = Pattern.compile(
            "data offset (\\d+) startblock \\d+ \\((\\d+)/(\\d+)\\) count (\\d+)");

    private final FileSystemType xfs = FileSystems.byId("xfs").orElseThrow();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"1, 4096, 512", "0, 4096, 512", "1, 1024, 512", "0, 512, 512", "1, 4096, 4096",
        "1, 65536, 512"})
    void theLiveBlocksAloneGiveBackEveryFile(int checksums, int block, int sector) throws IOException {
        long seed = checksums * 31 + block + sector;
        Random random = new Random(seed);
        TestPartition partition = TestPartition.of(folder, (block > 4096 ? 600 : 300) * MIB
                + random.nextInt(50) * 65536L, sector);
        Path files = Files.createDirectory(folder.resolve("files"));
        for (int i = 0; i < 30; i++) {
            byte[] bytes = new byte[random.nextInt(200_000)];
            random.nextBytes(bytes);
            Files.write(files.resolve("file" + i), bytes);
        }
        StringBuilder prototype = new StringBuilder("/\n0 0\nd--755 0 0\n");
        for (String name : Digests.ofFiles(files).keySet()) {
            prototype.append(name + " ---644 0 0 " + files.resolve(name) + "\n");
        }
        Path list = Files.writeString(folder.resolve("prototype"), prototype + "$\n");
        partition.run("mkfs.xfs", "-q", "-f", "-m", "crc=" + checksums, "-b", "size=" + block, "-s",
                "size=" + sector, "-L", "Größe", "-p", list.toString(), "{window}");
        Content.FileSystem content = xfs.probe(partition).orElseThrow();
        assertEquals(List.of(), content.problems());
        Blkid.agreesWith(content, partition);
        LiveBlocks live = xfs.liveBlocks(partition).orElseThrow();
        assertTrue(partition.length(live) < (block > 4096 ? 200 : 120) * MIB,
                "live " + partition.length(live));
        // free blocks kept for the groups' own trees are neither listed as free nor counted as such
        assertTrue(Math.abs(partition.length(live) - content.used().orElseThrow()) < 20L * 4 * block + MIB);
        try (TestPartition copy = partition.copyOf(live, 1 + random.nextInt(1 << 24), random)) {
            copy.run(xfs.checkup().look());
            assertEquals(Digests.ofFiles(files), files(copy, block), "seed " + seed);
            assertEquals(Optional.of(content), xfs.probe(copy));
        }
    }

    /** Returns the hash of each file in the root folder, read where xfs_db says that it lies. */
    private static Map<String, String> files(TestPartition partition, int block) throws IOException {
        String group = partition.run("xfs_db", "-r", "-c", "sb 0", "-c", "print agblocks", "{window}");
        long groupBlocks = Long.parseLong(group.replaceAll("(?s).*agblocks = (\\d+).*", "$1"));
        Map<String, String> hashes = new TreeMap<>();
        for (int i = 0; i < 30; i++) {
            String text = partition.run("xfs_db", "-r", "-c", "path /file" + i, "-c", "print core.size", "-c",
                    "bmap", "{window}");
            int size = Integer.parseInt(text.replaceAll("(?s).*core.size = (\\d+).*", "$1"));
            ByteBuffer bytes = ByteBuffer.allocate(size);
            Matcher extent = BMAP.matcher(text);
            while (extent.find()) {
                int at = Integer.parseInt(extent.group(1)) * block;
                long from = (Long.parseLong(extent.group(2)) * groupBlocks + Long.parseLong(extent.group(3)))
                        * block;
                int length = Math.min(size - at, Integer.parseInt(extent.group(4)) * block);
                bytes.put(at, partition.read(from, length).array(), 0, length);
            }
            hashes.put("file" + i, Digests.of(bytes.array()));
        }
        return hashes;
    }

    @Test
    void aNewOneHasTheLabelAndUuidThatWereAskedFor() throws Exception {
        for (int sector : List.of(512, 4096)) {
            TestPartition partition = TestPartition.of(folder, xfs.minimumBytes(), sector);
            String uuid = xfs.randomUuid();
            partition.run(xfs.create(xfs.checkedLabel("123456789012"), uuid, 2048, sector));
            Content.FileSystem content = xfs.probe(partition).orElseThrow();
            assertEquals(Optional.of("123456789012"), content.label());
            assertEquals(Optional.of(uuid), content.uuid());
            assertEquals(partition.size(), content.size().orElseThrow());
            partition.run(xfs.label(""));
            assertEquals(Optional.empty(), xfs.probe(partition).orElseThrow().label());
            partition.run(xfs.uuid(xfs.randomUuid()));
            assertEquals(List.of(), xfs.probe(partition).orElseThrow().problems(),
                    "a log that was rewritten");
            partition.run(xfs.checkup().look());
            Blkid.agreesWith(xfs.probe(partition).orElseThrow(), partition);
        }
    }

    @Test
    void damageNeverHangsOrBreaksTheReader() throws IOException {
        TestPartition partition = TestPartition.of(folder, 300 * MIB);
        partition.run(xfs.create("", "", 0, 512));
        Fuzz.survives(partition, new ByteRange(0, 512), 200, 1);
        Fuzz.survives(partition, ByteRange.of(0, 64 << 10), 200, 2);
        XfsSuperblock superblock = XfsSuperblock.read(partition).orElseThrow();
        Fuzz.survives(partition, ByteRange.of(superblock.logStart(), 1024), 200, 3);
    }

    @Test
    void oneLongerThanItsPartitionIsAProblem() throws IOException {
        TestPartition partition = TestPartition.of(folder, 310 * MIB);
        partition.run(xfs.create("", "", 0, 512));
        assertEquals(1, xfs.probe(partition.slice(new ByteRange(0, 305 * MIB), "cut")).orElseThrow()
                .problems().size());
    }
}
