package org.platter.filesystem.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.Blkid;
import org.platter.filesystem.Digests;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Fuzz;
import org.platter.filesystem.TestPartition;
import org.platter.filesystem.Tools;
import org.platter.filesystem.Way;
import org.platter.host.LoopDevice;
import org.platter.layout.Content;
import org.platter.tool.Kernel;

/** F2FS, JFS, NILFS2, ReiserFS, Reiser4, OCFS2, UDF, HFS and HFS+, by their programs and by blkid. */
class OtherFileSystemsTest {

    private static final long MIB = ByteSize.MIB;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"f2fs, 64, Größe ∑ x", "jfs, 16, abcdefgh 1234567", "nilfs2, 129, Größe der Größten",
        "reiserfs, 34, 1234567890123456", "reiser4, 1, Größe ∑ x y", "reiser4, 300, 1234567890123456",
        "ocfs2, 32, Größe ∑ x y", "ocfs2, 300, ocfs2", "udf, 8, Größe der Größten", "udf, 8, ∑ Summe",
        "hfs, 1, abcdefghijklmnopqrstuvwxyz1", "hfs, 2000, hfs", "hfsplus, 1, Größe ∑ x y",
        "hfsplus, 4000, hfs", "minix, 1,", "minix, 3000,"})
    void aNewOneHasTheLabelSizeAndUseThatItSays(String id, long mebibytes, String wanted) throws Exception {
        FileSystemType type = FileSystems.byId(id).orElseThrow();
        String label = type.checkedLabel(wanted == null ? "" : wanted);
        for (int sector : List.of(512, 4096)) {
            TestPartition partition = TestPartition.of(folder, mebibytes * MIB, sector);
            String uuid = type.randomUuid();
            boolean isNumbered = type.support(Action.UUID, Tools.ALL).isPossible();
            partition.run(type.create(label, isNumbered ? uuid : "", 2048, sector));
            if (type.uuid(uuid) instanceof Way.ByPlatter) {
                partition.run(type.uuid(uuid));
            }
            Content.FileSystem content = type.probe(partition).orElseThrow();
            assertEquals(Optional.of(label).filter(text -> !text.isEmpty()), content.label());
            if (isNumbered) {
                assertEquals(Optional.of(uuid), content.uuid());
            }
            Blkid.agreesWith(content, partition);
            assertEquals(List.of(), content.problems());
            assertTrue(partition.size() - content.size().orElseThrow() < MIB, content.toString());
            content.used().ifPresent(used -> assertTrue(used > 0 && used < content.size().getAsLong(),
                    content.toString()));
            partition.run(type.checkup().look());
            if (type.checkup().look() instanceof Way.ByPrograms) {
                partition.run(type.checkup().repair());
            }
            if (type.support(Action.LABEL, Tools.ALL).isPossible()) {
                for (String text : List.of("", label, "")) {
                    partition.run(type.label(text));
                    String kept = text.isEmpty() && id.equals("hfs") ? "Untitled" : text; // it always has one
                    assertEquals(kept, type.probe(partition).orElseThrow().label().orElse(""));
                    Blkid.agreesWith(type.probe(partition).orElseThrow(), partition);
                }
            }
            long cut = content.size().orElseThrow() / 2;
            assertEquals(1, type.probe(partition.slice(new ByteRange(0, cut), "cut")).orElseThrow()
                    .problems().size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"f2fs", "jfs", "nilfs2", "reiserfs", "reiser4", "ocfs2", "udf", "hfs",
        "minix"})
    void damageNeverHangsOrBreaksTheReader(String id) throws IOException {
        FileSystemType type = FileSystems.byId(id).orElseThrow();
        TestPartition partition = TestPartition.of(folder, Math.max(8 * MIB, type.minimumBytes()));
        partition.run(type.create("", "", 0, 512));
        for (long place : new long[] {1024, 2048, 32768, 45056 + 1024, 49152, 65536, 69632, 73728,
            256 * 512}) {
            Fuzz.survives(partition, ByteRange.of(place, 512), 100, place);
        }
    }

    /**
     * Growing and shrinking keep the files; debugreiserfs and dump.f2fs read nothing out, the checkers do.
     */
    @Test
    void whatAnF2fsHoldsIsThereAfterItGrewAndShrank() throws IOException {
        FileSystemType f2fs = FileSystems.byId("f2fs").orElseThrow();
        Path files = Files.createDirectory(folder.resolve("files"));
        Random random = new Random(5);
        for (int i = 0; i < 30; i++) {
            byte[] bytes = new byte[random.nextInt(100_000)];
            random.nextBytes(bytes);
            Files.write(files.resolve("file" + i), bytes);
        }
        TestPartition small = TestPartition.of(folder, 64 * MIB);
        small.run(f2fs.create("files", "", 0, 512));
        small.run("sload.f2fs", "-f", files.toString(), "{window}");
        small.run(f2fs.checkup().look());
        long used = f2fs.probe(small).orElseThrow().used().orElseThrow();
        TestPartition large = TestPartition.of(folder, 128 * MIB);
        for (long at = 0; at < small.size(); at += MIB) {
            large.write(at, small.read(at, (int) MIB));
        }
        large.run(f2fs.checkup().repair());
        large.run(f2fs.grow(f2fs.probe(small).orElseThrow(), Long.MAX_VALUE));
        large.run(f2fs.checkup().look());
        Content.FileSystem grown = f2fs.probe(large).orElseThrow();
        assertEquals(large.size(), grown.size().orElseThrow());
        assertTrue(grown.used().orElseThrow() >= used);
        large.run(f2fs.shrink(grown, 90 * MIB));
        large.run(f2fs.checkup().look());
        assertEquals(90 * MIB, f2fs.probe(large).orElseThrow().size().orElseThrow());
        Path out = Files.createDirectory(folder.resolve("out"));
        for (int i = 4; i < 34; i++) { // the first inodes are the file system's own
            large.start(List.of("sh", "-c", "cd " + out + " && echo y | dump.f2fs -i " + i + " "
                    + large.path()), "");
        }
        Path found = out.resolve("lost_found");
        assertEquals(Digests.ofFiles(files), Digests.ofFiles(found));
    }

    /** hrename takes some signs for patterns of names, and a colon for the end of a volume's. */
    @ParameterizedTest
    @ValueSource(strings = {"-a b*c", "[x]?{y}", "back\\slash", "ABCDEFGHIJKLMNOPQRSTUVWXYZ1"})
    void anHfsIsRenamedWhateverItsLabelsAreMadeOf(String label) throws IOException {
        FileSystemType hfs = FileSystems.byId("hfs").orElseThrow();
        TestPartition partition = TestPartition.of(folder, 8 * MIB);
        partition.run(hfs.create(label, "", 0, 512));
        partition.run(hfs.label("between"));
        assertEquals(Optional.of("between"), Blkid.value(partition, "LABEL"));
        partition.run(hfs.label(label));
        assertEquals(Optional.of(label), hfs.probe(partition).orElseThrow().label());
        assertEquals(Optional.of(label), Blkid.value(partition, "LABEL"));
        assertTrue(hfs.liveBlocks(partition).isPresent(), "it counts as unmounted");
        partition.run(hfs.label(""));
        assertEquals(Optional.of("Untitled"), Blkid.value(partition, "LABEL"));
    }

    /** nilfs-tune, which reads both superblocks and compares their sums, and blkid, as judges. */
    @Test
    void bothSuperblocksOfANilfsSayTheSame() throws Exception {
        FileSystemType nilfs = FileSystems.byId("nilfs2").orElseThrow();
        TestPartition partition = TestPartition.of(folder, 200 * MIB);
        partition.run(nilfs.create("one", "", 0, 512));
        String uuid = nilfs.randomUuid();
        partition.run(nilfs.uuid(uuid));
        partition.run(nilfs.label("two"));
        byte[] first = partition.read(1024, 1024).array();
        assertArrayEquals(first, partition.read((partition.size() >>> 12) - 1 << 12, 1024).array());
        if (Kernel.letsMount()) {
            try (LoopDevice loop = LoopDevice.attach(partition.path(), LoopDevice.Options.whole())) {
                String told = new String(partition.start(List.of("nilfs-tune", "-l",
                        loop.path().toString()), "").printed(), StandardCharsets.UTF_8);
                assertTrue(told.contains(uuid) && told.matches("(?s).*volume name:\\s*two\\n.*"), told);
            }
        }
        partition.zero(ByteRange.of(1024, 1024));
        assertThrows(IOException.class, () -> partition.run(nilfs.label("three")));
        assertEquals(Optional.of(uuid), Blkid.value(partition, "UUID"), "the second is whole");
    }

    @Test
    void anF2fsKeepsAUuidThatItsInodesDependOn() throws Exception {
        FileSystemType f2fs = FileSystems.byId("f2fs").orElseThrow();
        for (String features : List.of("extra_attr,sb_checksum", "extra_attr,inode_checksum", "encrypt")) {
            TestPartition partition = TestPartition.of(folder, 100 * MIB);
            partition.run("mkfs.f2fs", "-q", "-f", "-O", features, "{window}");
            String uuid = f2fs.randomUuid();
            if (features.endsWith("sb_checksum")) {
                partition.run(f2fs.uuid(uuid));
                assertEquals(Optional.of(uuid), Blkid.value(partition, "UUID"));
            } else {
                assertThrows(IOException.class, () -> partition.run(f2fs.uuid(uuid)));
            }
            partition.run(f2fs.checkup().look());
        }
    }

    @Test
    void anHfsPlusHasBlkidsLabelAndUuid() throws Exception {
        TestPartition partition = TestPartition.of(folder, 8 * MIB);
        ByteBuffer volume = ByteBuffer.allocate(512);
        volume.put(0, "H+".getBytes(StandardCharsets.US_ASCII)).putShort(2, (short) 4).putInt(40, 4096)
                .putInt(44, 2048).putInt(48, 2000).putLong(104, 0x0123456789abcdefL)
                .putInt(272 + 12, 4).putInt(272 + 16, 10).putInt(272 + 20, 4);
        partition.write(1024, volume);
        ByteBuffer catalog = ByteBuffer.allocate(8192);
        byte[] name = "Größe ∑".getBytes(StandardCharsets.UTF_16BE);
        catalog.putInt(20, 1).putInt(24, 1).putShort(32, (short) 4096).put(8, (byte) 1);
        catalog.put(4096 + 8, (byte) -1).putShort(4096 + 10, (short) 1)
                .putShort(4096 + 14, (short) (6 + name.length)).putInt(4096 + 16, 1)
                .putShort(4096 + 20, (short) (name.length / 2)).put(4096 + 22, name);
        partition.write(10 * 4096, catalog);
        Content.FileSystem content = (Content.FileSystem) FileSystems.probe(partition);
        assertEquals(Optional.of("Größe ∑"), content.label());
        Blkid.agreesWith(content, partition);
        assertEquals(48 * 4096, content.used().orElseThrow());
        FileSystemType hfsPlus = FileSystems.of(content).orElseThrow();
        assertEquals("Gro\u0308\u00dfe \u2126 \u212b", hfsPlus.checkedLabel("Gr\u00f6\u00dfe \u2126 \u212b"),
                "Apple takes none apart from U+2000 on");
        assertThrows(Refusal.class, () -> hfsPlus.checkedLabel("a:b"));
    }
}
