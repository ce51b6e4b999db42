package org.platter.filesystem.bytes;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.filesystem.Digests;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Fuzz;
import org.platter.filesystem.LiveBlocks;
import org.platter.filesystem.TestPartition;
import org.platter.filesystem.Way;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Content;

/** What the bitmaps of small file systems leave out may be garbage: their checkers and readers say so. */
class BitmapLiveBlocksTest {

    private static final long MIB = ByteSize.MIB;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"reiserfs, 40", "reiserfs, 300", "reiser4, 40", "reiser4, 300", "jfs, 17", "jfs, 300",
        "udf, 30", "udf, 300", "minix, 30", "minix, 300", "hfs, 30"})
    void theCheckerMissesNothingOfANewOne(String id, long mebibytes) throws Exception {
        FileSystemType type = FileSystems.byId(id).orElseThrow();
        Random random = new Random(mebibytes);
        TestPartition partition = TestPartition.of(folder, mebibytes * MIB + random.nextInt(8) * 4096L);
        partition.run(type.create(type.checkedLabel(type.maximumLabel() > 0 ? "LABEL" : ""), "", 0, 512));
        Content.FileSystem content = type.probe(partition).orElseThrow();
        LiveBlocks live = type.liveBlocks(partition).orElseThrow();
        long length = partition.length(live);
        assertTrue(length < partition.size() - 7 * MIB && length > 10_000, "live " + length);
        assertTrue(Math.abs(length - content.used().orElseThrow()) < 2 * MIB,
                "live " + length + " used " + content.used());
        try (TestPartition copy = partition.copyOf(live, 1 + random.nextInt(1 << 24), random)) {
            if (type.checkup().look() instanceof Way.ByPrograms) {
                copy.run(type.checkup().repair());
            }
            copy.run(type.checkup().look());
            assertEquals(content, type.probe(copy).orElseThrow());
            if (id.equals("udf")) {
                assertEquals(partition.run("udfinfo", "--utf8", "{window}").replaceFirst("filename=.*", ""),
                        copy.run("udfinfo", "--utf8", "{window}").replaceFirst("filename=.*", ""));
            }
        }
    }

    /** hfsutils copies files in and out. */
    @Test
    void whatAnHfsHoldsIsThereBesideGarbage() throws Exception {
        FileSystemType hfs = FileSystems.byId("hfs").orElseThrow();
        Random random = new Random(7);
        TestPartition partition = TestPartition.of(folder, 40 * MIB);
        partition.run("env", "HOME=" + folder, "hformat", "-f", "-l", "files", "{window}");
        Map<String, String> hashes = new TreeMap<>();
        for (int i = 0; i < 60; i++) {
            byte[] bytes = new byte[random.nextInt(300_000)];
            random.nextBytes(bytes);
            Path file = Files.write(folder.resolve("file" + i), bytes);
            partition.run("env", "HOME=" + folder, "hcopy", "-r", file.toString(), ":");
            hashes.put("file" + i, Digests.of(bytes));
            if (i % 3 == 2) {
                partition.run("env", "HOME=" + folder, "hdel", "file" + (i - 1));
                hashes.remove("file" + (i - 1));
            }
        }
        partition.run("env", "HOME=" + folder, "humount");
        LiveBlocks live = hfs.liveBlocks(partition).orElseThrow();
        assertEquals(hfs.probe(partition).orElseThrow().used().orElseThrow(), partition.length(live), MIB);
        try (TestPartition copy = partition.copyOf(live, 3 * MIB + 1, random)) {
            copy.run("env", "HOME=" + folder, "hmount", "{window}");
            for (Map.Entry<String, String> file : hashes.entrySet()) {
                Path out = folder.resolve("out");
                copy.run("env", "HOME=" + folder, "hcopy", "-r", file.getKey(), out.toString());
                assertEquals(file.getValue(), Digests.of(Files.readAllBytes(out)), file.getKey());
            }
            copy.run("env", "HOME=" + folder, "humount");
        }
    }

    /** There is no program here that makes one; the places are those of Apple's TN1150. */
    @Test
    void theAllocationFileOfAnHfsPlusIsReadWhereItLies() throws IOException {
        FileSystemType hfsPlus = FileSystems.byId("hfsplus").orElseThrow();
        TestPartition partition = TestPartition.of(folder, 160 * MIB);
        int blocks = 40960;
        ByteBuffer bitmap = ByteBuffer.allocate(8192);
        int used = 0;
        Random random = new Random(1);
        for (int i = 0; i < blocks; i++) {
            boolean isUsed = i < 30 || i > blocks - 10 || random.nextInt(9) == 0;
            used += isUsed ? 1 : 0;
            bitmap.put(i / 8, (byte) (bitmap.get(i / 8) | (isUsed ? 0x80 >> i % 8 : 0)));
        }
        ByteBuffer volume = ByteBuffer.allocate(512);
        volume.put(0, (byte) 'H').put(1, (byte) '+').putShort(2, (short) 4).putInt(4, 0x2100).putInt(12, 3)
                .putInt(40, 4096).putInt(44, blocks).putInt(48, blocks - used).putLong(112, 8192)
                .putInt(128, 20).putInt(132, 1).putInt(136, 10).putInt(140, 1);
        partition.write(1024, volume);
        partition.write(20 * 4096, bitmap.duplicate().limit(4096));
        partition.write(10 * 4096, bitmap.duplicate().position(4096));
        partition.write(3 * 4096, ByteBuffer.allocate(52).putInt(0, 1).putLong(36, 4 * 4096));
        ByteBuffer journal = ByteBuffer.allocate(24).putInt(0, 0x4a4e4c78).putLong(8, 512).putLong(16, 512);
        partition.write(4 * 4096, journal);
        LiveBlocks live = hfsPlus.liveBlocks(partition).orElseThrow();
        assertEquals(used * 4096L, partition.length(live));
        for (int i = 0; i < blocks; i += 7) {
            assertEquals((bitmap.get(i / 8) & 0x80 >> i % 8) != 0,
                    !live.within(ByteRange.of(i * 4096L, 4096)).isEmpty(), "block " + i);
        }
        partition.write(4 * 4096, journal.putLong(16, 1024).rewind());
        assertEquals(Optional.empty(), hfsPlus.liveBlocks(partition), "a journal to replay");
        partition.write(4 * 4096, journal.putLong(16, 512).rewind());
        for (int attributes : List.of(0x2000, 0x2900)) {
            partition.write(1024, volume.putInt(4, attributes).rewind());
            assertEquals(Optional.empty(), hfsPlus.liveBlocks(partition), "not unmounted, or inconsistent");
        }
        partition.write(1024, volume.putInt(4, 0x2100).putInt(48, blocks - used + 1).rewind());
        assertEquals(Optional.empty(), hfsPlus.liveBlocks(partition), "another count");
        Fuzz.survives(partition, ByteRange.of(1024, 256), 100, 1);
    }

    /** One bit that is wrong makes everything live. */
    @ParameterizedTest
    @CsvSource({"reiserfs, 40, 69650", "reiser4, 40, 73750", "hfs, 30, 1600"})
    void oneThatContradictsItselfIsLiveAsAWhole(String id, long mebibytes, long place) throws Exception {
        FileSystemType type = FileSystems.byId(id).orElseThrow();
        TestPartition partition = TestPartition.of(folder, mebibytes * MIB);
        partition.run(type.create("", "", 0, 512));
        assertTrue(type.liveBlocks(partition).isPresent());
        byte old = partition.read(place, 1).get();
        partition.write(place, ByteBuffer.wrap(new byte[] {(byte) (old ^ 1)}));
        assertEquals(Optional.empty(), type.liveBlocks(partition));
    }
}
