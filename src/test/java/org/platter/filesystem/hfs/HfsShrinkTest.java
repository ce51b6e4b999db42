package org.platter.filesystem.hfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.TestPartition;
import org.platter.filesystem.Ways;
import org.platter.filesystem.registry.FileSystems;

/** An HFS that got shorter holds the same files, by hfsutils. */
class HfsShrinkTest {

    private static final long MIB = ByteSize.MIB;
    private static final FileSystemType HFS = FileSystems.byId("hfs").orElseThrow();

    @TempDir
    Path folder;

    private final Map<String, String> hashes = new TreeMap<>();

    /** Makes one in which the first files are gone, and files lie in pieces between each other. */
    private TestPartition filled(long size, Random random, boolean isOneWhole) throws IOException {
        TestPartition partition = TestPartition.of(folder, size);
        partition.run("env", "HOME=" + folder, "hformat", "-f", "-l", "files", "{window}");
        StringBuilder script = new StringBuilder();
        int files = 70;
        for (int i = 0; i < files; i++) {
            byte[] bytes = new byte[isOneWhole && i == files - 1 ? 3_000_000 : random.nextInt(120_000)];
            random.nextBytes(bytes);
            Path file = Files.write(folder.resolve("file" + i), bytes);
            script.append("hcopy -r ").append(file).append(" :\n");
            hashes.put("file" + i, Digests.of(bytes));
            if (i % 7 == 6) {
                script.append("hdel file").append(i - 4).append('\n');
                hashes.remove("file" + (i - 4));
            }
        }
        for (int i = 0; i < files / 2; i += isOneWhole ? 3 : 1) {
            if (hashes.remove("file" + i) != null) {
                script.append("hdel file").append(i).append('\n');
            }
        }
        Path run = Files.writeString(folder.resolve("run"), "set -e\nexport HOME=" + folder + "\n" + script
                + "humount\n");
        partition.run("sh", run.toString());
        return partition;
    }

    private void holdsItsFiles(TestPartition partition) throws IOException {
        StringBuilder script = new StringBuilder("set -e\nexport HOME=" + folder + "\nhmount "
                + partition.path() + "\n");
        Path out = Files.createDirectories(folder.resolve("out"));
        hashes.keySet().forEach(name -> script.append("hcopy -r ").append(name).append(' ').append(out)
                .append('/').append(name).append('\n'));
        partition.run("sh", Files.writeString(folder.resolve("run"), script + "humount\n").toString());
        for (Map.Entry<String, String> file : hashes.entrySet()) {
            assertEquals(file.getValue(), Digests.of(Files.readAllBytes(out.resolve(file.getKey()))),
                    file.getKey());
        }
    }

    /** The window as it is after its partition shrank too. */
    private TestPartition cut(TestPartition partition, long size) throws IOException {
        TestPartition cut = TestPartition.of(folder, size);
        for (long at = 0; at < size; at += MIB) {
            cut.write(at, partition.read(at, (int) Math.min(MIB, size - at)));
        }
        return cut;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void filesThatLayBehindTheNewEndAreWhole(long seed) throws Exception {
        Random random = new Random(seed);
        TestPartition partition = filled(40 * MIB + random.nextInt(50) * 512L, random, seed % 2 == 0);
        var before = HFS.probe(partition).orElseThrow();
        long minimum = before.minimum().orElseThrow();
        IOException small = assertThrows(IOException.class, () -> Ways.resize(HFS, partition, minimum - 512));
        assertTrue(small.getMessage().contains("do not fit into"), small.getMessage());
        assertThrows(IOException.class, () -> Ways.resize(HFS, partition, 0));
        long between = minimum + random.nextInt((int) MIB);
        for (long size : new long[] {between / 512 * 512 + MIB, minimum}) {
            Ways.resize(HFS, partition, size);
            try (TestPartition now = cut(partition, size)) {
                var after = HFS.probe(now).orElseThrow();
                assertEquals(before.label(), after.label());
                assertEquals(List.of(), after.problems());
                assertEquals(before.used(), after.used());
                assertTrue(size - after.size().orElseThrow() < 4096, size + " " + after);
                assertArrayEquals(now.read(1024, 512).array(), now.read(size - 1024, 512).array());
                LiveBlocks live = HFS.liveBlocks(now).orElseThrow();
                assertEquals(after.used().orElseThrow(), now.length(live), 4096, "seed " + seed);
                Blkid.agreesWith(after, now);
                holdsItsFiles(now);
                Ways.resize(HFS, now, size + 5 * MIB);
                assertEquals(after, HFS.probe(now).orElseThrow());
            }
        }
    }

    /** The fourth piece of a file and those behind it stand in a tree of their own. */
    @Test
    void aFileInManyPiecesIsWhole() throws Exception {
        TestPartition partition = filled(8 * MIB, new Random(9), true);
        Random random = new Random(10);
        byte[] bytes = new byte[(int) (HFS.probe(partition).map(it -> it.size().orElseThrow()
                - it.used().orElseThrow()).orElseThrow() - MIB / 4)];
        random.nextBytes(bytes);
        Path file = Files.write(folder.resolve("pieces"), bytes);
        hashes.put("pieces", Digests.of(bytes));
        List<String> names = List.copyOf(hashes.keySet());
        StringBuilder script = new StringBuilder("set -e\nexport HOME=" + folder + "\nhmount "
                + partition.path() + "\nhcopy -r " + file + " :\n");
        for (int i = 0; i < names.size() - 1; i += 2) {
            script.append("hdel ").append(names.get(i)).append('\n');
            hashes.remove(names.get(i));
        }
        partition.run("sh", Files.writeString(folder.resolve("run"), script + "humount\n").toString());
        ByteBuffer master = partition.read(1024, 512);
        long tree = master.getShort(28) * 512L + master.getShort(134) * (long) master.getInt(20);
        assertTrue(partition.read(tree, 512).getInt(20) > 0, "more than three pieces");
        long minimum = HFS.probe(partition).orElseThrow().minimum().orElseThrow();
        Ways.resize(HFS, partition, minimum);
        try (TestPartition now = cut(partition, minimum)) {
            holdsItsFiles(now);
            assertTrue(HFS.liveBlocks(now).isPresent());
        }
    }

    @Test
    void oneThatContradictsItselfStaysAsItIs() throws Exception {
        TestPartition partition = filled(20 * MIB, new Random(5), false);
        ByteBuffer master = partition.read(1024, 512);
        int bitmap = master.getShort(14) * 512;
        ByteBuffer bits = partition.read(bitmap, 4);
        partition.write(bitmap, ByteBuffer.allocate(4).putInt(0, bits.getInt(0) ^ 1));
        IOException bitmapIsWrong = assertThrows(IOException.class,
                () -> Ways.resize(HFS, partition, 19 * MIB));
        assertTrue(bitmapIsWrong.getMessage().contains("bitmap"), bitmapIsWrong.getMessage());
        partition.write(bitmap, bits.rewind());
        partition.write(1024 + 10, ByteBuffer.allocate(2));
        IOException isMounted = assertThrows(IOException.class, () -> Ways.resize(HFS, partition, 19 * MIB));
        assertTrue(isMounted.getMessage().contains("not unmounted"), isMounted.getMessage());
    }

    /** Whatever its trees say, it is refused or shrunk, in bounded time and memory. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void damagedTreesNeverHangOrBreakIt(long seed) throws Exception {
        Random random = new Random(seed);
        TestPartition partition = filled(8 * MIB, random, false);
        ByteBuffer master = partition.read(1024, 512);
        long origin = master.getShort(28) * 512L;
        long block = master.getInt(20);
        for (int at : new int[] {134, 150}) {
            ByteRange tree = ByteRange.of(origin + master.getShort(at) * block, 8 * 512);
            byte[] whole = partition.read(tree.start(), (int) tree.length()).array();
            for (int i = 0; i < 300; i++) {
                byte[] torn = whole.clone();
                for (int n = 0; n < 4; n++) {
                    torn[random.nextInt(torn.length)] = (byte) random.nextInt();
                }
                partition.write(tree.start(), ByteBuffer.wrap(torn));
                try {
                    Ways.resize(HFS, partition.slice(new ByteRange(0, partition.size()), "copy"), 4096);
                } catch (IOException e) {
                    assertTrue(e.getMessage().contains("HFS"), e.getMessage());
                }
            }
            partition.write(tree.start(), ByteBuffer.wrap(whole));
        }
    }
}
