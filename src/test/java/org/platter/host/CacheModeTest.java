package org.platter.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platter.base.CacheMode;
import org.platter.host.HostFile.Access;

class CacheModeTest {

    private static final int SIZE = 300_001;
    private static final long SEED = 11;

    @TempDir
    Path folder;

    /**
     * Also where nothing is aligned: those bytes go through the page cache, and both ways see the same file.
     */
    @ParameterizedTest
    @EnumSource(CacheMode.class)
    void readsAndWritesAgreeAtAnyOffset(CacheMode mode) throws IOException {
        Random random = new Random(SEED);
        byte[] model = new byte[SIZE];
        ByteBuffer memory = ByteBuffer.allocateDirect(SIZE + 8192).alignedSlice(4096);
        try (HostFile file = HostFile.create(folder.resolve("f"), mode, 0600)) {
            file.resize(SIZE);
            for (int i = 0; i < 200; i++) {
                boolean aligned = random.nextBoolean();
                int start = random.nextInt(SIZE) & (aligned ? -4096 : -1);
                int length = Math.min(SIZE - start, random.nextInt(40_000) + 1 & (aligned ? -4096 : -1));
                int at = aligned ? 0 : random.nextInt(4096);
                ByteBuffer buffer = random.nextBoolean()
                        ? memory.slice(at, length) : ByteBuffer.allocate(length);
                if (random.nextBoolean()) {
                    byte[] bytes = new byte[length];
                    random.nextBytes(bytes);
                    System.arraycopy(bytes, 0, model, start, length);
                    file.write(start, buffer.put(bytes).flip());
                } else {
                    file.read(start, buffer);
                    byte[] bytes = new byte[length];
                    buffer.flip().get(bytes);
                    assertArrayEquals(java.util.Arrays.copyOfRange(model, start, start + length), bytes,
                            "seed " + SEED + ", step " + i);
                }
            }
            file.sync();
            assertEquals(SIZE, file.size());
        }
        try (HostFile file = HostFile.open(folder.resolve("f"), Access.READ, mode)) {
            ByteBuffer all = ByteBuffer.allocate(SIZE);
            file.read(0, all);
            assertArrayEquals(model, all.array());
        }
    }

    @ParameterizedTest
    @EnumSource(CacheMode.class)
    void onlyTheDirectModesGoPastThePageCache(CacheMode mode) throws IOException {
        try (HostFile file = HostFile.create(folder.resolve("f"), mode, 0600)) {
            assertTrue(mode.isDirect() || !file.isDirect());
        }
        // proc cannot: what cannot go past the page cache is read through it
        try (HostFile file = HostFile.open(Path.of("/proc/self/maps"), Access.READ, mode)) {
            assertFalse(file.isDirect());
            file.read(0, ByteBuffer.allocateDirect(8));
        }
    }
}
