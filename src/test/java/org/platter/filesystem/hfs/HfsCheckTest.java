package org.platter.filesystem.hfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Fuzz;
import org.platter.filesystem.TestPartition;
import org.platter.filesystem.Ways;
import org.platter.filesystem.registry.FileSystems;

/** A check finds damage in an HFS that hfsutils wrote, and tells of it in one sentence. */
class HfsCheckTest extends HfsDamages {

    private static final int MASTER = 1024;
    private static final long SIZE = 4 * ByteSize.MIB + 512;
    private static final long SECOND = SIZE - 1024;
    private static final int NODE = 512;
    private static final FileSystemType HFS = FileSystems.byId("hfs").orElseThrow();

    /** Folders, and a file in more pieces than its record has room for. */
    @BeforeEach
    void make() throws IOException {
        volume = TestPartition.of(folder, SIZE);
        volume.run("env", "HOME=" + folder, "hformat", "-f", "-l", "files", "{window}");
        StringBuilder script = new StringBuilder("set -e\nexport HOME=" + folder + "\n");
        for (int i = 0; i < 60; i++) {
            script.append(i % 20 == 0 ? "hmkdir :folder" + i / 20 + "\n" : "").append("hcopy -r ")
                    .append(content(folder.resolve("file" + i), i == 59 ? 2_500_000 : 20_000 + i * 100))
                    .append(" :folder").append(i / 20).append('\n');
        }
        for (int i = 0; i < 59; i += 3) {
            script.append("hdel :folder").append(i / 20).append(":file").append(i).append('\n');
        }
        script.append("hcopy -r ").append(content(folder.resolve("pieces"), 350_000)).append(" :\nhumount\n");
        volume.run("sh", Files.writeString(folder.resolve("run"), script).toString());
    }

    private static Path content(Path file, int length) throws IOException {
        return Files.write(file, HfsPlusFixture.content(file.getFileName().toString(), length));
    }

    private void add(long at, int more) throws IOException {
        put16(at, u16(at) + more);
    }

    /** Returns where a node of the tree is that the master directory block tells of there. */
    private long node(int tree, long number) throws IOException {
        return u16(MASTER + 28) * 512L + u16(MASTER + tree) * u32(MASTER + 20) + number * NODE;
    }

    private long catalog(long number) throws IOException {
        return node(HfsFiles.CATALOG_EXTENTS, number);
    }

    private long overflow(long number) throws IOException {
        return node(HfsFiles.OVERFLOW_EXTENTS, number);
    }

    private long root() throws IOException {
        return catalog(u32(catalog(0) + 16));
    }

    /** Returns where the first leaf is, in which the root folder and its thread are. */
    private long first() throws IOException {
        return catalog(u32(catalog(0) + 24));
    }

    private long key(long node, int record) throws IOException {
        return node + u16(node + NODE - 2 * (record + 1));
    }

    private long value(long node, int record) throws IOException {
        long key = key(node, record);
        return key + u8(key) + 2 & ~1;
    }

    /** Returns where the record of the last file is whose blocks are all in one piece. */
    private long file() throws IOException {
        for (long node = catalog(u32(catalog(0) + 28));; node = catalog(u32(node + 4))) {
            for (int i = 0; i < u16(node + 10); i++) {
                long value = value(node, i);
                if (u8(value) == 2 && u16(value + 76) > 1 && u16(value + 80) == 0) {
                    return value;
                }
            }
        }
    }

    static Stream<Damage<HfsCheckTest>> damages() {
        return Stream.<Damage<HfsCheckTest>>of(
                new Damage<>("the bitmap is elsewhere", it -> it.put16(MASTER + 14, 2),
                        "its bitmap is not where it should be"),
                new Damage<>("the second block is gone", it -> it.put16(SECOND, 0),
                        "its second master directory block is not at its end"),
                new Damage<>("the second block has another size", it -> it.put32(SECOND + 20, 1024),
                        "its second master directory block, at its end, is not like the first"),
                new Damage<>("files are more", it -> it.put32(MASTER + 84, 1000),
                        "its header tells of 1000 files where there are 41"),
                new Damage<>("folders are none", it -> it.put32(MASTER + 88, 0),
                        "its header tells of 0 folders where there are 3"),
                new Damage<>("the next number is in use", it -> it.put32(MASTER + 30, 17),
                        "its next file would get number 17, which one has that is there"),
                new Damage<>("free blocks are none", it -> it.put16(MASTER + 34, 0),
                        "its header tells of 0 free blocks, its bitmap of "),
                new Damage<>("a block of a file is not marked",
                        it -> it.put8(it.u16(MASTER + 14) * 512L, 0x7f),
                        "its bitmap has block 0 as free, which belongs to a file"),
                new Damage<>("the catalog has no header", it -> it.put8(it.catalog(0) + 8, 0),
                        "its catalog has no header"),
                new Damage<>("keys of the catalog are longer", it -> it.put16(it.catalog(0) + 34, 36),
                        "its catalog has no whole header"),
                new Damage<>("records are less", it -> it.put32(it.catalog(0) + 20, 1),
                        "its catalog has not as many records as its header says"),
                new Damage<>("free nodes are none", it -> it.put32(it.overflow(0) + 40, 0),
                        "the node map of its extents overflow file has not as many nodes in use as its "
                                + "header says"),
                new Damage<>("a node is below itself", it -> it.put32(it.value(it.root(), 0),
                        it.u32(it.catalog(0) + 16)), "is in it twice, or marked as free"),
                new Damage<>("a leaf is no leaf", it -> it.put8(it.first() + 8, 2),
                        "is of another kind than its place"),
                new Damage<>("a leaf follows another", it -> it.put32(it.first() + 4, 7),
                        "is not in the chain of those beside it"),
                new Damage<>("a record is outside", it -> it.put16(it.first() + NODE - 4, 0xffff),
                        "has a record that is outside of it"),
                new Damage<>("a key has no end", it -> it.put8(it.key(it.first(), 0), 0xff),
                        "has a key that is none"),
                new Damage<>("a name is longer than its key", it -> it.put8(it.key(it.first(), 0) + 6, 31),
                        "has a key that is none"),
                new Damage<>("keys are out of order", it -> it.put32(it.key(it.first(), 1) + 2, 1),
                        "has its keys out of order"),
                new Damage<>("the key above is another", it -> it.put32(it.key(it.root(), 0) + 2, 0),
                        "begins with another key than the node above it says"),
                new Damage<>("a thread leads elsewhere", it -> it.put32(it.value(it.first(), 1) + 10, 99),
                        "no thread leads to folder 2"),
                new Damage<>("a folder has more in it", it -> it.add(it.value(it.first(), 0) + 4, 1),
                        "folder 2 has not as many files and folders in it as it says"),
                new Damage<>("a file is longer than its blocks", it -> it.put32(it.file() + 26, 4_000_000),
                        " is longer than its blocks"),
                new Damage<>("a file has more blocks", it -> it.put32(it.file() + 30, 512 * 5000),
                        " has not as many blocks as it says"),
                new Damage<>("a file has a part of a block", it -> it.put32(it.file() + 30, 511),
                        " has not as many blocks as it says"),
                new Damage<>("a file has an extent after none", it -> it.put16(it.file() + 84, 1),
                        "a file has an extent behind its last one"),
                new Damage<>("a file lies behind the end", it -> it.put16(it.file() + 74, 0xfff0),
                        "a file lies behind its end, or where others are"),
                new Damage<>("two files are in one place", it -> it.put16(it.file() + 74, 1),
                        "two files have the same blocks"),
                new Damage<>("extents are of no fork", it -> it.put8(
                        it.key(it.overflow(it.u32(it.overflow(0) + 24)), 0) + 1, 7),
                        "extents are of a fork that no file has"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void damageIsToldInASentence(Damage<HfsCheckTest> damage) throws IOException {
        damage.edit().on(this);
        String found = assertThrows(IOException.class, () -> Ways.check(HFS, volume)).getMessage();
        assertTrue(found.startsWith(volume.description() + ": this HFS is damaged, ")
                && found.contains(damage.found())
                && found.endsWith("; fsck.hfs of the package hfsprogs may repair it"), found);
    }

    /** Dates and numbers are not kept in the second block; who mounts it changes no structure. */
    @Test
    void whatIsOnlyUnusualIsNoDamage() throws IOException {
        assertTrue(u32(overflow(0) + 20) > 0, "more than three pieces");
        Ways.check(HFS, volume);
        put32(SECOND + 6, 5);
        put16(SECOND + 34, 1);
        put32(SECOND + 30, 16);
        put16(MASTER + 10, 0);
        put32(MASTER + 24, 1 << 20);
        put16(MASTER + 12, 3);
        Ways.check(HFS, volume);
        volume.run("env", "HOME=" + folder, "hmount", "{window}");
        volume.run("env", "HOME=" + folder, "hrename", ":", "Gr\u00f6\u00dfer:");
        Ways.check(HFS, volume);
    }

    /** Apple's checker takes no extent for one that ends with the volume. */
    @Test
    void afterAShrinkItsLastBlockIsFree() throws IOException {
        long minimum = HFS.probe(volume).orElseThrow().minimum().orElseThrow();
        Ways.resize(HFS, volume, minimum);
        try (TestPartition now = HfsPlusFixture.cut(volume, folder, minimum)) {
            Ways.check(HFS, now);
            int count = now.read(MASTER + 18, 2).getShort();
            int bitmap = now.read(MASTER + 14, 2).getShort() * 512;
            assertEquals(0, now.read(bitmap + (count - 1) / 8, 1).get() & 0x80 >> (count - 1) % 8);
            assertEquals(1, now.read(MASTER + 34, 2).getShort());
        }
    }

    /** Whatever its structures say, it is sound or refused in one sentence, in bounded time. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void damageNeverHangsOrBreaksIt(long seed) throws IOException {
        List<ByteRange> targets = List.of(ByteRange.of(MASTER, 162), ByteRange.of(catalog(0), 12 * NODE),
                ByteRange.of(overflow(0), 3 * NODE));
        Fuzz.tears(volume, targets, seed, "HFS", () -> Ways.check(HFS, volume));
        Ways.check(HFS, volume);
    }
}
