package org.platter.filesystem.hfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.filesystem.Blkid;
import org.platter.filesystem.Digests;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Fuzz;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.TestPartition;
import org.platter.filesystem.Ways;
import org.platter.filesystem.registry.FileSystems;

/** An HFS+ that got shorter holds the same files, by 7-Zip. */
class HfsPlusShrinkTest {

    private static final long MIB = ByteSize.MIB;
    private static final int BLOCK = 4096;
    private static final FileSystemType HFS_PLUS = FileSystems.byId("hfsplus").orElseThrow();

    @TempDir
    Path folder;

    private TestPartition partition;
    private int journalBlock;
    private boolean isReadWithoutAttributes;

    @BeforeEach
    void unpack() throws IOException {
        partition = HfsPlusFixture.unpacked(folder);
    }

    /** Returns the hash of each file, of each resource fork and of each attribute. */
    private Map<String, String> hashes(TestPartition volume) throws IOException {
        if (isReadWithoutAttributes) {
            try (TestPartition copy = HfsPlusFixture.cut(volume, folder, volume.size())) {
                copy.write(1024 + HfsPlusVolume.EXTENDED_ATTRIBUTES, ByteBuffer.allocate(80));
                Map<String, String> files = Digests.ofFiles(extracted(copy));
                files.remove("files/folder0/with attributes 39"); // it tells where the journal is
                return files;
            }
        }
        return Digests.ofFiles(extracted(volume));
    }

    private Path extracted(TestPartition volume) throws IOException {
        Path out = Files.createTempDirectory(folder, "out");
        TestPartition.Result result = volume.start(List.of("7z", "x", "-y", "-o" + out,
                volume.path().toString()), "");
        boolean isWhole = result.output().contains("Everything is Ok");
        assertTrue(isWhole && result.status() <= 1, result.output()); // 1: there is more behind its blocks
        return out;
    }

    private long minimum() throws IOException {
        return HFS_PLUS.probe(partition).orElseThrow().minimum().orElseThrow();
    }

    /** Makes it shorter, and compares its files. */
    private void shrinks(long size, Map<String, String> files) throws Exception {
        var before = HFS_PLUS.probe(partition).orElseThrow();
        Ways.resize(HFS_PLUS, partition, size);
        try (TestPartition now = HfsPlusFixture.cut(partition, folder, size)) {
            var after = HFS_PLUS.probe(now).orElseThrow();
            assertEquals(before.label(), after.label());
            assertEquals(before.uuid(), after.uuid());
            assertEquals(before.used(), after.used());
            assertEquals(List.of(), after.problems());
            assertTrue(size - after.size().orElseThrow() < BLOCK, size + " " + after);
            assertArrayEquals(now.read(1024, 512).array(),
                    now.read(size / 512 * 512 - 1024, 512).array());
            LiveBlocks live = HFS_PLUS.liveBlocks(now).orElseThrow();
            assertEquals(after.used().orElseThrow(), now.length(live), BLOCK);
            Blkid.agreesWith(after, now);
            Map<String, String> found = hashes(now);
            assertEquals(List.of(), files.keySet().stream()
                    .filter(name -> !files.get(name).equals(found.get(name))).toList());
            assertEquals(files.keySet(), found.keySet());
            Ways.resize(HFS_PLUS, now, size + 5 * MIB);
            assertEquals(after, HFS_PLUS.probe(now).orElseThrow());
        }
    }

    private int u32(long at) throws IOException {
        return partition.read(at, 4).getInt();
    }

    private void put32(long at, long value) throws IOException {
        partition.write(at, ByteBuffer.allocate(4).putInt(0, (int) value));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void filesThatLayBehindTheNewEndAreWhole(long seed) throws Exception {
        Random random = new Random(seed);
        Path out = extracted(partition);
        for (Path file : Files.walk(out).filter(Files::isRegularFile).toList()) {
            String name = file.getFileName().toString().replaceAll(".* (\\d+):user\\.note", "note of $1");
            assertArrayEquals(HfsPlusFixture.content(name, (int) Files.size(file)), Files.readAllBytes(file),
                    file.toString());
        }
        Map<String, String> files = Digests.ofFiles(out);
        long minimum = minimum();
        IOException small = assertThrows(IOException.class,
                () -> Ways.resize(HFS_PLUS, partition, minimum - 512));
        assertTrue(small.getMessage().contains("do not fit into"), small.getMessage());
        assertThrows(IOException.class, () -> Ways.resize(HFS_PLUS, partition, 0));
        assertEquals(files, hashes(partition), "what does not fit stays as it is");
        shrinks(HfsPlusFixture.SIZE - random.nextInt(3 * BLOCK), files);
        shrinks(minimum + random.nextLong(HfsPlusFixture.SIZE - minimum - 3 * BLOCK) / 512 * 512, files);
        shrinks(minimum, files);
    }

    /** Returns where the catalog's record of a file is, and where copies are that no leaf has any more. */
    private List<Long> records(String name) throws IOException {
        byte[] key = name.getBytes(StandardCharsets.UTF_16BE);
        byte[] all = partition.read(0, (int) Math.min(16 * MIB, partition.size())).array();
        List<Long> found = new ArrayList<>();
        for (int at = 0; at < all.length - key.length - 248; at += 2) {
            if (all[at] == key[0] && all[at + 1] == key[1] && all[at + key.length] == 0
                    && all[at + key.length + 1] == 2
                    && ByteBuffer.wrap(all, at, key.length).equals(ByteBuffer.wrap(key))) {
                found.add((long) at + key.length);
            }
        }
        assertTrue(!found.isEmpty(), name);
        return found;
    }

    /** Returns where the record is that tells of the file's first block. */
    private long record(String name) throws IOException {
        ByteBuffer first = ByteBuffer.wrap(HfsPlusFixture.content(name, 512));
        for (long record : records(name)) {
            if (partition.read(u32(record + 88 + 16) * (long) BLOCK, 512).equals(first)) {
                return record;
            }
        }
        throw new AssertionError(name);
    }

    /** Takes the blocks away from a file's data. Returns the 80 bytes that told of them. */
    private ByteBuffer taken(String name) throws IOException {
        ByteBuffer fork = partition.read(record(name) + 88, 80);
        for (long record : records(name)) {
            partition.write(record + 88, ByteBuffer.allocate(80));
        }
        return fork;
    }

    private byte[] read(ByteBuffer extents, int at, int length) throws IOException {
        return partition.read(extents.getInt(at) * (long) BLOCK, length).array();
    }

    private HfsTree tree(int place) throws IOException {
        HfsDamage damage = HfsDamage.ofHfsPlus(partition);
        HfsFork fork = new HfsFork(damage, 0, BLOCK);
        HfsKeys keys = place == HfsPlusVolume.OVERFLOW ? HfsKeys.EXTENTS : HfsKeys.ATTRIBUTES;
        fork.add(List.of(new HfsExtents().add(u32(1024 + place + 16), u32(1024 + place + 20), to -> {})));
        return new HfsTree(fork, keys, "file", damage);
    }

    private interface Edit {
        void of(HfsTree.Entry record, long place) throws IOException;
    }

    /** Calls for each record of a tree that is one piece; the place is that of its value. */
    private void each(int tree, Edit edit) throws IOException {
        long start = u32(1024 + tree + 16) * (long) BLOCK;
        tree(tree).read(entry -> edit.of(entry, start + entry.place() + entry.value()));
    }

    /** Makes extents in the overflow file those of another file, also above the leaves. Returns how many. */
    private int rename(int file, int other, int fork) throws IOException {
        List<Long> keys = new ArrayList<>();
        each(HfsPlusVolume.OVERFLOW, (entry, place) -> keys.add(place - 10));
        long tree = u32(1024 + HfsPlusVolume.OVERFLOW + 16) * (long) BLOCK;
        long root = tree + u32(tree + 16) * (long) BLOCK;
        for (int i = 0; i < (u32(root + 8) & 0xffff); i++) {
            keys.add(root + 14 + i * 16L + 2);
        }
        int found = 0;
        for (long key : keys) {
            if (u32(key + 2) == file) {
                partition.write(key, ByteBuffer.wrap(new byte[] {(byte) fork}));
                put32(key + 2, other);
                found++;
            }
        }
        return found;
    }

    @Test
    void aListOfBadBlocksIsNoDamageAndCannotMove() throws Exception {
        long record = record("pieces0");
        int blocks = 0;
        for (int i = 0; i < 8; i++) {
            blocks += u32(record + 88 + 16 + i * 8 + 4);
        }
        int file = u32(record + 8);
        put32(record + 88 + 12, blocks);
        put32(record + 88 + 4, blocks * BLOCK);
        rename(file, 5, 0);
        Ways.check(HFS_PLUS, partition);
        isRefused("bad blocks");
    }

    /** Resource forks, that of a file in many pieces among them, whose extents are told elsewhere. */
    @ParameterizedTest
    @CsvSource({"H+, 4", "HX, 5"})
    void resourceForksAreWhole(String signature, int version) throws Exception {
        partition.write(1024, ByteBuffer.wrap(signature.getBytes(StandardCharsets.US_ASCII)));
        partition.write(1026, ByteBuffer.allocate(2).putShort(0, (short) version));
        int file = u32(record("pieces2") + 8);
        for (String name : List.of("with attributes 9", "with attributes 51", "pieces2")) {
            ByteBuffer fork = taken(name);
            for (long record : records(name)) {
                partition.write(record + 168, fork.duplicate());
            }
        }
        assertTrue(rename(file, file, 0xff) > 1, "pieces in the extents overflow file");
        Map<String, String> files = hashes(partition);
        assertEquals(Digests.of(HfsPlusFixture.content("pieces2", 840_000)), files.get("files/pieces2:rsrc"));
        shrinks(minimum() + MIB, files);
        shrinks(minimum(), files);
    }

    /** 7-Zip takes no volume that has attributes with blocks of their own. */
    @Test
    void attributesWithBlocksTheStartupFileAndTheJournalAreWhole() throws Exception {
        ByteBuffer first = taken("with attributes 30");
        ByteBuffer second = taken("with attributes 33");
        ByteBuffer startup = taken("with attributes 36");
        List<Long> places = new ArrayList<>();
        each(HfsPlusVolume.EXTENDED_ATTRIBUTES, (entry, place) -> places.add(place));
        first.putInt(12, first.getInt(12) + second.getInt(12));
        put32(places.get(20), 0x20);
        partition.write(places.get(20) + 8, first.duplicate());
        put32(places.get(21), 0x30);
        partition.write(places.get(21) + 8, second.duplicate().position(16));
        partition.write(1024 + HfsPlusVolume.STARTUP, startup);
        makeJournal(512, 512);
        isReadWithoutAttributes = true;
        Map<String, String> files = hashes(partition);
        for (long size : List.of(minimum() + 3 * MIB, minimum())) {
            shrinks(size, files);
            List<ByteBuffer> extents = new ArrayList<>();
            each(HfsPlusVolume.EXTENDED_ATTRIBUTES, (entry, place) -> {
                if (entry.u32(entry.value()) != 0x10) {
                    extents.add(partition.read(place + 8, 80));
                }
            });
            assertArrayEquals(HfsPlusFixture.content("with attributes 30", 3030),
                    read(extents.get(0), 16, 3030));
            assertArrayEquals(HfsPlusFixture.content("with attributes 33", 3033),
                    read(extents.get(1), 0, 3033));
            assertArrayEquals(HfsPlusFixture.content("with attributes 36", 3036),
                    read(partition.read(1024 + HfsPlusVolume.STARTUP, 80), 16, 3036));
            long block = u32(1024 + HfsPlusVolume.JOURNAL) * (long) BLOCK;
            assertEquals(1, u32(block));
            assertEquals(0x4a4e4c78, u32(partition.read(block + 36, 8).getLong()));
        }
    }

    /** Makes a journal of two files, as newfs_hfs does. */
    private void makeJournal(long start, long end) throws IOException {
        int block = journalBlock > 0 ? journalBlock : u32(record("with attributes 39") + 88 + 16);
        int journal = block + 3;
        journalBlock = block;
        partition.write(block * (long) BLOCK, ByteBuffer.allocate(52).putInt(0, 1)
                .putLong(36, journal * (long) BLOCK).putLong(44, BLOCK));
        partition.write(journal * (long) BLOCK, ByteBuffer.allocate(24).putInt(0, 0x4a4e4c78)
                .putInt(4, 0x12345678).putLong(8, start).putLong(16, end));
        put32(1024 + HfsPlusVolume.ATTRIBUTES, HfsPlusVolume.UNMOUNTED | HfsPlusVolume.JOURNALED);
        put32(1024 + HfsPlusVolume.JOURNAL, block);
    }

    private void isRefused(String why) throws IOException {
        byte[] before = partition.read(0, 4 << 20).array();
        IOException refused = assertThrows(IOException.class,
                () -> Ways.resize(HFS_PLUS, partition, 20 * MIB), why);
        assertTrue(refused.getMessage().contains("this HFS+") && refused.getMessage().contains(why),
                refused.getMessage());
        assertArrayEquals(before, partition.read(0, 4 << 20).array());
    }

    @Test
    void aJournalWithSomethingInItIsRefused() throws Exception {
        makeJournal(512, 1024);
        isRefused("something to replay");
        makeJournal(512, 512);
        put32(u32(1024 + HfsPlusVolume.JOURNAL) * (long) BLOCK, 2);
        isRefused("on another disk");
        makeJournal(512, 512);
        put32(1024 + HfsPlusVolume.JOURNAL, 0x7fff_ffff);
        isRefused("on another disk");
        makeJournal(512, 512);
        partition.write(u32(1024 + HfsPlusVolume.JOURNAL) * (long) BLOCK + 44,
                ByteBuffer.allocate(8).putLong(0, 2 * BLOCK));
        isRefused("its journal is in no file");
    }

    @Test
    void oneThatContradictsItselfStaysAsItIs() throws Exception {
        damages(1024 + HfsPlusVolume.ATTRIBUTES, 0, "was not unmounted");
        damages(1024 + HfsPlusVolume.ATTRIBUTES, 0x900, "was not unmounted");
        damages(1024 + HfsPlusVolume.FREE, u32(1024 + HfsPlusVolume.FREE) - 1, "bitmap");
        long bitmap = u32(1024 + HfsPlusVolume.ALLOCATION + 16) * (long) BLOCK;
        damages(bitmap + 700, u32(bitmap + 700) ^ 1, "bitmap");
        int fork = 1024 + HfsPlusVolume.CATALOG;
        damages(fork + 16, 0x7fff_ffff, "behind its end");
        damages(fork + 20, 0xffff_ffff, "behind its end");
        damages(fork + 16, u32(1024 + HfsPlusVolume.OVERFLOW + 16), "of its catalog");
        damages(fork + 12, u32(fork + 12) + 1, "as many blocks");
        damages(1024 + HfsPlusVolume.OVERFLOW + 20, 1, "shorter");
        damages(1024 + HfsPlusVolume.EXTENDED_ATTRIBUTES + 16, 5, "its attributes file");
        damages(1024 + HfsPlusVolume.STARTUP + 12, 1, "as many blocks");
        partition.write(1024 + HfsPlusVolume.STARTUP, ByteBuffer.allocate(80).putInt(12, 1).putInt(16, 60)
                .putInt(20, 1));
        isRefused("two files have the same blocks");
    }

    @Test
    void treesThatAreNoneAreRefused() throws Exception {
        long tree = u32(1024 + HfsPlusVolume.OVERFLOW + 16) * (long) BLOCK;
        long leaf = tree + u32(tree + 24) * BLOCK;
        damages(leaf, u32(tree + 24), "in the chain");
        damages(leaf, 1_000_000, "in the chain");
        damages(leaf + 4, 1, "in the chain");
        damages(leaf + 8, 0, "another kind");
        damages(leaf + 8, 0xff01ffff, "overfull");
        damages(leaf + BLOCK - 4, 0xffff_000e, "outside");
        damages(leaf + 14, 0x1fff_0000, "a key that is none");
        damages(tree + 20, 7, "as many records");
        damages(tree + 30, 0x0000_0003, "no header");
        damages(leaf + 14 + 4, 3, "another key");
        damages(leaf + 14 + 76 + 8, u32(leaf + 14 + 76 + 8) + 1, "do not follow");
    }

    private void damages(long at, int value, String why) throws IOException {
        int before = u32(at);
        put32(at, value);
        isRefused(why);
        put32(at, before);
    }

    /** Whatever its structures say, it is refused or shrunk, in bounded time and memory. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void damageNeverHangsOrBreaksIt(long seed) throws Exception {
        List<ByteRange> targets = new ArrayList<>(List.of(ByteRange.of(1024, 512)));
        for (int fork : new int[] {HfsPlusVolume.ALLOCATION, HfsPlusVolume.OVERFLOW, HfsPlusVolume.CATALOG,
            HfsPlusVolume.EXTENDED_ATTRIBUTES}) {
            targets.add(ByteRange.of(u32(1024 + fork + 16) * (long) BLOCK,
                    Math.min(12, u32(1024 + fork + 20)) * BLOCK));
        }
        Fuzz.tears(partition, targets, seed, "HFS+", () -> Ways.resize(HFS_PLUS, partition, 2 * BLOCK));
        Fuzz.survives(partition, ByteRange.of(1024, 512), 100, seed);
        shrinks(minimum(), hashes(partition));
    }
}
