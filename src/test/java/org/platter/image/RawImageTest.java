package org.platter.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.block.BlockDeviceContract;
import org.platter.host.HostFile;

class RawImageTest extends BlockDeviceContract {

    private static final int MIB = 1 << 20;

    @Override
    protected BlockDevice device(long size, int sectorSize) throws IOException {
        return RawImage.open(file(size), true, sectorSize);
    }

    @Test
    void zeroedAndDiscardedBytesTakeUpNothing() throws IOException {
        try (RawImage image = RawImage.open(file(16 * MIB), true, 512)) {
            byte[] bytes = new byte[8 * MIB];
            Arrays.fill(bytes, (byte) 1);
            image.write(0, ByteBuffer.wrap(bytes));
            assertEquals(8 * MIB, image.allocatedBytes());
            image.zero(new ByteRange(0, 3 * MIB));
            image.discard(new ByteRange(3 * MIB, 6 * MIB));
            assertEquals(2 * MIB, image.allocatedBytes());
            assertEquals(RangeSet.of(new ByteRange(6 * MIB, 8 * MIB)), image.data(new ByteRange(0,
                    16 * MIB)));
        }
    }

    @Test
    void theLastSectorIsFilledWithZeros() throws IOException {
        Path path = folder.resolve("odd.raw");
        byte[] bytes = new byte[10_000];
        Arrays.fill(bytes, (byte) 9);
        Files.write(path, bytes);
        try (RawImage image = RawImage.open(path, true, 4096)) {
            assertEquals(12_288, image.size());
            assertThrows(IOException.class, () -> image.read(12_288, 1));
            assertArrayEquals(Arrays.copyOf(bytes, 12_288), image.read(0, 12_288).array());
            assertArrayEquals(new byte[2288], image.read(10_000, 2288).array());
            assertEquals(12_288, image.data(new ByteRange(0, 12_288)).length());
            assertEquals(12_288, image.nextData(12_288));
            image.zero(new ByteRange(4096, 8192));
            assertEquals(10_000, Files.size(path), "what is written no further than the file goes");
            image.write(11_000, ByteBuffer.wrap(new byte[] {7}));
            assertEquals(12_288, Files.size(path));
            image.resize(16_384);
            assertEquals(9, Files.readAllBytes(path)[9999]);
            assertArrayEquals(new byte[4096], image.read(12_288, 4096).array());
            image.resize(4096);
            assertEquals(4096, Files.size(path));
        }
    }

    @Test
    void anImageOpenedForReadingIsNotChanged() throws IOException {
        Path path = file(MIB);
        try (RawImage image = RawImage.open(path, false, 512)) {
            assertEquals("disk.raw", image.description());
            assertThrows(IOException.class, () -> image.write(0, ByteBuffer.allocate(1)));
            assertThrows(IOException.class, () -> image.zero(new ByteRange(0, 1)));
            assertThrows(IOException.class, () -> image.resize(0));
            assertTrue(!image.isWritable());
        }
        assertEquals(MIB, Files.size(path));
    }

    private Path file(long size) throws IOException {
        Path path = folder.resolve("disk.raw");
        try (HostFile file = HostFile.create(path)) {
            file.resize(size);
        }
        return path;
    }
}
