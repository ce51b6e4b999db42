package org.platter.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.block.MemoryDevice;
import org.platter.image.DiskImage;
import org.platter.image.RawImage;

final class StagedDiskTest {

    private static final int SECTOR = 512;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"1,512", "2,512", "3,512", "4,512", "5,4096", "6,4096"})
    void anySequenceOfEditsReadsAsAnArrayWould(long seed, int sector) throws IOException {
        Random random = new Random(seed);
        int sectors = 600;
        MemoryDevice base = new MemoryDevice((long) sectors * sector, sector);
        byte[] model = bytes(random, sectors * sector);
        base.write(0, ByteBuffer.wrap(model));
        byte[] untouched = model.clone();
        try (StagedDisk disk = new StagedDisk(base, Scratch.inMemory())) {
            for (int step = 0; step < 400; step++) {
                int size = model.length;
                int length = random.nextInt(random.nextInt(8) == 0 ? size / sector : 20) * sector;
                int from = random.nextInt((size - length) / sector + 1) * sector;
                int to = random.nextInt((size - length) / sector + 1) * sector;
                switch (random.nextInt(8)) {
                    case 0 -> {
                        byte[] moved = Arrays.copyOfRange(model, from, from + length);
                        Arrays.fill(model, from, from + length, (byte) 0);
                        System.arraycopy(moved, 0, model, to, length);
                        disk.move(new ByteRange(from, from + length), to);
                    }
                    case 1 -> {
                        System.arraycopy(model.clone(), from, model, to, length);
                        disk.copy(new ByteRange(from, from + length), to);
                    }
                    case 2 -> {
                        int cut = length == 0 ? 0 : random.nextInt(length);
                        disk.zero(new ByteRange(from, from + cut));
                        Arrays.fill(model, from, from + cut, (byte) 0);
                    }
                    case 3 -> {
                        disk.discard(new ByteRange(from, from + length));
                        Arrays.fill(model, from, from + length, (byte) 0);
                    }
                    case 4 -> {
                        int newSize = (400 + random.nextInt(400)) * sector;
                        disk.resize(newSize);
                        model = Arrays.copyOf(model, newSize);
                    }
                    default -> {
                        int at = length == 0 ? from : from + random.nextInt(length);
                        byte[] written = bytes(random, from + length - at);
                        disk.write(at, ByteBuffer.wrap(written));
                        System.arraycopy(written, 0, model, at, written.length);
                    }
                }
                String where = "seed " + seed + ", step " + step;
                assertEquals(model.length, disk.size(), where);
                assertArrayEquals(model, disk.read(0, model.length).array(), where);
                checkMap(disk, sector, where);
            }
        }
        assertArrayEquals(untouched, base.read(0, untouched.length).array());
    }

    private static void checkMap(StagedDisk disk, int sector, String where) throws IOException {
        long at = 0;
        Extent before = null;
        for (Extent extent : disk.extents(new ByteRange(0, disk.size()))) {
            assertEquals(at, extent.target().start(), where);
            assertEquals(0, at % sector, where);
            assertEquals(extent, disk.extentAt(at), where);
            assertTrue(before == null || !continues(before, extent), where + ": " + before + " " + extent);
            at = extent.target().end();
            before = extent;
        }
        assertEquals(disk.size(), at, where);
    }

    private static boolean continues(Extent left, Extent right) {
        long length = left.target().length();
        if (left.source() instanceof Source.Base one && right.source() instanceof Source.Base other) {
            return one.offset() + length == other.offset();
        }
        if (left.source() instanceof Source.Scratch one && right.source() instanceof Source.Scratch other) {
            return one.offset() + length == other.offset();
        }
        return left.source().equals(right.source());
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        if (random.nextInt(3) > 0) {
            random.nextBytes(bytes);
        }
        if (length > 0 && random.nextBoolean()) {
            int zeros = random.nextInt(length);
            Arrays.fill(bytes, zeros, Math.min(length, zeros + random.nextInt(200_000)), (byte) 0);
        }
        return bytes;
    }

    @Test
    void aMoveTakesNoScratchAndLeavesFreeSpaceBehind() throws IOException {
        try (StagedDisk disk = new StagedDisk(new MemoryDevice(1 << 20, SECTOR), Scratch.inMemory())) {
            disk.move(new ByteRange(4096, 65536), 131072);
            assertEquals(0, disk.scratchBytes());
            assertEquals(List.of(
                    new Extent(new ByteRange(0, 4096), new Source.Base(0)),
                    new Extent(new ByteRange(4096, 65536), new Source.Free()),
                    new Extent(new ByteRange(65536, 131072), new Source.Base(65536)),
                    new Extent(new ByteRange(131072, 192512), new Source.Base(4096)),
                    new Extent(new ByteRange(192512, 1 << 20), new Source.Base(192512))),
                    disk.extents(new ByteRange(0, 1 << 20)));
        }
    }

    @Test
    void movingThereAndBackLeavesTheMapAsItWas() throws IOException {
        try (StagedDisk disk = new StagedDisk(new MemoryDevice(1 << 20, SECTOR), Scratch.inMemory())) {
            disk.move(new ByteRange(0, 65536), 512);
            disk.move(new ByteRange(512, 66048), 0);
            assertEquals(new Source.Base(0), disk.extentAt(0).source());
            assertEquals(new ByteRange(0, 65536), disk.extentAt(0).target());
        }
    }

    @Test
    void whatIsWrittenAgainTakesNoMoreScratch() throws IOException {
        try (StagedDisk disk = new StagedDisk(new MemoryDevice(1 << 20, SECTOR), Scratch.inMemory())) {
            for (int round = 1; round < 20; round++) {
                disk.write(8192 + 100L * round, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            }
            assertEquals(4096, disk.scratchBytes());
        }
    }

    @Test
    void aCopyOfWhatWasWrittenIsItsOwn() throws IOException {
        try (StagedDisk disk = new StagedDisk(new MemoryDevice(1 << 20, SECTOR), Scratch.inMemory())) {
            disk.write(0, ByteBuffer.wrap(new byte[] {1}));
            disk.copy(new ByteRange(0, 4096), 8192);
            disk.write(0, ByteBuffer.wrap(new byte[] {2}));
            disk.write(8193, ByteBuffer.wrap(new byte[] {3}));
            assertArrayEquals(new byte[] {2, 0}, disk.read(0, 2).array());
            assertArrayEquals(new byte[] {1, 3}, disk.read(8192, 2).array());
        }
    }

    @Test
    void longZerosTakeNoScratch() throws IOException {
        try (StagedDisk disk = new StagedDisk(new MemoryDevice(8 << 20, SECTOR), Scratch.inMemory())) {
            disk.write(SECTOR, ByteBuffer.allocate(4 << 20));
            assertEquals(0, disk.scratchBytes());
            assertEquals(new Source.Zero(), disk.extentAt(SECTOR).source());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 511, 513})
    void onlyWholeSectorsMove(long odd) throws IOException {
        try (StagedDisk disk = new StagedDisk(new MemoryDevice(1 << 20, SECTOR), Scratch.inMemory())) {
            assertThrows(IllegalArgumentException.class, () -> disk.move(new ByteRange(0, 512), odd));
            assertThrows(IllegalArgumentException.class, () -> disk.move(new ByteRange(odd, 2048), 0));
            assertThrows(IllegalArgumentException.class, () -> disk.copy(new ByteRange(0, odd), 0));
            assertThrows(IllegalArgumentException.class, () -> disk.resize(odd));
            assertThrows(IOException.class, () -> disk.move(new ByteRange(0, 1 << 20), 512));
        }
    }

    @Test
    void aScratchFileHasNoNameAndReadsAsWritten() throws IOException {
        Path image = Files.write(folder.resolve("disk.raw"), new byte[1 << 20]);
        try (DiskImage beside = RawImage.open(image, false, SECTOR);
                StagedDisk disk = new StagedDisk(new MemoryDevice(1 << 20, SECTOR), Scratch.beside(beside))) {
            byte[] bytes = bytes(new Random(7), 10_000);
            disk.write(5_000, ByteBuffer.wrap(bytes));
            assertArrayEquals(bytes, disk.read(5_000, bytes.length).array());
            try (var files = Files.list(folder)) {
                assertEquals(List.of(image), files.toList());
            }
        }
    }

    @Test
    void aDiskTornIntoHundredsOfThousandsOfExtentsStaysFastAndSmall() throws IOException {
        int pieces = 200_000;
        try (StagedDisk disk = new StagedDisk(new MemoryDevice(pieces * 8192L, SECTOR), Scratch.inMemory())) {
            Random random = new Random(3);
            for (int i = 0; i < pieces; i++) {
                long place = random.nextInt(pieces) * 8192L;
                disk.zero(ByteRange.of(place, 4096));
            }
            long count = 0;
            for (long at = 0; at < disk.size(); at = disk.extentAt(at).target().end()) {
                count++;
            }
            assertTrue(count > 200_000, count + " extents");
            disk.move(new ByteRange(0, disk.size() / 2), disk.size() / 2);
            assertEquals(new Source.Free(), disk.extentAt(0).source());
        }
    }
}
