package org.platter.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platter.image.open.ImageDescription;
import org.platter.image.open.Images;

/** The formats that QEMU only reads, and nothing here makes: written byte by byte. */
class ReadOnlyFormatsTest {

    private static final int BLOCK = 64 << 10;

    @TempDir
    Path folder;

    @Test
    void bochs() throws IOException {
        byte[] data = random(BLOCK);
        int catalog = 4;
        ByteBuffer image = ByteBuffer.allocate(512 + 4 * catalog + 512
                + BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        put(image, 0, "Bochs Virtual HD Image");
        put(image, 32, "Redolog");
        put(image, 48, "Growing");
        image.putInt(64, 0x00020000).putInt(68, 512).putInt(72, catalog).putInt(76, 512).putInt(80, BLOCK)
                .putLong(88, 4L * BLOCK);
        for (int i = 0; i < catalog; i++) {
            image.putInt(512 + 4 * i, i == 2 ? 0 : -1);
        }
        int bitmap = 512 + 4 * catalog;
        for (int i = 0; i < BLOCK / 512 / 8; i++) {
            image.put(bitmap + i, (byte) -1);
        }
        image.put(bitmap + 512, data);
        Path path = Files.write(folder.resolve("disk.bochs"), image.array());
        byte[] disk = new byte[4 * BLOCK];
        System.arraycopy(data, 0, disk, 2 * BLOCK, BLOCK);
        readsAs(disk, "bochs", path);
        Files.write(path, Arrays.copyOf(image.array(), image.capacity() - 5000));
        isCutShort(path);
    }

    @Test
    void cloop() throws IOException {
        byte[] disk = random(4 * BLOCK);
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        ByteBuffer head = ByteBuffer.allocate(136 + 8 * 5);
        put(head, 0, "#!/bin/sh\n#V2.0 Format\nmodprobe cloop file=$0 "
                + "&& mount -r -t iso9660 /dev/cloop $1\n");
        head.putInt(128, BLOCK).putInt(132, 4);
        for (int i = 0; i < 4; i++) {
            head.putLong(136 + 8 * i, head.capacity() + blocks.size());
            try (DeflaterOutputStream deflated = new DeflaterOutputStream(new NotClosed(blocks))) {
                deflated.write(disk, i * BLOCK, BLOCK);
            }
        }
        head.putLong(136 + 32, head.capacity() + blocks.size());
        byte[] whole = ByteBuffer.allocate(head.capacity() + blocks.size()).put(head.array())
                .put(blocks.toByteArray()).array();
        Path path = Files.write(folder.resolve("disk.cloop"), whole);
        readsAs(disk, "cloop", path);
        Files.write(path, Arrays.copyOf(whole, whole.length - 10));
        isCutShort(path);
    }

    @Test
    void dmg() throws IOException {
        byte[] data = random(BLOCK);
        int sectors = 4 * BLOCK / 512;
        ByteBuffer table = ByteBuffer.allocate(204 + 3 * 40);
        put(table, 0, "mish");
        table.putInt(4, 1).putLong(16, sectors).putInt(200, 3);
        chunk(table, 0, 1, 0, BLOCK / 512, 0, BLOCK);
        chunk(table, 1, 2, BLOCK / 512, sectors - BLOCK / 512, 0, 0);
        chunk(table, 2, -1, sectors, 0, 0, 0);
        byte[] list = ("<?xml version=\"1.0\"?><plist version=\"1.0\"><dict><key>resource-fork</key><dict>"
                + "<key>blkx</key><array><dict><key>Data</key><data>" + Base64.getEncoder()
                        .encodeToString(table.array())
                + "</data></dict></array></dict></dict></plist>")
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer image = ByteBuffer.allocate(BLOCK + list.length + 512).put(data).put(list);
        int trailer = BLOCK + list.length;
        put(image, trailer, "koly");
        image.putInt(trailer + 4, 4).putInt(trailer + 8, 512).putLong(trailer + 32, BLOCK)
                .putLong(trailer + 216, BLOCK).putLong(trailer + 224, list.length)
                .putLong(trailer + 492, sectors);
        Path path = Files.write(folder.resolve("disk.dmg"), image.array());
        readsAs(Arrays.copyOf(data, 4 * BLOCK), "dmg", path);
        image.putLong(trailer + 216, 10 * BLOCK);
        Files.write(path, image.array());
        IOException refused = assertThrows(IOException.class, () -> Images.open(path, Opening.toRead()));
        assertTrue(refused.getMessage().contains("past the end of the file"), refused.getMessage());
    }

    private static void chunk(ByteBuffer table, int index, int type, long sector, long sectors, long offset,
            long length) {
        int at = 204 + 40 * index;
        table.putInt(at, type).putLong(at + 8, sector).putLong(at + 16, sectors).putLong(at + 24, offset)
                .putLong(at + 32, length);
    }

    private static void readsAs(byte[] disk, String format, Path path) throws IOException {
        try (DiskImage image = Images.open(path, Opening.toRead())) {
            assertEquals(format, image.format());
            assertEquals(disk.length, image.size());
            assertArrayEquals(disk, image.read(0, disk.length).array());
        }
        ImageDescription description = Images.describe(path, Opening.toRead()).get(0);
        assertEquals(disk.length, description.virtualSize().orElseThrow());
        assertEquals(java.util.List.of(), description.problems());
        IOException refused = assertThrows(IOException.class, () -> Images.open(path, Opening.toWrite()));
        assertTrue(refused.getMessage().contains("can only read")
                || refused.getMessage().contains("can only be read"), refused.getMessage());
    }

    private static void isCutShort(Path path) {
        IOException refused = assertThrows(IOException.class, () -> Images.open(path, Opening.toRead()));
        assertTrue(refused.getMessage().contains("is cut short"), refused.getMessage());
    }

    @Test
    void aVhdWithoutItsFooterIsNotTakenForARawDisk() throws IOException {
        Path path = Files.write(folder.resolve("disk.VHD"), new byte[1 << 20]);
        assertThrows(org.platter.base.NeedsFormat.class, () -> Images.open(path, Opening.toRead()));
        try (DiskImage image = Images.open(path, Opening.toRead().withFormat(Optional.of("raw")))) {
            assertEquals(1 << 20, image.size());
        }
        assertThrows(IOException.class,
                () -> Images.open(path, Opening.toRead().withFormat(Optional.of("vpc"))));
    }

    private static void put(ByteBuffer into, int at, String text) {
        into.put(at, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static final class NotClosed extends java.io.FilterOutputStream {
        NotClosed(java.io.OutputStream out) {
            super(out);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
