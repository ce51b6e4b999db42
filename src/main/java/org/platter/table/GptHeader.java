package org.platter.table;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;
import org.platter.base.Guid;

/**
 * A GPT header (UEFI 2.10, 5.3.2) whose checksum and numbers have been checked. LBAs are in sectors of the
 * disk.
 *
 * @param lba where it lies
 * @param otherLba where it says that the other copy lies
 * @param firstUsable first sector for partitions
 * @param lastUsable last sector for partitions
 * @param entriesLba where its array of entries begins
 * @param entryCount how many entries there are
 * @param entrySize bytes of an entry, at least 128
 * @param entriesCrc CRC-32 of the array
 * @param sector the whole sector as found, for the bytes that are kept
 */
record GptHeader(long lba, long otherLba, long firstUsable, long lastUsable, UUID diskGuid, long entriesLba,
        int entryCount, int entrySize, int entriesCrc, ByteBuffer sector) {

    static final String MARK = "EFI PART";
    static final int MINIMUM_SIZE = 92;
    static final int MINIMUM_ENTRY = 128;

    /** As much as util-linux reads; 32,768 entries of 128 bytes. */
    static final int MAXIMUM_ARRAY = 4 << 20;

    /** What came of a try to read a header: itself, or a verb phrase that says why it is none. */
    record Found(Optional<GptHeader> header, String fault) {

        static Found fault(String text) {
            return new Found(Optional.empty(), text);
        }
    }

    int arrayBytes() {
        return entryCount * entrySize;
    }

    long arraySectors() {
        return arraySectors(entryCount, entrySize, sector.limit());
    }

    static long arraySectors(int entryCount, int entrySize, int sectorSize) {
        return ((long) entryCount * entrySize + sectorSize - 1) / sectorSize;
    }

    /** Reads the header in {@code sector}, which lies at {@code lba} of a disk of {@code diskSectors}. */
    static Found parse(ByteBuffer sector, long lba, long diskSectors) {
        ByteBuffer bytes = sector.order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getLong(0) != 0x5452415020494645L) {
            return Found.fault("is missing");
        }
        int size = bytes.getInt(12);
        if (size < MINIMUM_SIZE || size > bytes.limit()) {
            return Found.fault("has a header that claims a length of " + Integer.toUnsignedString(size)
                    + " bytes");
        }
        if (headerCrc(bytes, size) != bytes.getInt(16)) {
            return Found.fault("has a header with a wrong checksum");
        }
        if (bytes.getLong(24) != lba) {
            return Found.fault("has a header that says that it belongs in sector "
                    + Long.toUnsignedString(bytes.getLong(24)));
        }
        long count = Integer.toUnsignedLong(bytes.getInt(80));
        long entrySize = Integer.toUnsignedLong(bytes.getInt(84));
        boolean tooMuch = count > MAXIMUM_ARRAY || entrySize > MAXIMUM_ARRAY
                || count * entrySize > MAXIMUM_ARRAY;
        if (tooMuch || count < 1 || entrySize < MINIMUM_ENTRY || entrySize % 8 != 0) {
            return Found.fault("claims " + count + " entries of " + entrySize + " bytes");
        }
        long first = bytes.getLong(40);
        long last = bytes.getLong(48);
        if (first < 2 || last < first || last > Long.MAX_VALUE / bytes.limit() - 1) {
            return Found.fault("wants partitions between sectors " + Long.toUnsignedString(first) + " and "
                    + Long.toUnsignedString(last));
        }
        GptHeader header = new GptHeader(lba, bytes.getLong(32), first, last, Guid.read(bytes, 56),
                bytes.getLong(72), (int) count, (int) entrySize, bytes.getInt(88), bytes);
        long entries = header.entriesLba();
        long arrayEnd = entries + header.arraySectors();
        boolean inside = entries >= 1 && entries < diskSectors && arrayEnd <= diskSectors;
        if (!inside || entries <= lba && lba < arrayEnd) {
            return Found.fault("says that its entries lie at sector " + Long.toUnsignedString(entries));
        }
        return new Found(Optional.of(header), "");
    }

    /**
     * Puts checksum and fields into a copy of {@link #sector}, and returns that; the rest of it stays as it
     * is.
     */
    ByteBuffer encoded() {
        ByteBuffer bytes = ByteBuffer.allocate(sector.limit()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(sector.duplicate().clear()).clear();
        int size = bytes.getInt(12);
        if (bytes.getLong(0) != 0x5452415020494645L || size < MINIMUM_SIZE || size > bytes.limit()) {
            size = MINIMUM_SIZE;
            bytes.putLong(0, 0x5452415020494645L).putInt(8, 0x0001_0000).putInt(12, size);
        }
        bytes.putLong(24, lba).putLong(32, otherLba).putLong(40, firstUsable).putLong(48, lastUsable);
        Guid.write(bytes, 56, diskGuid);
        bytes.putLong(72, entriesLba).putInt(80, entryCount).putInt(84, entrySize).putInt(88, entriesCrc);
        return bytes.putInt(16, headerCrc(bytes, size));
    }

    private static int headerCrc(ByteBuffer bytes, int size) {
        byte[] copy = new byte[size];
        bytes.duplicate().get(0, copy);
        for (int i = 16; i < 20; i++) {
            copy[i] = 0; // the field is zero while it is computed
        }
        return crc(copy);
    }

    static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
