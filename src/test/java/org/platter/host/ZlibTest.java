package org.platter.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

class ZlibTest {

    @Test
    void whatWasDeflatedInflatesAgain() throws IOException, DataFormatException {
        byte[] bytes = new byte[65536];
        Random random = new Random(7);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ("partition".charAt(i % 9) + random.nextInt(2));
        }
        try (Zlib zlib = new Zlib()) {
            for (int i = 0; i < 3; i++) {
                ByteBuffer packed = ByteBuffer.allocateDirect(65536).position(5);
                assertTrue(zlib.tryDeflate(direct(bytes), packed));
                assertArrayEquals(bytes, inflate(packed.flip().position(5), bytes.length));
            }
        }
    }

    /** RFC 1951: a distance reaches no further back than the window, here 4 KiB less zlib's look-ahead. */
    @Test
    void nothingIsFoundFurtherBackThanTwelveBits() throws IOException {
        try (Zlib zlib = new Zlib()) {
            assertTrue(packedSize(zlib, repeatAfter(3000)) < 4000);
            assertTrue(packedSize(zlib, repeatAfter(5000)) > 9000);
        }
    }

    @Test
    void whatDoesNotGetSmallerIsRefused() throws IOException {
        byte[] noise = new byte[4096];
        new Random(3).nextBytes(noise);
        try (Zlib zlib = new Zlib()) {
            ByteBuffer packed = ByteBuffer.allocateDirect(4095);
            assertFalse(zlib.tryDeflate(direct(noise), packed));
            assertEquals(0, packed.position());
        }
    }

    private static byte[] repeatAfter(int distance) {
        byte[] bytes = new byte[2 * distance];
        new Random(distance).nextBytes(bytes);
        System.arraycopy(bytes, 0, bytes, distance, distance);
        return bytes;
    }

    private static int packedSize(Zlib zlib, byte[] bytes) throws IOException {
        ByteBuffer packed = ByteBuffer.allocateDirect(2 * bytes.length);
        assertTrue(zlib.tryDeflate(direct(bytes), packed));
        return packed.position();
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static byte[] inflate(ByteBuffer packed, int length) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        inflater.setInput(packed);
        byte[] bytes = new byte[length];
        assertEquals(length, inflater.inflate(bytes));
        inflater.end();
        return bytes;
    }
}
