package org.platter.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.platter.base.Guid;
import org.platter.block.BlockDevice;
import org.platter.block.MemoryDevice;

/** Tables written byte by byte, by nothing that is tested. */
final class Tables {

    static final int SIZE = 8 << 20;

    private Tables() {}

    /** A disk of 8 MiB with a GPT of {@code used} partitions of 1 MiB each from 1 MiB on, array at LBA 2. */
    static MemoryDevice gpt(int sectorSize, int count, int entrySize, int used) throws IOException {
        MemoryDevice disk = new MemoryDevice(SIZE, sectorSize);
        entry(disk, 0, 0, 0xee, 1, SIZE / sectorSize - 1);
        putShort(disk, 510, 0xaa55);
        long array = (count * entrySize + sectorSize - 1) / sectorSize;
        long last = SIZE / sectorSize - 1;
        header(disk, 1, last, 2 + array, last - array - 1, 2, count, entrySize);
        header(disk, last, 1, 2 + array, last - array - 1, last - array, count, entrySize);
        long mib = (1 << 20) / sectorSize;
        for (int i = 0; i < used; i++) {
            gptEntry(disk, 2 * sectorSize + i * entrySize, (i + 1) * mib, (i + 2) * mib - 1);
        }
        copyArray(disk);
        fixChecksums(disk);
        return disk;
    }

    private static void header(BlockDevice disk, long lba, long other, long first, long last, long array,
            int count,
            int entrySize) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(92).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("EFI PART".getBytes()).putInt(0x10000).putInt(92).putInt(0).putInt(0);
        bytes.putLong(lba).putLong(other).putLong(first).putLong(last);
        Guid.write(bytes, 56, new java.util.UUID(0x11112222_33334444L, 0x85556666_77778888L));
        bytes.putLong(72, array).putInt(80, count).putInt(84, entrySize).clear();
        disk.write(lba * disk.sectorSize(), bytes);
    }

    static void gptEntry(BlockDevice disk, long offset, long first, long last) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        Guid.write(bytes, 0, java.util.UUID.fromString("0fc63daf-8483-4772-8e79-3d69d8477de4"));
        Guid.write(bytes, 16, new java.util.UUID(offset, first));
        bytes.putLong(32, first).putLong(40, last).putChar(56, 'p').putChar(58, (char) ('0' + first % 10));
        disk.write(offset, bytes);
    }

    /** Copies the primary array over the backup. */
    static void copyArray(BlockDevice disk) throws IOException {
        int sectorSize = disk.sectorSize();
        int length = getInt(disk, sectorSize + 80) * getInt(disk, sectorSize + 84);
        ByteBuffer array = disk.read(getLong(disk, sectorSize + 72) * sectorSize, length);
        disk.write(getLong(disk, disk.size() - sectorSize + 72) * sectorSize, array);
    }

    /** Puts right the checksums of both copies, the array of the primary counting for both. */
    static void fixChecksums(BlockDevice disk) throws IOException {
        copyArray(disk);
        fixChecksum(disk, disk.sectorSize());
        fixChecksum(disk, disk.size() - disk.sectorSize());
    }

    /** Puts right the checksums of the header at {@code offset} and of its array. */
    static void fixChecksum(BlockDevice disk, long offset) throws IOException {
        int length = getInt(disk, offset + 80) * getInt(disk, offset + 84);
        if (length > 0 && length <= 1 << 20) {
            putInt(disk, offset + 88, crc(disk.read(getLong(disk, offset + 72) * disk.sectorSize(), length)));
        }
        putInt(disk, offset + 16, 0);
        int size = getInt(disk, offset + 12);
        putInt(disk, offset + 16, crc(disk.read(offset, size > 0 && size <= disk.sectorSize() ? size : 92)));
    }

    /**
     * A disk of 8 MiB: partition 1 at sector 64, an extended one of sectors 2048 to 16383, whose chain has an
     * empty record first and another between its two logicals.
     */
    static MemoryDevice dosWithEmptyRecords() throws IOException {
        MemoryDevice disk = new MemoryDevice(SIZE, 512);
        entry(disk, 0, 0, 0x83, 64, 1000);
        entry(disk, 0, 1, 0x05, 2048, 14336);
        record(disk, 2048, 0, 0, 1000, 1500);
        record(disk, 3048, 64, 1000, 3000, 500);
        record(disk, 5048, 0, 0, 7000, 3000);
        record(disk, 9048, 100, 2000, 0, 0);
        putShort(disk, 510, 0xaa55);
        return disk;
    }

    /** Writes an extended boot record with a partition and a link; a length of 0 leaves either out. */
    static void record(BlockDevice disk, long sector, int start, int length, int link, int linkLength)
            throws IOException {
        entry(disk, sector, 0, length > 0 ? 0x83 : 0, length > 0 ? start : 0, length);
        entry(disk, sector, 1, linkLength > 0 ? 0x05 : 0, link, linkLength);
        putShort(disk, sector * disk.sectorSize() + 510, 0xaa55);
    }

    /** Writes entry {@code slot} of the boot record in {@code sector}. */
    static void entry(BlockDevice disk, long sector, int slot, int type, long start, long length)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(4, (byte) type).putInt(8, (int) start).putInt(12, (int) length);
        disk.write(sector * disk.sectorSize() + 446 + 16 * slot, bytes);
    }

    static void put(BlockDevice disk, long offset, int... values) throws IOException {
        for (int i = 0; i < values.length; i++) {
            disk.write(offset + i, ByteBuffer.wrap(new byte[] {(byte) values[i]}));
        }
    }

    static void putShort(BlockDevice disk, long offset, int value) throws IOException {
        put(disk, offset, value, value >> 8);
    }

    static void putInt(BlockDevice disk, long offset, int value) throws IOException {
        put(disk, offset, value, value >> 8, value >> 16, value >> 24);
    }

    static void putLong(BlockDevice disk, long offset, long value) throws IOException {
        putInt(disk, offset, (int) value);
        putInt(disk, offset + 4, (int) (value >> 32));
    }

    static int getInt(BlockDevice disk, long offset) throws IOException {
        return disk.read(offset, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    static long getLong(BlockDevice disk, long offset) throws IOException {
        return disk.read(offset, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static int crc(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
