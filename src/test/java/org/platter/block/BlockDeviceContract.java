package org.platter.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;

/**
 * What every writable block device keeps to; a test of one extends this and makes devices that read as zeros.
 */
public abstract class BlockDeviceContract {

    private static final int SIZE = 1 << 20;

    @TempDir
    protected Path folder;

    /** Makes a device whose bytes are all zero; called once in a test. */
    protected abstract BlockDevice device(long size, int sectorSize) throws IOException;

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void itHasTheSizeThatItWasMadeWithAndIsZero(int sectorSize) throws IOException {
        try (BlockDevice device = device(SIZE + 2 * sectorSize, sectorSize)) {
            assertEquals(SIZE + 2 * sectorSize, device.size());
            assertEquals(sectorSize, device.sectorSize());
            assertTrue(device.isWritable());
            assertFalse(device.description().isBlank());
            assertArrayEquals(new byte[(int) device.size()], device.read(0, (int) device.size()).array());
        }
    }

    @ParameterizedTest
    @CsvSource({"1,512", "2,512", "3,4096", "4,4096"})
    void itIsAnArrayOfBytes(long seed, int sectorSize) throws IOException {
        Random random = new Random(seed);
        byte[] model = new byte[SIZE];
        try (BlockDevice device = device(SIZE, sectorSize)) {
            for (int step = 0; step < 300; step++) {
                String where = "seed " + seed + ", step " + step;
                ByteRange range = range(random);
                int start = (int) range.start();
                int end = (int) range.end();
                switch (random.nextInt(6)) {
                    case 0, 1 -> {
                        ByteBuffer from = buffer(random, end - start);
                        byte[] bytes = new byte[end - start];
                        random.nextBytes(bytes);
                        from.put(from.position(), bytes);
                        device.write(start, random.nextBoolean() ? from : from.asReadOnlyBuffer());
                        System.arraycopy(bytes, 0, model, start, bytes.length);
                    }
                    case 2 -> {
                        device.zero(range);
                        Arrays.fill(model, start, end, (byte) 0);
                    }
                    case 3 -> {
                        device.discard(range);
                        device.zero(range); // what a discarded range reads as is not defined
                        Arrays.fill(model, start, end, (byte) 0);
                    }
                    case 4 -> {
                        ByteBuffer into = buffer(random, end - start);
                        int position = into.position();
                        device.read(start, into);
                        assertEquals(0, into.remaining(), where);
                        byte[] bytes = new byte[end - start];
                        into.get(position, bytes);
                        assertArrayEquals(Arrays.copyOfRange(model, start, end), bytes, where);
                    }
                    default -> {
                        RangeSet holes = device.data(range).complementWithin(range);
                        holes.forEach(hole -> assertArrayEquals(new byte[(int) hole.length()],
                                Arrays.copyOfRange(model, (int) hole.start(), (int) hole.end()), where));
                        assertEquals(device.data(range), device.data(range).within(range), where);
                    }
                }
            }
            device.flush();
            assertArrayEquals(model, device.read(0, SIZE).array(), "seed " + seed);
        }
    }

    @ParameterizedTest
    @CsvSource({"0,1048577", "1048576,1", "1048575,2", "-1,1", "-9223372036854775808,1",
        "9223372036854775807,1"})
    void nothingIsReadOrWrittenOutsideOfIt(long offset, int length) throws IOException {
        try (BlockDevice device = device(SIZE, 512)) {
            ByteBuffer buffer = ByteBuffer.allocate(length);
            Arrays.fill(buffer.array(), (byte) 7);
            assertThrows(IOException.class, () -> device.read(offset, buffer));
            assertThrows(IOException.class, () -> device.write(offset, buffer.clear()));
            if (offset >= 0 && offset < Long.MAX_VALUE) {
                ByteRange range = ByteRange.of(offset, length);
                assertThrows(IOException.class, () -> device.zero(range));
                assertThrows(IOException.class, () -> device.discard(range));
                assertThrows(IOException.class, () -> device.data(range));
            }
            assertEquals(SIZE, device.size());
            assertArrayEquals(new byte[SIZE], device.read(0, SIZE).array());
        }
    }

    @Test
    void nothingAtItsEndIsStillInside() throws IOException {
        try (BlockDevice device = device(SIZE, 512)) {
            device.read(SIZE, ByteBuffer.allocate(0));
            device.write(SIZE, ByteBuffer.allocate(0));
            device.zero(new ByteRange(SIZE, SIZE));
            device.discard(new ByteRange(SIZE, SIZE));
            assertEquals(RangeSet.EMPTY, device.data(new ByteRange(SIZE, SIZE)));
        }
    }

    @Test
    void aSliceIsAWindowOnIt() throws IOException {
        try (BlockDevice device = device(SIZE, 512);
                BlockDevice slice = device.slice(new ByteRange(4096, 12288), "p1");
                BlockDevice inner = slice.slice(new ByteRange(1024, 2048), "sb")) {
            assertEquals(1024, inner.size());
            inner.write(10, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            assertArrayEquals(new byte[] {1, 2, 3}, device.read(4096 + 1024 + 10, 3).array());
            assertTrue(inner.description().endsWith(", p1, sb"), inner.description());
            assertThrows(IOException.class, () -> inner.write(1023, ByteBuffer.allocate(2)));
            assertThrows(IllegalArgumentException.class, () -> slice.slice(new ByteRange(0, 8193), "beyond"));
        }
    }

    @Test
    void severalThreadsUseItAtOnce() throws IOException {
        int part = SIZE / 8;
        try (BlockDevice device = device(SIZE, 512)) {
            List<Throwable> failures = IntStream.range(0, 8).parallel().mapToObj(i -> {
                try {
                    Random random = new Random(i);
                    byte[] bytes = new byte[part - 3];
                    for (int round = 0; round < 10; round++) {
                        random.nextBytes(bytes);
                        device.write((long) i * part + 1, ByteBuffer.wrap(bytes));
                        assertArrayEquals(bytes, device.read((long) i * part + 1, bytes.length).array());
                        device.zero(ByteRange.of((long) i * part + 1, 777));
                    }
                    return null;
                } catch (IOException | AssertionError e) {
                    return e;
                }
            }).filter(failure -> failure != null).toList();
            assertEquals(List.of(), failures);
        }
    }

    @Test
    void thereAreOnlyZerosBeforeTheNextData() throws IOException {
        try (BlockDevice device = device(SIZE, 512)) {
            device.zero(new ByteRange(0, SIZE));
            device.write(SIZE - 5000, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            device.flush();
            for (long from : new long[] {0, 513, SIZE - 5000, SIZE - 4998, SIZE - 4997, SIZE}) {
                long next = device.nextData(from);
                assertTrue(from <= next && next <= SIZE, from + ": " + next);
                assertTrue(from > SIZE - 4998 || next <= Math.max(from, SIZE - 5000), from + ": " + next);
            }
        }
    }

    /** A range that is sometimes empty, sometimes aligned, sometimes long. */
    private static ByteRange range(Random random) {
        int unit = new int[] {1, 1, 512, 4096, 65536}[random.nextInt(5)];
        int most = new int[] {1, 100, 10_000, SIZE}[random.nextInt(4)];
        long start = (long) random.nextInt(SIZE / unit + 1) * unit;
        long end = Math.min(SIZE, (start + random.nextInt(most + 1) + unit - 1) / unit * unit);
        return new ByteRange(start, end);
    }

    /** A buffer of any kind, with {@code length} bytes remaining somewhere inside of it. */
    private static ByteBuffer buffer(Random random, int length) {
        int before = random.nextInt(20);
        int capacity = before + length + random.nextInt(20);
        ByteBuffer buffer = random.nextBoolean() ? ByteBuffer.allocate(capacity)
                : ByteBuffer.allocateDirect(capacity);
        if (random.nextBoolean() && before > 0) {
            buffer = buffer.position(1).slice();
            before--;
        }
        return buffer.position(before).limit(before + length);
    }
}
