package org.platter.table;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One of the four entries of an MBR or EBR (UEFI 2.10, 5.2.1): all of its 16 bytes, so that nothing is lost.
 *
 * @param boot 0x80 if active, 0 if not; anything else is no entry of a partition table
 * @param firstChs the three bytes of {@link Chs} of the first sector
 * @param type the type byte; 0 with a size is a partition all the same, for Linux and for sfdisk
 * @param lastChs the three bytes of {@link Chs} of the last sector
 * @param start sectors from the start of the disk (MBR), of the EBR (data), or of the extended partition
 *     (link)
 * @param sectors its length; 0 marks an entry that is not used, whatever else it holds
 */
record MbrEntry(int boot, int firstChs, int type, int lastChs, long start, long sectors) {

    static final MbrEntry UNUSED = new MbrEntry(0, 0, 0, 0, 0, 0);
    static final int ACTIVE = 0x80;
    static final int PROTECTIVE = 0xee;

    /** The largest start and length that an entry can hold, in sectors. */
    static final long MAXIMUM = 0xffff_ffffL;

    static MbrEntry read(ByteBuffer sector, int index) {
        ByteBuffer little = sector.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int first = little.getInt(index);
        int second = little.getInt(index + 4);
        return new MbrEntry(first & 0xff, first >>> 8, second & 0xff, second >>> 8,
                Integer.toUnsignedLong(little.getInt(index + 8)),
                Integer.toUnsignedLong(little.getInt(index + 12)));
    }

    void write(ByteBuffer sector, int index) {
        if (start > MAXIMUM || sectors > MAXIMUM) {
            throw new IllegalArgumentException(
                    "an MBR entry cannot hold " + sectors + " sectors from sector " + start);
        }
        sector.duplicate().order(ByteOrder.LITTLE_ENDIAN)
                .putInt(index, boot | firstChs << 8)
                .putInt(index + 4, type | lastChs << 8)
                .putInt(index + 8, (int) start)
                .putInt(index + 12, (int) sectors);
    }

    boolean isUsed() {
        return sectors != 0;
    }

    /** Whether it describes or links an extended partition. */
    boolean isExtended() {
        return type == 0x05 || type == 0x0f || type == 0x85;
    }

    /** Whether it could be a partition of a disk of this many sectors. */
    boolean isPlausible(long diskSectors) {
        return isUsed() && (boot & ~ACTIVE) == 0 && start > 0 && start + sectors <= diskSectors;
    }
}
