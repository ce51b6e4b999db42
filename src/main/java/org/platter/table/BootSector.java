package org.platter.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.platter.base.ByteRange;
import org.platter.block.BlockDevice;

/**
 * Tells an MBR from the first sector of a file system that fills the disk, which ends in 55 AA as well where
 * it is FAT, NTFS or can be booted from.
 */
final class BootSector {

    /** Where a file system without a boot sector of its own shows, beside boot code that left no entries. */
    private static final Map<Long, String> SIGNATURES = Map.ofEntries(
            Map.entry(0x438L, "\u0053\u00ef"), // ext2/3/4
            Map.entry(0x10040L, "_BHRfS_M"),
            Map.entry(0x10034L, "ReIsEr"),
            Map.entry(0x0L, "XFSB"),
            Map.entry(0x8000L, "JFS1"),
            Map.entry(0x400L, "\u0010\u0020\u00f5\u00f2"), // F2FS
            Map.entry(0x406L, "\u0034\u0034"), // NILFS2
            Map.entry(0x8001L, "CD001"),
            Map.entry(0x200L, "LABELONE"), // LVM
            Map.entry(0xff6L, "SWAPSPACE2"));

    private BootSector() {}

    /** Returns whether the sector, which has the mark 55 AA, belongs to a file system and holds no table. */
    static boolean isFileSystem(BlockDevice disk, BootRecord first) throws IOException {
        long sectors = disk.size() / disk.sectorSize();
        List<MbrEntry> used = first.entries().stream().filter(MbrEntry::isUsed).toList();
        boolean good = !used.isEmpty()
                && first.entries().stream().allMatch(entry -> (entry.boot() & ~MbrEntry.ACTIVE) == 0)
                && used.stream().allMatch(entry -> entry.isPlausible(sectors)) && areDisjoint(used);
        if (good) {
            return false;
        }
        if (isNamed(disk) || isFat(first.bytes())) {
            return true;
        }
        if (!used.isEmpty()) {
            // Linux asks for boot flags of 0x80 or 0x00; one flipped bit there is not to hide all partitions
            return first.entries().stream().anyMatch(entry -> (entry.boot() & ~MbrEntry.ACTIVE) != 0)
                    && used.stream().noneMatch(entry -> entry.isPlausible(sectors));
        }
        for (Map.Entry<Long, String> signature : SIGNATURES.entrySet()) {
            if (Bytes.has(disk, signature.getKey(), signature.getValue())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNamed(BlockDevice disk) throws IOException {
        return Bytes.has(disk, 3, "NTFS    ") || Bytes.has(disk, 3, "EXFAT   ")
                || Bytes.has(disk, 3, "-FVE-FS-")
                || Bytes.has(disk, 3, "ReFS\0\0\0\0");
    }

    /**
     * Whether there is a BIOS parameter block (Microsoft FAT specification, section 3) that a FAT could have.
     */
    private static boolean isFat(ByteBuffer sector) {
        ByteBuffer little = sector.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int jump = little.get(0) & 0xff;
        int bytesPerSector = little.getShort(11) & 0xffff;
        int sectorsPerCluster = little.get(13) & 0xff;
        int reserved = little.getShort(14) & 0xffff;
        int copies = little.get(16) & 0xff;
        int media = little.get(21) & 0xff;
        return (jump == 0xeb || jump == 0xe9) && bytesPerSector >= 512 && bytesPerSector <= 4096
                && Integer.bitCount(bytesPerSector) == 1 && Integer.bitCount(sectorsPerCluster) == 1
                && reserved > 0 && copies > 0 && copies <= 4 && (media == 0xf0 || media >= 0xf8);
    }

    private static boolean areDisjoint(List<MbrEntry> entries) {
        List<ByteRange> ranges = entries.stream().map(e -> ByteRange.of(e.start(), e.sectors())).sorted()
                .toList();
        for (int i = 1; i < ranges.size(); i++) {
            if (ranges.get(i).intersects(ranges.get(i - 1))) {
                return false;
            }
        }
        return true;
    }
}
