package org.platter.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.platter.block.BlockDevice;

/**
 * Labels of other systems, by their marks (util-linux, libblkid/src/partitions; Linux, block/partitions). They
 * are named and not read.
 */
final class OtherLabels {

    private static final int SECTOR = 512;
    private static final int BSD = 0x82564557;
    private static final int AMIGA_SECTORS = 16;
    private static final String ATARI_KINDS = "GEM BGM XGM LNX SWP MIX MNX RAW UNX F32 ";

    private OtherLabels() {}

    /** Returns the name of the label, as it stands in a sentence. */
    static Optional<String> find(BlockDevice disk) throws IOException {
        if (disk.size() < 2 * SECTOR) {
            return Optional.empty();
        }
        ByteBuffer first = disk.read(0, SECTOR);
        if (isSun(first)) {
            return Optional.of("Sun");
        }
        if (first.getInt(0) == 0x0be5a941) {
            return Optional.of("SGI");
        }
        BootRecord record = BootRecord.read(disk, 0);
        if (Bytes.has(disk, 4, "IPL1") && record.hasMark() && record.protectiveSlot().isEmpty()) {
            return Optional.of("PC-98");
        }
        if (Bytes.has(disk, 0, "ER") && (Bytes.has(disk, SECTOR, "PM") || Bytes.has(disk, 2048, "PM")
                || Bytes.has(disk, 4096, "PM"))) {
            return Optional.of("Mac");
        }
        if (isBsd(disk, SECTOR) || isBsd(disk, 64)) {
            return Optional.of("BSD");
        }
        for (int sector = 0; sector < AMIGA_SECTORS && (sector + 1L) * SECTOR <= disk.size(); sector++) {
            if (isAmiga(disk.read((long) sector * SECTOR, SECTOR))) {
                return Optional.of("Amiga");
            }
        }
        return isAtari(first, disk.size() / SECTOR) ? Optional.of("Atari") : Optional.empty();
    }

    private static boolean isSun(ByteBuffer sector) {
        int sum = 0;
        for (int at = 0; at < SECTOR; at += 2) {
            sum ^= sector.getShort(at) & 0xffff;
        }
        return sector.getShort(508) == (short) 0xdabe && sum == 0;
    }

    /** The magic number stands twice. */
    private static boolean isBsd(BlockDevice disk, int at) throws IOException {
        ByteBuffer label = disk.read(at, 136).order(ByteOrder.LITTLE_ENDIAN);
        return label.getInt(0) == BSD && label.getInt(132) == BSD;
    }

    private static boolean isAmiga(ByteBuffer sector) {
        int words = sector.getInt(4);
        if (sector.getInt(0) != 0x5244534b || words < 64 || words > SECTOR / 4) { // "RDSK"
            return false;
        }
        int sum = 0;
        for (int i = 0; i < words; i++) {
            sum += sector.getInt(4 * i);
        }
        return sum == 0;
    }

    /** There is no magic number: entries that are in order, at least one, and all of them on the disk. */
    private static boolean isAtari(ByteBuffer sector, long sectors) {
        int used = 0;
        for (int at = 0x1c6; at < 0x1f6; at += 12) {
            int flags = sector.get(at) & 0xff;
            if ((flags & 1) == 0) {
                continue;
            }
            String kind = "" + (char) sector.get(at + 1) + (char) sector.get(at + 2)
                    + (char) sector.get(at + 3);
            long start = Integer.toUnsignedLong(sector.getInt(at + 4));
            long length = Integer.toUnsignedLong(sector.getInt(at + 8));
            if (!ATARI_KINDS.contains(kind + " ") || start < 1 || length < 1 || start + length > sectors) {
                return false;
            }
            used++;
        }
        return used > 0 && sector.getShort(510) != (short) 0x55aa;
    }
}
