package org.platter.filesystem.hfs;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.block.MemoryDevice;
import org.platter.filesystem.Contradiction;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Fuzz;
import org.platter.filesystem.TestPartition;
import org.platter.filesystem.Ways;
import org.platter.filesystem.registry.FileSystems;

/** A check finds damage in an HFS+ that a kernel wrote, and tells of it in one sentence. */
class HfsPlusCheckTest extends HfsDamages {

    private static final int BLOCK = 4096;
    private static final int HEADER = 1024;
    private static final long SECOND = HfsPlusFixture.SIZE / 512 * 512 - 1024;
    private static final FileSystemType HFS_PLUS = FileSystems.byId("hfsplus").orElseThrow();

    @BeforeEach
    void unpack() throws IOException {
        volume = HfsPlusFixture.unpacked(folder);
    }

    private void flip(long at, int bits) throws IOException {
        put8(at, volume.read(at, 1).get() ^ bits);
    }

    /** Returns where a node is of a file that the header tells of. */
    private long node(int fork, long number) throws IOException {
        long size = u16(u32(HEADER + fork + 16) * BLOCK + 32);
        long left = number * size;
        for (int at = HEADER + fork + 16;; at += 8) {
            if (left < u32(at + 4) * BLOCK) {
                return u32(at) * BLOCK + left;
            }
            left -= u32(at + 4) * BLOCK;
        }
    }

    private long catalog(long number) throws IOException {
        return node(HfsPlusVolume.CATALOG, number);
    }

    private long overflow(long number) throws IOException {
        return node(HfsPlusVolume.OVERFLOW, number);
    }

    /** Returns where a record of a node of the catalog is, behind its key. */
    private long value(long node, int record) throws IOException {
        long at = key(node, record);
        return at + 2 + u16(at);
    }

    private long key(long node, int record) throws IOException {
        return catalog(node) + u16(catalog(node) + BLOCK - 2 * (record + 1));
    }

    /** Returns where the record of the first file is that has all its blocks, more than one, in one piece. */
    private long file() throws IOException {
        return first(value -> u16(value) == 2 && u32(value + 88 + 12) > 1 && u32(value + 88 + 28) == 0);
    }

    /** Returns where the thread of the first folder is that is not the root. */
    private long thread() throws IOException {
        return first(value -> u16(value) == 3 && u32(value + 4) != 1);
    }

    /** Whether a record is the one that is wanted. */
    @FunctionalInterface
    private interface Choice {

        boolean is(long value) throws IOException;
    }

    private long first(Choice choice) throws IOException {
        for (long node = 1; node != 0; node = u32(catalog(node))) {
            for (int i = 0; i < u16(catalog(node) + 10); i++) {
                if (choice.is(value(node, i))) {
                    return value(node, i);
                }
            }
        }
        throw new AssertionError("no such record");
    }

    static Stream<Damage<HfsPlusCheckTest>> damages() {
        long header = HEADER;
        int catalog = HfsPlusVolume.CATALOG;
        return Stream.<Damage<HfsPlusCheckTest>>of(
                new Damage<>("the version is none", it -> it.put16(header + 2, 9),
                        "its header is of version 9"),
                new Damage<>("the second header is gone", it -> it.put16(SECOND, 0),
                        "its second header is not at its end"),
                new Damage<>("the second header is longer",
                        it -> it.put32(SECOND + HfsPlusVolume.COUNT, 7000),
                        "its second header, at its end, is not like the first"),
                new Damage<>("the second header has the catalog elsewhere",
                        it -> it.put32(SECOND + catalog + 24, 600),
                        "its second header, at its end, is not like the first"),
                new Damage<>("free blocks are more", it -> it.put32(header + HfsPlusVolume.FREE, 5000),
                        "its header tells of 5000 free blocks, its bitmap of 4637"),
                new Damage<>("files are more", it -> it.put32(header + 32, 310),
                        "its header tells of 310 files where there are 309"),
                new Damage<>("folders are less", it -> it.put32(header + 36, 9),
                        "its header tells of 9 folders where there are 10"),
                new Damage<>("the next number is in use", it -> it.put32(header + 64, 16),
                        "its next file would get number 16, which one has that is there"),
                new Damage<>("a free block is marked",
                        it -> it.flip(it.u32(header + 112 + 16) * BLOCK + 700, 1),
                        "its bitmap has block 5607 as in use, which belongs to no file"),
                new Damage<>("a block of a file is not marked",
                        it -> it.flip(it.u32(header + 112 + 16) * BLOCK, 0x10),
                        "its bitmap has block 3 as free, which belongs to a file"),
                new Damage<>("the catalog is longer than its blocks", it -> it.put32(header + catalog, 1),
                        "file 4 is longer than its blocks"),
                new Damage<>("a file lies behind the end", it -> it.put32(it.file() + 88 + 16, 90_000_000),
                        "a file lies behind its end, or where others are"),
                new Damage<>("the catalog has no header", it -> it.put8(it.catalog(0) + 8, 0),
                        "its catalog has no header"),
                new Damage<>("the catalog has too many nodes", it -> it.put32(it.catalog(0) + 36, 1_000_000),
                        "its catalog is shorter than its header says"),
                new Damage<>("the catalog has no root", it -> it.put32(it.catalog(0) + 16, 0),
                        "its catalog has no whole header"),
                new Damage<>("the catalog is too deep", it -> it.put16(it.catalog(0) + 14, 4),
                        "node 50 of its catalog is of another kind than its place"),
                new Damage<>("records are more", it -> it.put32(it.catalog(0) + 20, 641),
                        "its catalog has not as many records as its header says"),
                new Damage<>("the first leaf is another", it -> it.put32(it.catalog(0) + 24, 2),
                        "the header of its catalog tells of other leaves than the first and last"),
                new Damage<>("free nodes are less", it -> it.put32(it.catalog(0) + 40, 7),
                        "the node map of its catalog has not as many nodes in use as its header says"),
                new Damage<>("a node in use is marked as free", it -> {
                    it.flip(it.catalog(0) + 248, 0x40);
                    it.put32(it.catalog(0) + 40, 9);
                }, "node 1 of its catalog is in it twice, or marked as free"),
                new Damage<>("a free node is marked", it -> {
                    it.flip(it.overflow(0) + 248, 4);
                    it.put32(it.overflow(0) + 40, 43);
                }, "a node of its extents overflow file is marked as in use and is not in it"),
                new Damage<>("the node map goes on", it -> it.put32(it.catalog(0), 1),
                        "node 1 of its catalog is no part of the node map"),
                new Damage<>("the root is a leaf", it -> it.put8(it.catalog(50) + 8, 0xff),
                        "node 50 of its catalog is of another kind than its place"),
                new Damage<>("a node is below itself", it -> it.put32(it.value(50, 0), 50),
                        "node 50 of its catalog is in it twice, or marked as free"),
                new Damage<>("a leaf follows another", it -> it.put32(it.catalog(2) + 4, 3),
                        "node 2 of its catalog is not in the chain of those beside it"),
                new Damage<>("a leaf is followed by none", it -> it.put32(it.overflow(1), 0),
                        "node 2 of its extents overflow file is not in the chain of those beside it"),
                new Damage<>("a leaf follows the last", it -> it.put32(it.overflow(2), 1),
                        "the nodes of its extents overflow file are no chain behind node 2"),
                new Damage<>("a leaf is overfull", it -> it.put16(it.catalog(1) + 10, 0xfff),
                        "node 1 of its catalog is empty or overfull"),
                new Damage<>("a record is outside", it -> it.put16(it.catalog(1) + BLOCK - 4, 0xffff),
                        "node 1 of its catalog has a record that is outside of it"),
                new Damage<>("a key has no end", it -> it.put16(it.key(1, 1), 0x1ff),
                        "node 1 of its catalog has a key that is none"),
                new Damage<>("keys are out of order", it -> it.put32(it.key(1, 1) + 2, 1),
                        "node 1 of its catalog has its keys out of order"),
                new Damage<>("the key above is another", it -> it.put32(it.key(1, 0) + 2, 0),
                        "node 1 of its catalog begins with another key than the node above it says"),
                new Damage<>("a record is of no kind", it -> it.put16(it.value(1, 1), 9),
                        "a record of its catalog is neither of a file nor of a folder"),
                new Damage<>("a thread leads elsewhere", it -> it.put32(it.value(1, 1) + 4, 17),
                        "no thread leads to folder 2"),
                new Damage<>("a thread has another name", it -> it.flip(it.thread() + 11, 1),
                        "no thread leads to folder 16"),
                new Damage<>("a folder has more in it", it -> it.put32(it.value(1, 0) + 4, 1000),
                        "folder 2 has not as many files and folders in it as it says"),
                new Damage<>("a file has no number of its own", it -> it.put32(it.file() + 8, 9),
                        "file 9 has a number that none can have"),
                new Damage<>("a file is longer than its blocks", it -> it.put32(it.file() + 88, 1),
                        "file 143 is longer than its blocks"),
                new Damage<>("a file has more blocks", it -> it.put32(it.file() + 88 + 12, 1000),
                        "file 143 has not as many blocks as it says"),
                new Damage<>("a file has an extent after none", it -> it.put32(it.file() + 88 + 76, 1),
                        "a file has an extent behind its last one"),
                new Damage<>("two files are in one place", it -> it.put32(it.file() + 88 + 16, 60),
                        "two files have the same blocks"),
                new Damage<>("extents follow others", it -> it.put32(it.overflow(1) + 14 + 76 + 8, 99),
                        "a file's extents do not follow each other"),
                new Damage<>("an attribute is longer", it -> it.put32(
                        it.node(HfsPlusVolume.EXTENDED_ATTRIBUTES, 1) + 14 + 2 + 12 + 18 + 12, 100_000),
                        "an attribute is cut short"),
                new Damage<>("an attribute is of no kind", it -> it.put32(
                        it.node(HfsPlusVolume.EXTENDED_ATTRIBUTES, 1) + 14 + 2 + 12 + 18, 0x40),
                        "an attribute is of no kind"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void damageIsToldInASentence(Damage<HfsPlusCheckTest> damage) throws IOException {
        damage.edit().on(this);
        IOException found = assertThrows(Contradiction.class, () -> Ways.check(HFS_PLUS, volume));
        assertEquals(volume.description() + ": this HFS+ is damaged, " + damage.found() + "; Disk Utility of "
                + "macOS or fsck.hfsplus of the package hfsprogs may repair it", found.getMessage());
    }

    @Test
    void aJournalWithSomethingInItHasToBeReplayed() throws IOException {
        long block = 5600; // which is free, but what is in it is not looked at before
        put32(block * BLOCK, 1);
        volume.write(block * BLOCK + 36, ByteBuffer.allocate(16).putLong(0, (block + 1) * BLOCK)
                .putLong(8, BLOCK));
        volume.write((block + 1) * BLOCK, ByteBuffer.allocate(24).putInt(0, 0x4a4e4c78).putLong(8, 512)
                .putLong(16, 512));
        put32(HEADER + HfsPlusVolume.JOURNAL, block);
        put32(HEADER + HfsPlusVolume.ATTRIBUTES, HfsPlusVolume.UNMOUNTED | HfsPlusVolume.JOURNALED);
        assertDoesNotThrow(() -> Ways.check(HFS_PLUS, volume));
        put32((block + 1) * BLOCK + 20, 1024);
        IOException found = assertThrowsExactly(IOException.class, () -> Ways.check(HFS_PLUS, volume),
                "a program that repairs would throw it away");
        assertEquals(volume.description() + ": the journal of this HFS+ has something to replay; mount it "
                + "where that is done, and unmount it", found.getMessage());
    }

    @Test
    void oneThatIsLongerThanItsPartitionIsRefused() throws IOException {
        IOException found = assertThrows(IOException.class,
                () -> Ways.check(HFS_PLUS, volume.slice(new ByteRange(0, 20 << 20), "cut")));
        assertTrue(found.getMessage().contains("make the partition as large as it was"), found.getMessage());
    }

    /** Dates, what is free and numbers are not kept in the second header; a mount changes no structure. */
    @Test
    void whatIsOnlyUnusualIsNoDamage() throws IOException {
        Ways.check(HFS_PLUS, volume);
        put32(SECOND + 20, 5);
        put32(SECOND + 32, 0);
        put32(SECOND + HfsPlusVolume.FREE, 1);
        put32(SECOND + 64, 17);
        put32(HEADER + HfsPlusVolume.CATALOG + 8, 1 << 20);
        for (int attributes : new int[] {0, HfsPlusVolume.INCONSISTENT, 0x8000 | HfsPlusVolume.UNMOUNTED}) {
            put32(HEADER + HfsPlusVolume.ATTRIBUTES, attributes);
            Ways.check(HFS_PLUS, volume);
        }
        put32(HEADER + HfsPlusVolume.ATTRIBUTES, 0x1000 | HfsPlusVolume.UNMOUNTED);
        put32(HEADER + 64, 16);
        Ways.check(HFS_PLUS, volume);
        put32(value(1, 0) - 4, 0x00e4_00e4); // not of ASCII, in the name of the volume and in its thread
        volume.write(value(1, 1) + 16, volume.read(value(1, 0) - 4, 4));
        Ways.check(HFS_PLUS, volume);
    }

    /** Its headers are where its blocks are, and one at the end of its partition is no other's. */
    @Test
    void aPartitionThatGotLongerIsNoDamage() throws IOException {
        TestPartition longer = TestPartition.of(folder, HfsPlusFixture.SIZE + ByteSize.MIB);
        for (long at = 0; at < HfsPlusFixture.SIZE; at += 1 << 20) {
            longer.write(at, volume.read(at, (int) Math.min(1 << 20, HfsPlusFixture.SIZE - at)));
        }
        long end = HfsPlusFixture.SIZE / BLOCK * BLOCK;
        longer.write(end - 1024, volume.read(SECOND, 512));
        Ways.check(HFS_PLUS, longer);
        HFS_PLUS.moved(longer, 2048, 2048);
        longer.write(end - 1024, ByteBuffer.allocate(512));
        Ways.check(HFS_PLUS, longer);
    }

    @ParameterizedTest
    @CsvSource({"1048576, 4096", "20973056, 4096", "20972032, 512", "25165824, 1024", "62914560, 65536",
        "1610612736, 4096"})
    void aNewOneIsSound(long size, long blockSize) throws IOException {
        try (MemoryDevice device = new MemoryDevice(size, 512)) {
            HfsPlusWriter.create(device, "Gro\u0308\u00dfe", blockSize);
            Ways.check(HFS_PLUS, device);
        }
    }

    /** Whatever its structures say, it is sound or refused in one sentence, in bounded time. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void damageNeverHangsOrBreaksIt(long seed) throws IOException {
        List<ByteRange> targets = new ArrayList<>(List.of(ByteRange.of(HEADER, 512)));
        for (int fork : new int[] {HfsPlusVolume.OVERFLOW, HfsPlusVolume.CATALOG,
            HfsPlusVolume.EXTENDED_ATTRIBUTES}) {
            targets.add(ByteRange.of(node(fork, 0), 12 * BLOCK));
        }
        Fuzz.tears(volume, targets, seed, "HFS+", () -> Ways.check(HFS_PLUS, volume));
        Ways.check(HFS_PLUS, volume);
    }

    /** It ends where it ended, its last sectors being no whole block; what lies behind that counts not. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneThatIsShorterThanItsPartitionIsSound(boolean hasStaleHeader) throws IOException {
        try (TestPartition larger = TestPartition.of(folder, HfsPlusFixture.SIZE + ByteSize.MIB)) {
            for (long at = 0; at < HfsPlusFixture.SIZE; at += 512) {
                larger.write(at, volume.read(at, 512));
            }
            if (hasStaleHeader) {
                ByteBuffer stale = volume.read(HEADER, 512).putInt(HfsPlusVolume.COUNT, 7000);
                larger.write(HfsPlusVolume.secondHeader(larger.size()), stale.rewind());
            }
            Ways.check(HFS_PLUS, larger);
            larger.write(SECOND, ByteBuffer.allocate(512));
            assertThrows(Contradiction.class, () -> Ways.check(HFS_PLUS, larger));
        }
    }
}
