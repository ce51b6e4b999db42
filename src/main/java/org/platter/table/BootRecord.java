package org.platter.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.platter.block.BlockDevice;

/**
 * The sector of an MBR or of an EBR (UEFI 2.10, 5.2.1): boot code in bytes 0 to 439, the disk signature in
 * 440 to 443, four entries from 446, 55 AA at 510. What is not set keeps the bytes that were read.
 */
final class BootRecord {

    static final int ENTRIES = 446;
    static final int SLOTS = 4;

    private static final int DISK_SIGNATURE = 440;
    private static final int MARK = 510;

    private final ByteBuffer bytes;

    private BootRecord(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    static BootRecord read(BlockDevice disk, long offset) throws IOException {
        return new BootRecord(disk.read(offset, disk.sectorSize()));
    }

    static BootRecord blank(int sectorSize) {
        return new BootRecord(ByteBuffer.allocate(sectorSize));
    }

    void write(BlockDevice disk, long offset) throws IOException {
        disk.write(offset, bytes.duplicate().clear());
    }

    boolean hasMark() {
        return bytes.getShort(MARK) == (short) 0xaa55;
    }

    void setMark() {
        bytes.putShort(MARK, (short) 0xaa55);
    }

    /** Makes it no boot record any more: entries and mark are gone, the rest stays. */
    void erase() {
        IntStream.range(0, SLOTS).forEach(slot -> set(slot, MbrEntry.UNUSED));
        bytes.putShort(MARK, (short) 0);
    }

    boolean isZero() {
        return Bytes.isZero(bytes);
    }

    MbrEntry entry(int slot) {
        return MbrEntry.read(bytes, ENTRIES + 16 * slot);
    }

    List<MbrEntry> entries() {
        return IntStream.range(0, SLOTS).mapToObj(this::entry).toList();
    }

    void set(int slot, MbrEntry entry) {
        entry.write(bytes, ENTRIES + 16 * slot);
    }

    /** The disk signature as Windows and {@code sfdisk} print it: {@code 0x2d9a5c11}. */
    String diskSignature() {
        return String.format("0x%08x", bytes.getInt(DISK_SIGNATURE));
    }

    void setDiskSignature(String text) {
        bytes.putInt(DISK_SIGNATURE, Integer.parseUnsignedInt(text.substring(2), 16));
    }

    /** The slot of the entry that makes this a protective MBR to Linux: type 0xee, from sector 1. */
    OptionalInt protectiveSlot() {
        return IntStream.range(0, SLOTS)
                .filter(slot -> entry(slot).type() == MbrEntry.PROTECTIVE && entry(slot).start() == 1)
                .findFirst();
    }

    ByteBuffer bytes() {
        return bytes;
    }
}
