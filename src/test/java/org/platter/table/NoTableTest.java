package org.platter.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.block.BlockDevice;
import org.platter.block.MemoryDevice;
import org.platter.layout.Layout;
import org.platter.layout.TableType;

/**
 * A file system that fills the disk is one partition without a table, however much its boot sector looks like
 * an MBR.
 */
final class NoTableTest {

    private static final long SIZE = 64 << 20;

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"mkfs.fat -F 12 -s 64", "mkfs.fat -F 16", "mkfs.fat -F 32",
        "mkfs.fat -F 32 --mbr=y",
        "mkntfs -F -q", "mke2fs -q -t ext4", "mke2fs -q -t ext2", "mkswap"})
    void aFileSystemThatFillsTheDiskIsOnePartition(String program) throws IOException {
        Path image = folder.resolve("disk");
        try (FileDevice disk = new FileDevice(image, 512).resized(SIZE)) {
            Oracle.Answer made = Oracle.run("", (program + " " + image).split(" "));
            assertEquals(0, made.status(), made.output());
            assertOnePartition(disk);
            disk.write(0x1b8, ByteBuffer.wrap(new byte[6]));
            assertOnePartition(disk);
        }
    }

    @Test
    void anExtFileSystemWithABootLoaderBeforeItIsOnePartition() throws IOException {
        Path image = folder.resolve("disk");
        try (FileDevice disk = new FileDevice(image, 512).resized(SIZE)) {
            Oracle.run("", "mke2fs", "-q", "-t", "ext4", image.toString());
            Tables.put(disk, 0, 0xeb, 0x63, 0x90);
            Tables.putShort(disk, 510, 0xaa55);
            assertOnePartition(disk);
        }
    }

    @Test
    void aDiskOfZerosHasNoPartition() throws IOException {
        MemoryDevice disk = new MemoryDevice(1L << 45, 4096);
        Layout layout = PartitionTables.read(disk);
        assertEquals(TableType.NONE, layout.table().type());
        assertEquals(new ByteRange(0, disk.size()), layout.table().usable());
        assertEquals(List.of(), layout.partitions());
    }

    @Test
    void aDiskOfNothingHasNoPartition() throws IOException {
        Layout layout = PartitionTables.read(new MemoryDevice(0, 512));
        assertEquals(List.of(), layout.partitions());
        assertEquals(List.of(), layout.free());
    }

    @Test
    void aDiskOfNoiseIsOnePartition() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            byte[] noise = new byte[1 << 16];
            new Random(seed).nextBytes(noise);
            noise[510] = (byte) (seed % 2 == 0 ? 0x55 : 0);
            noise[511] = (byte) 0xaa;
            noise[446] = 0x11; // else one sector of noise in so many is a table
            MemoryDevice disk = new MemoryDevice(1 << 20, 512);
            disk.write(0, ByteBuffer.wrap(noise));
            assertEquals(1, PartitionTables.read(disk).partitions().size(), "seed " + seed);
        }
    }

    @Test
    void anEmptyMbrIsATableWithoutPartitions() throws IOException {
        MemoryDevice disk = new MemoryDevice(SIZE, 512);
        Tables.putShort(disk, 510, 0xaa55);
        assertEquals(TableType.DOS, PartitionTables.read(disk).table().type());
        assertEquals(List.of(), PartitionTables.read(disk).partitions());
    }

    @Test
    void anMbrWhoseBootCodeHasAParameterBlockIsATable() throws IOException {
        Path image = folder.resolve("disk");
        try (FileDevice disk = new FileDevice(image, 512).resized(SIZE)) {
            Oracle.run("", "mkfs.fat", image.toString());
            disk.zero(new ByteRange(446, 510));
            Tables.entry(disk, 0, 0, 0x0c, 2048, 4096);
            assertEquals(TableType.DOS, PartitionTables.read(disk).table().type());
        }
    }

    private static void assertOnePartition(BlockDevice disk) throws IOException {
        Layout layout = PartitionTables.read(disk);
        assertEquals(TableType.NONE, layout.table().type(), () -> layout + "");
        assertEquals(List.of(), layout.problems());
        assertEquals(1, layout.partitions().size());
        assertEquals(new ByteRange(0, SIZE), layout.partitions().get(0).range());
        assertEquals("", layout.partitions().get(0).typeCode());
        assertEquals(1, layout.partitions().get(0).number());
    }
}
