package org.platter.filesystem.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.platter.block.BlockDevice;

/**
 * The places that a BSD label in a partition names (FreeBSD, sys/disklabel.h: struct disklabel): sectors of
 * the disk, so that they are wrong once the partition has moved, or of the partition (FreeBSD since version
 * 10).
 */
public enum BsdPlaces {
    /** There is no label. */
    ABSENT,
    /** They are counted from the start of the partition. */
    OF_PARTITION,
    /** They are counted from the start of the disk, and {@link #follow} corrects them. */
    OF_DISK,
    /** The label contradicts itself, or can be read in both ways. */
    DOUBTFUL;

    private static final int SECTOR_SIZE = 40;
    private static final int CHECKSUM = 136;
    private static final int SIZE = 0;
    private static final int OFFSET = 4;
    private static final int MAX_PARTS = 22;
    private static final int BOOT_AREA = 8192;

    /**
     * Returns which places the label in a partition names.
     *
     * @param partition its bytes
     * @param start its first sector on the disk
     */
    public static BsdPlaces of(BlockDevice partition, long start) throws IOException {
        OptionalLong place = BsdLabel.place(partition);
        if (place.isEmpty()) {
            return ABSENT;
        }
        ByteBuffer label = bytes(partition, place.getAsLong());
        int count = Short.toUnsignedInt(label.getShort(BsdLabel.COUNT));
        boolean isSound = count <= MAX_PARTS && sum(label, count) == 0
                && label.getInt(SECTOR_SIZE) == partition.sectorSize();
        return isSound ? of(label, count, start, partition.size() / partition.sectorSize()) : DOUBTFUL;
    }

    private static BsdPlaces of(ByteBuffer label, int count, long start, long length) {
        boolean canBeOfDisk = true;
        boolean canBeOfPartition = true;
        boolean hasInside = false;
        for (int i = 0; i < count; i++) {
            long size = number(label, i, SIZE);
            long offset = number(label, i, OFFSET);
            if (size == 0) {
                continue;
            }
            boolean isInside = offset >= start && offset + size <= start + length;
            boolean isAll = offset <= start && offset + size >= start + length; // such as all of the disk
            boolean isElsewhere = offset >= start + length || offset + size <= start;
            hasInside |= isInside;
            canBeOfDisk &= isInside || isAll || isElsewhere;
            canBeOfPartition &= offset + size <= length;
        }
        if (canBeOfPartition && number(label, BsdLabel.WHOLE, OFFSET) == 0) {
            return OF_PARTITION;
        }
        return canBeOfDisk && hasInside && !canBeOfPartition ? OF_DISK : DOUBTFUL;
    }

    /**
     * Lets the label in a partition that was moved or copied name the same parts again, where it names
     * sectors of the disk.
     *
     * @param partition its bytes where they are now
     * @param from its first sector where they were
     * @param to its first sector
     */
    public static void follow(BlockDevice partition, long from, long to) throws IOException {
        if (from == to || of(partition, from) != OF_DISK) {
            return;
        }
        long place = BsdLabel.place(partition).orElseThrow();
        ByteBuffer label = bytes(partition, place);
        int count = Short.toUnsignedInt(label.getShort(BsdLabel.COUNT));
        long length = partition.size() / partition.sectorSize();
        for (int i = 0; i < count; i++) {
            long size = number(label, i, SIZE);
            long offset = number(label, i, OFFSET);
            if (size > 0 && offset >= from && offset + size <= from + length) {
                label.putInt(at(i) + OFFSET, (int) (offset - from + to));
            }
        }
        label.putShort(CHECKSUM, (short) 0).putShort(CHECKSUM, (short) sum(label, count));
        partition.write(place, label.clear());
    }

    private static ByteBuffer bytes(BlockDevice partition, long place) throws IOException {
        int length = (int) Math.min(BOOT_AREA, partition.size() - place);
        return partition.read(place, Math.min(length, at(MAX_PARTS))).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long number(ByteBuffer label, int part, int field) {
        return at(part) + BsdLabel.ENTRY > label.limit() ? 0
                : Integer.toUnsignedLong(label.getInt(at(part) + field));
    }

    private static int at(int part) {
        return BsdLabel.ENTRIES + part * BsdLabel.ENTRY;
    }

    /** All 16-bit words of it together, its checksum among them, are 0 where that is right. */
    private static int sum(ByteBuffer label, int count) {
        int sum = 0;
        for (int at = 0; at < at(count) && at + 1 < label.limit(); at += Short.BYTES) {
            sum ^= Short.toUnsignedInt(label.getShort(at));
        }
        return sum;
    }
}
