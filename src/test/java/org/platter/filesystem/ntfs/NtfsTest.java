package org.platter.filesystem.ntfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.Blkid;
import org.platter.filesystem.Digests;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Fuzz;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.TestPartition;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;

class NtfsTest {

    private static final long MIB = ByteSize.MIB;

    private final FileSystemType ntfs = FileSystems.byId("ntfs").orElseThrow();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"512, 512", "1024, 512", "4096, 512", "65536, 512", "4096, 4096", "131072, 512"})
    void theLiveBlocksAloneGiveBackEveryFile(int cluster, int sector) throws IOException {
        long seed = cluster + sector;
        Random random = new Random(seed);
        TestPartition partition = TestPartition.of(folder, 24 * MIB + random.nextInt(50) * 4096L, sector);
        partition.run("mkntfs", "-Q", "-F", "-s", String.valueOf(sector), "-c", String.valueOf(cluster),
                "-L", "Größe", "{window}");
        Map<String, byte[]> files = fill(partition, random);
        // relocation by a shrink fragments what is left
        partition.run(ntfs.shrink(ntfs.probe(partition).orElseThrow(), 20 * MIB));
        partition.run(ntfs.grow(ntfs.probe(partition).orElseThrow(), Long.MAX_VALUE));
        LiveBlocks live = ntfs.liveBlocks(partition).orElseThrow();
        Content.FileSystem content = ntfs.probe(partition).orElseThrow();
        assertTrue(partition.length(live) < 18 * MIB, "seed " + seed);
        assertTrue(
                Math.abs(partition.length(live) - content.used().orElseThrow()) < 2 * cluster + 2 * sector);
        try (TestPartition copy = partition.copyOf(live, 1 + random.nextInt(1 << 22), random)) {
            copy.run(ntfs.checkup().look());
            copy.run("ntfsfix", "-n", "{window}");
            verify(copy, files, "seed " + seed);
            assertEquals(Optional.of(content), ntfs.probe(copy));
        }
        Blkid.agreesWith(content, partition);
    }

    @ParameterizedTest
    @CsvSource({"512, 1", "4096, 2", "65536, 3"})
    void itShrinksToItsMinimumAndGrowsAgain(int cluster, long seed) throws IOException {
        Random random = new Random(seed);
        TestPartition partition = TestPartition.of(folder, 40 * MIB);
        partition.run("mkntfs", "-Q", "-F", "-s", "512", "-p", "2048", "-H", "255", "-S", "63", "-c",
                String.valueOf(cluster), "{window}");
        Map<String, byte[]> files = fill(partition, random);
        Content.FileSystem before = ntfs.probe(partition).orElseThrow();
        assertEquals(40 * MIB, before.size().orElseThrow());
        long minimum = partition.minimum(ntfs).orElseThrow();
        assertTrue(minimum < 20 * MIB, "seed " + seed + ": " + minimum);
        partition.run(ntfs.shrink(before, minimum));

        TestPartition small = TestPartition.of(folder, minimum - minimum % 512);
        for (long at = 0; at < small.size(); at += 512) {
            small.write(at, partition.read(at, 512));
        }
        ntfs.moved(small, 2048, 2048);
        Content.FileSystem shrunk = ntfs.probe(small).orElseThrow();
        assertEquals(List.of(), shrunk.problems());
        assertTrue(shrunk.size().orElseThrow() <= small.size());
        assertEquals(2048, hidden(small, 0));
        small.run(ntfs.checkup().look());
        small.run("ntfsfix", "-n", "{window}");
        verify(small, files, "seed " + seed);

        for (long at = 0; at < small.size(); at += 512) {
            partition.write(at, small.read(at, 512));
        }
        partition.run(ntfs.checkup().repair());
        partition.run(ntfs.grow(shrunk, Long.MAX_VALUE));
        ntfs.moved(partition, 2048, 63);
        Content.FileSystem grown = ntfs.probe(partition).orElseThrow();
        assertTrue(partition.size() - grown.size().orElseThrow() < cluster + 512);
        assertEquals(63, hidden(partition, 0));
        assertEquals(63, hidden(partition, partition.size() - 512));
        partition.run(ntfs.checkup().look());
        partition.run("ntfsfix", "-n", "{window}");
        verify(partition, files, "seed " + seed);
    }

    @Test
    void aNewOneHasTheNameLabelAndUuidThatWereAskedFor() throws Exception {
        for (int sector : List.of(512, 4096)) {
            TestPartition partition = TestPartition.of(folder, 4 * ntfs.minimumBytes(), sector);
            String serial = ntfs.checkedUuid("0123456789abcdef");
            partition.run(ntfs.create(ntfs.checkedLabel("Größe ∑"), serial, 2048, sector));
            Content.FileSystem content = ntfs.probe(partition).orElseThrow();
            assertEquals(Optional.of("Größe ∑"), content.label());
            assertEquals(Optional.of("0123456789ABCDEF"), content.uuid());
            assertEquals(partition.size(), content.size().orElseThrow());
            Blkid.agreesWith(content, partition);
            partition.run(ntfs.checkup().look());
            assertEquals(2048, hidden(partition, 0));
        }
    }

    @Test
    void labelAndUuidChangeAndClear() throws Exception {
        TestPartition partition = made(16 * MIB);
        String serial = ntfs.randomUuid();
        partition.run(ntfs.label(ntfs.checkedLabel("x".repeat(128))));
        partition.run(ntfs.uuid(ntfs.checkedUuid(serial)));
        Content content = FileSystems.probe(partition);
        assertEquals(Optional.of("x".repeat(128)), content.label());
        assertEquals(Optional.of(serial), content.uuid());
        // blkid does not put the ends of sectors right, which are in the middle of so long a label
        assertEquals(Blkid.value(partition, "UUID"), content.uuid());
        partition.run(ntfs.label(""));
        assertEquals(Optional.empty(), FileSystems.probe(partition).label());
        Blkid.agreesWith(FileSystems.probe(partition), partition);
        partition.run(ntfs.checkup().look());
        partition.run("ntfsfix", "-n", "{window}");
        assertThrows(Refusal.class, () -> ntfs.checkedLabel("x".repeat(129)));
        assertThrows(Refusal.class, () -> ntfs.checkedLabel("-n"));
        assertThrows(Refusal.class, () -> ntfs.checkedUuid("1234-5678"));
    }

    @Test
    void aHibernatedWindowsIsAProblem() throws IOException {
        TestPartition partition = made(16 * MIB);
        byte[] image = new byte[200_000];
        put(partition, "Hiberfil.sys", image);
        assertEquals(List.of(), ntfs.probe(partition).orElseThrow().problems());
        System.arraycopy("hibr".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, image, 0, 4);
        put(partition, "Hiberfil.sys", image);
        assertTrue(ntfs.probe(partition).orElseThrow().problems().get(0).contains("hibernated"));
        assertTrue(ntfs.liveBlocks(partition).isEmpty());
    }

    @Test
    void theFileOfAHibernatedWindowsIsFoundAmongMany() throws IOException {
        TestPartition partition = made(24 * MIB);
        for (int i = 0; i < 60; i++) {
            put(partition, "a rather long name of a file, to make the root directory long " + i,
                    new byte[10]);
        }
        put(partition, "hiberfil.sys", "hibr".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertTrue(ntfs.probe(partition).orElseThrow().problems().get(0).contains("hibernated"));
    }

    @Test
    void aJournalThatIsOpenIsAProblemAndTheMarkOfNtfsresizeIsNone() throws IOException {
        TestPartition partition = made(16 * MIB);
        partition.run(ntfs.shrink(ntfs.probe(partition).orElseThrow(), 14 * MIB));
        assertFalse(partition.passes(List.of(org.platter.tool.Command.of("ntfslabel",
                org.platter.tool.Command.WINDOW, "dirty"))), "marked for a check by Windows");
        assertEquals(List.of(), ntfs.probe(partition).orElseThrow().problems());
        assertTrue(ntfs.liveBlocks(partition).isPresent());

        long journal = placeOfJournal(partition);
        restartPage(partition, journal, 100, 0xffff, 0);
        assertTrue(ntfs.probe(partition).orElseThrow().problems().get(0).contains("chkdsk"));
        restartPage(partition, journal + 4096, 101, 0, 0);
        assertTrue(ntfs.probe(partition).orElseThrow().problems().get(0).contains("not closed"));
        restartPage(partition, journal, 102, 0, 2);
        assertTrue(ntfs.probe(partition).orElseThrow().problems().get(0).contains("chkdsk"));
    }

    private static void restartPage(TestPartition partition, long at, long sequence, int inUse, int flags)
            throws IOException {
        ByteBuffer page = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        page.put(0, "RSTR".getBytes(java.nio.charset.StandardCharsets.US_ASCII)).putShort(0x18, (short) 0x30);
        page.putLong(0x30, sequence).putShort(0x3c, (short) inUse).putShort(0x3e, (short) flags);
        partition.write(at, page);
    }

    private static long placeOfJournal(TestPartition partition) throws IOException {
        NtfsVolume volume = NtfsVolume.read(partition).orElseThrow();
        return volume.runs(volume.systemFile(NtfsVolume.LOG_FILE).orElseThrow(), NtfsVolume.DATA, "")
                .orElseThrow().place(0, volume.clusterBytes()).orElseThrow();
    }

    @Test
    void oneThatIsLargerThanItsPartitionIsAProblem() throws IOException {
        TestPartition partition = made(16 * MIB);
        TestPartition cut = TestPartition.of(folder, 10 * MIB);
        cut.write(0, partition.read(0, (int) (10 * MIB)));
        assertTrue(ntfs.probe(cut).orElseThrow().problems().get(0).contains("16 MiB"));
        assertTrue(ntfs.liveBlocks(cut).isEmpty());
    }

    @Test
    void brokenBootSectorsAndRecordsThrowNothingButIoExceptions() throws IOException {
        TestPartition partition = made(8 * MIB);
        put(partition, "hiberfil.sys", new byte[5000]);
        Fuzz.survives(partition, new ByteRange(0, 96), 1500, 20261122);
        Fuzz.survives(partition, new ByteRange(16384, 16384 + 7 * 1024), 3000, 20261123);
    }

    private static int hidden(TestPartition partition, long bootSector) throws IOException {
        return partition.read(bootSector, 512).order(ByteOrder.LITTLE_ENDIAN).getInt(0x1c);
    }

    private TestPartition made(long size) throws IOException {
        TestPartition partition = TestPartition.of(folder, size);
        partition.run(ntfs.create("test", "", 2048, 512));
        return partition;
    }

    /**
     * Writes about 8 MiB of files; some are then replaced by shorter ones, which leaves gaps between them.
     */
    private Map<String, byte[]> fill(TestPartition partition, Random random) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (int i = 0; i < 22; i++) {
            byte[] bytes = new byte[random.nextInt(i % 5 == 0 ? 700 : 500_000)];
            random.nextBytes(bytes);
            String name = "file " + (i < 16 ? i : random.nextInt(16));
            put(partition, name, bytes);
            files.put(name, bytes);
        }
        return files;
    }

    private void put(TestPartition partition, String name, byte[] bytes) throws IOException {
        Path source = Files.write(folder.resolve("source"), bytes);
        partition.run("ntfscp", "-f", "-q", "{window}", source.toString(), name);
    }

    private static void verify(TestPartition partition, Map<String, byte[]> files, String where)
            throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            assertEquals(Digests.of(file.getValue()),
                    partition.digestOf("ntfscat", "-f", "-q", "{window}", file.getKey()),
                    where + ": " + file.getKey());
        }
    }
}
