package org.platter.filesystem.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.Blkid;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.TestPartition;
import org.platter.filesystem.other.Udf;
import org.platter.layout.Content;

/** Structures of two kinds in one partition: neither is taken for the only one. */
class AmbiguityTest {

    @TempDir
    Path folder;

    /** What an older ext leaves where the file system after it has no structures of its own. */
    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"34, vfat, mkfs.fat -F 32", "120, btrfs, mkfs.btrfs -q -f", "16, ntfs, mkntfs -q -F -Q",
        "20, jfs, mkfs.jfs -q", "40, reiserfs, mkreiserfs -q -f",
        "20, LVM2_member, pvcreate -qq --config devices{scan=[]}", "16, minix, mkfs.minix -3"})
    void aStaleExtSuperblockIsNotTakenForTheFileSystem(int mebibytes, String name, String program)
            throws IOException {
        TestPartition partition = TestPartition.of(folder, mebibytes * ByteSize.MIB);
        if (name.equals("LVM2_member")) {
            partition.write(512, text("LABELONE"));
            partition.write(512 + 24, text("LVM2 001"));
            partition.write(1024, extSuperblock());
            assertReadings(Set.of("ext4", "LVM2_member"), partition);
            return;
        }
        partition.run((program + " {window}").split(" "));
        assertEquals(name, FileSystems.probe(partition).type().orElseThrow());
        partition.write(1024, extSuperblock());
        if (name.equals("minix")) { // the superblock itself is gone
            assertEquals("ext4", FileSystems.probe(partition).type().orElseThrow());
        } else {
            assertReadings(Set.of("ext4", name), partition);
        }
    }

    /** What lies in bytes that an ext leaves alone, or that nothing is in yet. */
    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"xfs, 0, XFSB", "jfs, 32768, JFS1", "btrfs, 65600, _BHRfS_M", "reiserfs, 65588, ReIsEr2Fs",
        "apfs, 32, NXSB", "romfs, 0, -rom1fs-", "iso9660, 32769, CD001"})
    void aSecondSignatureBesideAnExtIsSeen(String name, long place, String magic) throws IOException {
        TestPartition partition = ext();
        partition.write(place, text(magic));
        assertReadings(Set.of("ext4", name), partition);
    }

    @Test
    void aPoolOrAClusterBesideAnExtIsSeen() throws IOException {
        TestPartition pool = ext();
        for (int i = 0; i < 8; i++) {
            pool.write((128 << 10) + i * 1024, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(0, 0x00bab10c));
        }
        assertReadings(Set.of("ext4", "zfs_member"), pool);
        TestPartition cluster = ext();
        cluster.write(65536, ByteBuffer.allocate(8).putInt(0, 0x01161970).putInt(4, 1));
        assertReadings(Set.of("ext4", "gfs2"), cluster);
    }

    @Test
    void aHeaderOfLuksThatIsLeftInSwapIsSeen() throws IOException {
        TestPartition partition = TestPartition.of(folder, 16 * ByteSize.MIB);
        partition.run("mkswap", "-q", "{window}");
        ByteBuffer header = ByteBuffer.allocate(512);
        header.put(0, "SKUL\u00ba\u00be".getBytes(StandardCharsets.ISO_8859_1)).putShort(6, (short) 2)
                .putLong(256, 0x4000);
        partition.write(0x4000, header);
        assertReadings(Set.of("swap", "crypto_LUKS"), partition);
    }

    /** ext leaves the first KiB to boot loaders; a boot sector there is no FAT without its table. */
    @Test
    void aBootSectorInFrontOfAnExtIsNoFat() throws IOException {
        TestPartition fat = TestPartition.of(folder, 34 * ByteSize.MIB);
        fat.run("mkfs.fat", "-F", "32", "{window}");
        TestPartition partition = ext();
        partition.write(0, fat.read(0, 512));
        assertEquals("ext4", FileSystems.probe(partition).type().orElseThrow());
        partition.write(32 * 512, fat.read(32 * 512, 512));
        assertReadings(Set.of("ext4", "vfat"), partition);
    }

    /** As an old mkudffs leaves it: what is in force is told by the sequence that has no gaps. */
    @Test
    void aUdfOverAnotherIsReadByTheBlocksThatAreInForce() throws IOException {
        TestPartition old = TestPartition.of(folder, 8 * ByteSize.MIB);
        old.run("mkudffs", "-b", "512", "-l", "old", "{window}");
        TestPartition partition = TestPartition.of(folder, 8 * ByteSize.MIB);
        partition.run("mkudffs", "-b", "4096", "-l", "new", "{window}");
        long blank = 0;
        for (long at = 45056; at < partition.size(); at += 512) {
            if (Arrays.equals(partition.read(at, 512).array(), new byte[512])) {
                partition.write(at, old.read(at, 512));
                blank++;
            }
        }
        assertTrue(blank > 100, "blocks of the old one are there");
        Content.FileSystem content = (Content.FileSystem) FileSystems.probe(partition);
        assertEquals("new", content.label().orElseThrow());
        partition.write(34816, old.read(34816, 512)); // now both sequences are there
        Content.FileSystem both = (Content.FileSystem) FileSystems.probe(partition);
        assertEquals(Optional.empty(), new Udf().liveBlocks(partition), both.toString());
    }

    static List<String> types() {
        return FileSystems.all().stream().map(FileSystemType::id).toList();
    }

    /** The second opinion, on all that Platter can make: one reading, with blkid's name, label and UUID. */
    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("types")
    void whatPlatterMakesIsWhatBlkidTakesItFor(String id) throws IOException, Refusal {
        FileSystemType type = FileSystems.byId(id).orElseThrow();
        TestPartition partition = TestPartition.of(folder,
                Math.min(type.maximumBytes(), Math.max(64 * ByteSize.MIB, 2 * type.minimumBytes())));
        String label = type.maximumLabel() > 0 ? type.checkedLabel("LABEL") : "";
        partition.run(TestPartition.quick(type, type.create(label, "", 2048, 512)));
        Blkid.agreesWith(FileSystems.probe(partition), partition);
    }

    private TestPartition ext() throws IOException {
        TestPartition partition = TestPartition.of(folder, 34 * ByteSize.MIB);
        partition.run("mke2fs", "-q", "-t", "ext4", "{window}");
        return partition;
    }

    private ByteBuffer extSuperblock() throws IOException {
        return ext().read(1024, 1024);
    }

    private static ByteBuffer text(String magic) {
        return ByteBuffer.wrap(magic.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Both are told; blkid, which wants more of some, finds no other, and says of the rest that it is in
     * doubt.
     */
    private static void assertReadings(Set<String> names, TestPartition partition) throws IOException {
        TestPartition.Result blkid = partition.start(List.of("blkid", "-p", "-o", "value", "-s", "TYPE",
                partition.path().toString()), "");
        assertTrue(blkid.status() == 8 || names.contains(blkid.output().strip()), blkid.output());
        Content.Ambiguous content = assertInstanceOf(Content.Ambiguous.class, FileSystems.probe(partition));
        Set<String> found = new TreeSet<>();
        content.readings().forEach(reading -> found.add(reading.type().orElseThrow()));
        assertEquals(new TreeSet<>(names), found);
    }
}
