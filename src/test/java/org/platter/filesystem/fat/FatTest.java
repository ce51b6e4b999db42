package org.platter.filesystem.fat;

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
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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

class FatTest {

    private static final long MIB = ByteSize.MIB;

    @TempDir
    Path folder;

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"1, -F 12 -s 1", "3, -F 12 -s 8 -f 1", "12, -F 12 -s 16", "20, -F 16 -s 4", "32, -F 16 -s 1",
        "40, -F 32 -s 1", "70, -F 32 -s 2", "70, -F 32 -s 1 -f 1 -R 100", "20, -F 16 -S 4096 -s 1",
        "40, -F 16 -S 1024 -r 1024"})
    void theLiveBlocksAloneGiveBackEveryFile(int mebibytes, String options) throws IOException {
        long seed = options.hashCode();
        Random random = new Random(seed);
        TestPartition partition = made(options, mebibytes * MIB);
        Map<String, String> files = fill(partition, random, 1.0);
        FileSystemType fat = fat(partition);
        LiveBlocks live = fat.liveBlocks(partition).orElseThrow();
        Content.FileSystem content = fat.probe(partition).orElseThrow();
        assertEquals(content.used().orElseThrow(), partition.length(live), "seed " + seed);
        assertTrue(partition.length(live) < partition.size() * 3 / 4, "seed " + seed);
        try (TestPartition copy = partition.copyOf(live, 1 + random.nextInt(1 << 21), random)) {
            copy.run(fat.checkup().look());
            assertEquals(files, read(copy), "seed " + seed);
            assertEquals(Optional.of(content), fat.probe(copy));
        }
        Blkid.agreesWith(content, partition);
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({
        // from, to, options
        "1, 2, -F 12 -s 2", "1, 3, -F 12 -s 8", "2, 1, -F 12 -s 2", "3, 12, -F 12 -s 16 -f 1",
        "20, 21, -F 16 -s 4", "20, 60, -F 16 -s 4", "16, 64, -F 16 -s 2 -f 1", "60, 20, -F 16 -s 4",
        "32, 255, -F 16 -s 8 -r 112", "20, 100, -F 16 -S 4096 -s 1", "64, 33, -F 16 -s 8",
        "40, 41, -F 32 -s 1", "40, 120, -F 32 -s 1", "100, 40, -F 32 -s 1", "100, 600, -F 32 -s 1",
        "280, 600, -F 32 -s 8", "70, 71, -F 32 -s 1 -f 1", "120, 70, -F 32 -s 2", "36, 2000, -F 32 -s 1 -f 1",
        "34, 900, -F 32 -s 1 -R 100", "300, 270, -F 32 -s 8",
    })
    void resizingKeepsEveryFileAndFillsThePartition(int from, int to, String options) throws IOException {
        long seed = options.hashCode() * 31L + to;
        Random random = new Random(seed);
        long odd = random.nextInt(100) * 4096L;
        TestPartition partition = TestPartition.of(folder, Math.max(from, to) * MIB + odd);
        partition.run(command(options, from * MIB));
        FileSystemType fat = fat(partition);
        String id = fat.id();
        Map<String, String> files = fill(partition, random, Math.min(1.0, to / (double) from));
        Optional<String> serial = fat.probe(partition).orElseThrow().uuid();

        partition.resize(fat, to * MIB + odd);
        Content.FileSystem content = fat.probe(partition).orElseThrow();
        assertEquals(id, content.id());
        assertEquals(serial, content.uuid());
        assertEquals(List.of(), content.problems());
        long missing = to * MIB + odd - content.size().orElseThrow();
        assertTrue(missing >= 0 && missing < 4096, "seed " + seed + ": " + missing);
        partition.run(fat.checkup().look());
        assertEquals(files, read(partition), "seed " + seed);
        if (partition.size() < 100 * MIB) {
            try (TestPartition copy = partition.copyOf(fat.liveBlocks(partition).orElseThrow(),
                    MIB, random)) {
                copy.run(fat.checkup().look());
                assertEquals(files, read(copy), "seed " + seed);
            }
        }
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(longs = {1, 2})
    void manySizesInTurnKeepEveryFile(long seed) throws IOException {
        Random random = new Random(seed);
        boolean is32 = random.nextBoolean();
        long least = is32 ? 36 * MIB : 17 * MIB;
        String options = is32 ? "-F 32 -s 1" : "-F 16 -s " + (1 << 1 + random.nextInt(2));
        TestPartition partition = TestPartition.of(folder, is32 ? 300 * MIB : 60 * MIB);
        partition.run(command(options + (random.nextBoolean() ? " -f 1" : ""), least + 4 * MIB));
        FileSystemType fat = fat(partition);
        Map<String, String> files = fill(partition, random, 0.6);
        for (int i = 0; i < 8; i++) {
            long minimum = fat.probe(partition).orElseThrow().minimum().orElseThrow();
            long size = i % 4 == 3 ? minimum : minimum + (long) (random.nextDouble() * random.nextDouble()
                    * (partition.size() - minimum));
            partition.resize(fat, size);
            String where = "seed " + seed + " round " + i + " size " + size;
            assertTrue(fat.probe(partition).orElseThrow().size().orElseThrow() <= size, where);
            partition.run(fat.checkup().look());
            assertEquals(files, read(partition), where);
        }
    }

    @Test
    void aSizeThatTheFilesOrTheWidthDoNotAllowIsRefusedAndNothingChanges() throws IOException {
        TestPartition partition = made("-F 16 -s 4", 40 * MIB);
        FileSystemType fat = fat(partition);
        fill(partition, new Random(1), 1.0);
        byte[] before = partition.read(0, 16 << 20).array();
        IOException small = assertThrows(IOException.class, () -> partition.resize(fat, 4 * MIB));
        assertTrue(small.getMessage().contains("cannot be shorter"), small.getMessage());
        long minimum = fat.probe(partition).orElseThrow().minimum().orElseThrow();
        assertThrows(IOException.class, () -> partition.resize(fat, minimum - 2048));
        assertEquals(ByteBuffer.wrap(before), ByteBuffer.wrap(partition.read(0, 16 << 20).array()));

        TestPartition large = TestPartition.of(folder, 200 * MIB);
        large.run(command("-F 16 -s 4", 20 * MIB));
        IOException big = assertThrows(IOException.class, () -> large.resize(fat, 200 * MIB));
        assertTrue(big.getMessage().contains("cannot be longer"), big.getMessage());
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(strings = {"fat12", "fat16", "fat32"})
    void aNewOneHasTheNameLabelAndUuidThatWereAskedFor(String id) throws Exception {
        FileSystemType type = FileSystems.byId(id).orElseThrow();
        for (int sectorSize : List.of(512, 4096)) {
            long size = type.minimumBytes(sectorSize);
            TestPartition partition = TestPartition.of(folder, size, sectorSize);
            String serial = type.checkedUuid("12ab-cdef");
            partition.run(type.create(type.checkedLabel("a label 1"), serial, 2048, sectorSize, size));
            Content.FileSystem content = type.probe(partition).orElseThrow();
            assertEquals(id, content.id());
            assertEquals(Optional.of("A LABEL 1"), content.label());
            assertEquals(Optional.of("12AB-CDEF"), content.uuid());
            assertEquals(size, content.size().orElseThrow());
            Blkid.agreesWith(content, partition);
            partition.run(type.checkup().look());
            assertEquals(2048, FatBootSector.read(partition).orElseThrow().hidden());
            assertEquals(sectorSize, FatBootSector.read(partition).orElseThrow().sectorBytes());
        }
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(strings = {"-F 12", "-F 16", "-F 32"})
    void labelAndUuidChangeAndClear(String options) throws Exception {
        TestPartition partition = made(options, options.endsWith("12") ? 2 * MIB : 40 * MIB);
        FileSystemType fat = fat(partition);
        partition.run(fat.label(fat.checkedLabel("-new name")));
        partition.run(fat.uuid(fat.checkedUuid("DEADBEEF")));
        assertEquals(Optional.of("-NEW NAME"), FileSystems.probe(partition).label());
        assertEquals(Optional.of("DEAD-BEEF"), FileSystems.probe(partition).uuid());
        Blkid.agreesWith(FileSystems.probe(partition), partition);
        partition.run(fat.label(""));
        assertEquals(Optional.empty(), FileSystems.probe(partition).label());
        Blkid.agreesWith(FileSystems.probe(partition), partition);
        partition.run(fat.checkup().look());
    }

    @Test
    void labelsAndSerialsThatItCannotKeepAreRefused() {
        FileSystemType type = FileSystems.byId("fat32").orElseThrow();
        for (String label : List.of("twelve chars", "a.b", "a/b", "Straße", "no name", " x", "a\nb")) {
            assertThrows(Refusal.class, () -> type.checkedLabel(label), label);
        }
        assertThrows(Refusal.class, () -> type.checkedUuid("12345"));
        assertTrue(type.randomUuid().matches("[0-9A-F]{4}-[0-9A-F]{4}"));
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(strings = {"-F 16", "-F 32"})
    void hiddenSectorsFollowAMoveOnlyWhereTheyMatchedBefore(String options) throws IOException {
        TestPartition partition = made(options + " -h 2048", 40 * MIB);
        FileSystemType fat = fat(partition);
        fat.moved(partition, 63, 4096);
        assertEquals(2048, FatBootSector.read(partition).orElseThrow().hidden());
        fat.moved(partition, 2048, 4096);
        assertEquals(4096, FatBootSector.read(partition).orElseThrow().hidden());
        partition.run(fat.checkup().look());
    }

    @Test
    void aDirtyOneIsNoProblemButMakesEveryBlockLive() throws IOException {
        TestPartition partition = made("-F 32", 40 * MIB);
        FileSystemType fat = fat(partition);
        partition.write(0x41, ByteBuffer.wrap(new byte[] {1}));
        assertEquals(List.of(), fat.probe(partition).orElseThrow().problems());
        assertTrue(fat.liveBlocks(partition).isEmpty());
        partition.run(fat.checkup().repair());
        assertTrue(fat.liveBlocks(partition).isPresent());
        partition.run(fat.checkup().look());
    }

    @Test
    void theMarkOfAnUncleanUnmountAloneIsRemoved() throws IOException {
        TestPartition partition = made("-F 32", 40 * MIB);
        FileSystemType fat = fat(partition);
        partition.write(0x41, ByteBuffer.wrap(new byte[] {1}));
        assertFalse(partition.passes(fat.checkup().look()));
        assertFalse(fat.checkup().wasUnmounted(partition));
        fat.checkup().unmark(partition);
        assertTrue(fat.checkup().wasUnmounted(partition));
        partition.run(fat.label("NAME"));
        partition.run(fat.checkup().look());
    }

    @Test
    void oneThatIsLargerThanItsPartitionIsAProblem() throws IOException {
        TestPartition partition = made("-F 32", 39 * MIB);
        TestPartition cut = TestPartition.of(folder, 20 * MIB);
        for (int i = 0; i < 20; i++) {
            cut.write(i * MIB, partition.read(i * MIB, (int) MIB));
        }
        FileSystemType fat = FileSystems.byId("fat32").orElseThrow();
        assertEquals(1, fat.probe(cut).orElseThrow().problems().size());
        assertTrue(fat.liveBlocks(cut).isEmpty());
        assertThrows(IOException.class, () -> cut.resize(fat, 20 * MIB));
    }

    @Test
    void brokenBootSectorsTablesAndDirectoriesThrowNothingButIoExceptions() throws IOException {
        TestPartition fat16 = made("-F 16 -s 4", 20 * MIB);
        fill(fat16, new Random(5), 0.5);
        Fuzz.survives(fat16, new ByteRange(0, 64), 1500, 20261122);
        TestPartition fat32 = made("-F 32 -s 1", 36 * MIB);
        fill(fat32, new Random(6), 0.5);
        Fuzz.survives(fat32, new ByteRange(0, 96), 1500, 20261123);
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(longs = {20261122, 20261123})
    void resizingADamagedOneEndsSoonAndThrowsNothingButIoExceptions(long seed) throws IOException {
        Random random = new Random(seed);
        TestPartition partition = TestPartition.of(folder, 3 * MIB);
        partition.run(command("-F 12 -s 2 -f 1", 2 * MIB));
        fill(partition, random, 0.5);
        FileSystemType fat = fat(partition);
        byte[] sound = partition.read(0, (int) (3 * MIB)).array();
        for (int round = 0; round < 300; round++) {
            byte[] damaged = sound.clone();
            for (int n = 0; n < 20; n++) {
                damaged[24 + random.nextInt(64 << 10)] = (byte) random.nextInt();
            }
            partition.write(0, ByteBuffer.wrap(damaged));
            long start = System.nanoTime();
            try {
                partition.resize(fat, round % 2 == 0 ? 3 * MIB : 1500 << 10);
            } catch (IOException e) {
                assertTrue(e.getMessage().contains("partition"), e.getMessage());
            } catch (RuntimeException e) {
                org.junit.jupiter.api.Assertions.fail("seed " + seed + " round " + round, e);
            }
            assertTrue(System.nanoTime() - start < 60_000_000_000L, "seed " + seed + " round " + round);
        }
    }

    private TestPartition made(String options, long size) throws IOException {
        TestPartition partition = TestPartition.of(folder, size);
        partition.run(command(options, size));
        return partition;
    }

    private static String[] command(String options, long size) {
        List<String> words = new ArrayList<>(List.of("mkfs.fat", "-n", "TEST"));
        words.addAll(List.of(options.split(" ")));
        words.add("{window}");
        words.add(String.valueOf(size / 1024));
        return words.toArray(String[]::new);
    }

    private static FileSystemType fat(TestPartition partition) throws IOException {
        return FileSystems.of(FileSystems.probe(partition)).orElseThrow();
    }

    /**
     * Fills about half with files in three folders, with gaps of deleted ones between them; returns their
     * hashes.
     */
    private Map<String, String> fill(TestPartition partition, Random random, double share)
            throws IOException {
        long room = (long) (fat(partition).probe(partition).orElseThrow().size().orElseThrow() * 0.4 * share);
        int mean = (int) Math.min(300_000, room / 30);
        Map<String, String> files = new TreeMap<>();
        partition.run("mmd", "-i", "{window}", "::/sub", "::/sub/deep", "::/a long name of a folder");
        List<String> folders = List.of("", "sub/", "sub/deep/", "a long name of a folder/");
        List<String> gone = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (String target : folders) {
                List<String> names = new ArrayList<>();
                Path source = Files.createTempDirectory(folder, "source");
                for (int i = 0; i < 8; i++) {
                    byte[] bytes = new byte[i == 7 ? 0 : random.nextInt(mean)];
                    random.nextBytes(bytes);
                    String name = (i % 2 == 0 ? "f" : "a long name of ") + round + i;
                    names.add(Files.write(source.resolve(name), bytes).toString());
                    if (round == 0 && random.nextBoolean()) {
                        gone.add("::/" + target + name);
                    } else {
                        files.put(target + name, Digests.of(bytes));
                    }
                }
                List<String> words = new ArrayList<>(List.of("mcopy", "-i", "{window}"));
                words.addAll(names);
                words.add("::/" + target);
                partition.run(words.toArray(String[]::new));
            }
            if (round == 0) {
                List<String> words = new ArrayList<>(List.of("mdel", "-i", "{window}"));
                words.addAll(gone);
                partition.run(words.toArray(String[]::new));
            }
        }
        return files;
    }

    private Map<String, String> read(TestPartition partition) throws IOException {
        Path target = Files.createTempDirectory(folder, "target");
        partition.run("mcopy", "-s", "-n", "-i", "{window}", "::/*", target.toString());
        return Digests.ofFiles(target);
    }

    @Test
    void aRootFolderOnWhichItsCheckerTakesLongIsTold() throws IOException {
        TestPartition partition = made("-F 16 -s 4 -r 20000", 40 * MIB);
        FileSystemType fat = fat(partition);
        assertEquals(Optional.empty(), fat.checkup().delay(partition));
        FatBootSector boot = FatBootSector.read(partition).orElseThrow();
        byte[] entries = new byte[12_345 * 32];
        for (int i = 0; i < entries.length; i += 32) {
            entries[i] = (byte) (i == 32 ? 0xe5 : 'A');
        }
        partition.write((boot.reserved() + boot.fats() * boot.fatSectors()) * 512, ByteBuffer.wrap(entries));
        assertEquals(
                Optional.of("The root folder of this FAT16 has 12,344 entries, and fsck.fat compares each "
                        + "with each other: that may take minutes."),
                fat.checkup().delay(partition));
    }
}
