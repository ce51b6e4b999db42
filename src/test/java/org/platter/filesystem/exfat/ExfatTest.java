package org.platter.filesystem.exfat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
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

class ExfatTest {

    private static final long MIB = ByteSize.MIB;

    private final FileSystemType exfat = FileSystems.byId("exfat").orElseThrow();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"512", "4K", "128K"})
    void theLiveBlocksAloneGiveBackEveryFile(String cluster) throws IOException {
        long seed = cluster.hashCode();
        Random random = new Random(seed);
        TestPartition partition = TestPartition.of(folder, 32 * MIB + random.nextInt(50) * 4096L);
        partition.run("mkfs.exfat", "-c", cluster, "-L", "Größe", "{window}");
        Map<String, List<Integer>> files = fill(partition, random);
        partition.run(exfat.checkup().look());
        Content.FileSystem content = exfat.probe(partition).orElseThrow();
        assertEquals(List.of(), content.problems());
        Blkid.agreesWith(content, partition);
        LiveBlocks live = exfat.liveBlocks(partition).orElseThrow();
        assertTrue(partition.length(live) < 20 * MIB, "live " + partition.length(live));
        assertEquals(content.used().orElseThrow(), partition.length(live));
        try (TestPartition copy = partition.copyOf(live, 1 + random.nextInt(1 << 22), random)) {
            copy.run(exfat.checkup().look());
            assertEquals(hashes(partition, files), hashes(copy, files), "seed " + seed);
            assertEquals(Optional.of(content), exfat.probe(copy));
        }
    }

    /**
     * Writes files into clusters that lie scattered; there is no program that does so without a mount.
     * Returns the clusters of each.
     */
    private static Map<String, List<Integer>> fill(TestPartition partition, Random random)
            throws IOException {
        ExfatVolume volume = ExfatVolume.read(partition).orElseThrow();
        int cluster = volume.clusterBytes();
        long bitmap = volume.place(volume.bitmap(partition).orElseThrow().u32(20));
        List<Integer> free = new ArrayList<>();
        for (int i = 0; i < volume.clusters(); i++) {
            if ((partition.read(bitmap + i / 8, 1).get() >> i % 8 & 1) == 0) {
                free.add(i + 2);
            }
        }
        Collections.shuffle(free, random);
        ByteBuffer entries = ByteBuffer.allocate(1 << 13).order(ByteOrder.LITTLE_ENDIAN);
        Map<String, List<Integer>> files = new TreeMap<>();
        for (int i = 0; i < 40; i++) {
            int length = 1 + random.nextInt(Math.max(60_000, 2 * cluster));
            List<Integer> chain = take(partition, volume, free, (length + cluster - 1) / cluster);
            for (int part : chain) {
                byte[] bytes = new byte[cluster];
                random.nextBytes(bytes);
                partition.write(volume.place(part), ByteBuffer.wrap(bytes));
            }
            entries.put(entry("FILE" + i, chain.get(0), length));
            files.put("FILE" + i, chain);
        }
        // behind the root's own entries, three or four
        byte[] root = new byte[Math.max(cluster, 1 << 13)];
        partition.read(volume.place(volume.rootCluster()), ByteBuffer.wrap(root, 0, 256));
        int own = 0;
        while (root[own] != 0) {
            own += 32;
        }
        System.arraycopy(entries.array(), 0, root, own, entries.position());
        partition.write(volume.place(volume.rootCluster()), ByteBuffer.wrap(root, 0, cluster));
        List<Integer> more = take(partition, volume, free, root.length / cluster - 1);
        for (int i = 0; i < more.size(); i++) {
            partition.write(volume.place(more.get(i)), ByteBuffer.wrap(root, (i + 1) * cluster, cluster));
        }
        if (!more.isEmpty()) {
            link(partition, volume, (int) volume.rootCluster(), more.get(0));
        }
        return files;
    }

    /** Takes clusters into use, as one chain. */
    private static List<Integer> take(TestPartition partition, ExfatVolume volume,
            List<Integer> free, int count)
            throws IOException {
        List<Integer> chain = List.copyOf(free.subList(0, count));
        free.subList(0, count).clear();
        long bitmap = volume.place(volume.bitmap(partition).orElseThrow().u32(20));
        for (int i = 0; i < count; i++) {
            int bit = chain.get(i) - 2;
            byte old = partition.read(bitmap + bit / 8, 1).get();
            partition.write(bitmap + bit / 8, ByteBuffer.wrap(new byte[] {(byte) (old | 1 << bit % 8)}));
            link(partition, volume, chain.get(i), i + 1 < count ? chain.get(i + 1) : -1);
        }
        return chain;
    }

    private static void link(TestPartition partition, ExfatVolume volume, int cluster, int next)
            throws IOException {
        partition.write(volume.fatOffset() + 4L * cluster, ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN).putInt(0, next));
    }

    /** The three entries of a file with an ASCII name in upper case (exFAT specification, 7.4, 7.6, 7.7). */
    private static byte[] entry(String name, int cluster, long length) {
        ByteBuffer set = ByteBuffer.allocate(96).order(ByteOrder.LITTLE_ENDIAN);
        set.put(0, (byte) 0x85).put(1, (byte) 2).putShort(4, (short) 0x20);
        for (int time : new int[] {8, 12, 16}) {
            set.putInt(time, 0x5a21_0000);
        }
        set.put(32, (byte) 0xc0).put(33, (byte) 1).put(35, (byte) name.length()).putLong(40, length)
                .putInt(52, cluster).putLong(56, length).put(64, (byte) 0xc1)
                .put(66, name.getBytes(StandardCharsets.UTF_16LE));
        set.putShort(36, sum(name.getBytes(StandardCharsets.UTF_16LE), -1));
        return set.putShort(2, sum(set.array(), 2)).array();
    }

    /** The sum of a name or of a set of entries, where the sum itself is left out. */
    private static short sum(byte[] bytes, int leftOut) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (leftOut < 0 || i != leftOut && i != leftOut + 1) {
                sum = ((sum & 1) << 15 | sum >>> 1) + (bytes[i] & 0xff) & 0xffff;
            }
        }
        return (short) sum;
    }

    private static Map<String, String> hashes(TestPartition partition, Map<String, List<Integer>> files)
            throws IOException {
        ExfatVolume volume = ExfatVolume.read(partition).orElseThrow();
        Map<String, String> hashes = new TreeMap<>();
        for (Map.Entry<String, List<Integer>> file : files.entrySet()) {
            StringBuilder parts = new StringBuilder();
            for (int cluster : file.getValue()) {
                parts.append(Digests.of(partition.read(volume.place(cluster),
                        volume.clusterBytes()).array()));
            }
            hashes.put(file.getKey(), parts.toString());
        }
        return hashes;
    }

    @Test
    void aNewOneHasTheLabelAndUuidThatWereAskedFor() throws Exception {
        TestPartition partition = TestPartition.of(folder, exfat.minimumBytes());
        partition.run(exfat.create(exfat.checkedLabel("Größe ∑ 123"), exfat.checkedUuid("0123abcd"), 2048,
                512));
        Content.FileSystem content = exfat.probe(partition).orElseThrow();
        assertEquals(Optional.of("Größe ∑ 123"), content.label());
        assertEquals(Optional.of("0123-ABCD"), content.uuid());
        assertEquals(partition.size(), content.size().orElseThrow());
        Blkid.agreesWith(content, partition);
        partition.run(exfat.label(""));
        partition.run(exfat.uuid("FEDC-BA98"));
        assertEquals(Optional.empty(), exfat.probe(partition).orElseThrow().label());
        Blkid.agreesWith(exfat.probe(partition).orElseThrow(), partition);
        partition.run(exfat.checkup().look());
    }

    @Test
    void aMovedOneSaysWhereItLiesIfItDidBefore() throws IOException {
        TestPartition partition = TestPartition.of(folder, 8 * MIB);
        partition.run(exfat.create("", "", 0, 512));
        exfat.moved(partition, 2048, 4096);
        assertEquals(0, offset(partition, 0), "nobody had said where it lies");
        ByteBuffer region = partition.read(0, 24 * 512).order(ByteOrder.LITTLE_ENDIAN);
        for (int at : new int[] {0, 12 * 512}) {
            byte[] bytes = new byte[12 * 512];
            region.putLong(at + 64, 2048).get(at, bytes);
            for (int word = 11 * 512; word < 12 * 512; word += 4) {
                region.putInt(at + word, ExfatVolume.bootSum(bytes, 512));
            }
        }
        partition.write(0, region);
        partition.run(exfat.checkup().look());
        exfat.moved(partition, 63, 4096);
        assertEquals(2048, offset(partition, 0), "it lies elsewhere than it says");
        exfat.moved(partition, 2048, 4096);
        assertEquals(4096, offset(partition, 0));
        assertEquals(4096, offset(partition, 12));
        partition.run(exfat.checkup().look());
        assertNotEquals(region.getInt(11 * 512), partition.read(11 * 512, 4).order(ByteOrder.LITTLE_ENDIAN)
                .getInt(0), "the sum");
    }

    private static long offset(TestPartition partition, long sector) throws IOException {
        return partition.read(sector * 512 + 64, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    @Test
    void damageNeverHangsOrBreaksTheReader() throws IOException {
        TestPartition partition = TestPartition.of(folder, 8 * MIB);
        partition.run(exfat.create("LABEL", "", 0, 512));
        Fuzz.survives(partition, new ByteRange(0, 512), 300, 1);
        ExfatVolume volume = ExfatVolume.read(partition).orElseThrow();
        Fuzz.survives(partition, ByteRange.of(volume.place(volume.rootCluster()), 128), 300, 2);
        Fuzz.survives(partition, ByteRange.of(volume.fatOffset(), 128), 300, 3);
    }
}
