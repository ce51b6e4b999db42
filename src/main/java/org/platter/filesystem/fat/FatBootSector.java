package org.platter.filesystem.fat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.platter.base.ByteRange;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Problems;
import org.platter.filesystem.bytes.Structure;

/**
 * The boot sector of a FAT file system with its BIOS parameter block (Microsoft, "FAT: General Overview of
 * On-Disk Format" 1.03); only one whose numbers fit each other.
 */
public final class FatBootSector {

    static final int LENGTH = 512;

    /** The most clusters that tables of 12, 16 and 32 bits can have. */
    static final int MAXIMUM_12 = 4084;
    static final int MAXIMUM_16 = 65524;
    static final int MAXIMUM_32 = 0xffffff4;

    /** Two are usual, one is allowed; more than a few are damage. */
    private static final int MAX_FATS = 4;
    private static final int DIRTY = 0x3;
    static final int MOUNTED = 0x1;
    /** Where FAT32 says which of its tables is in force. */
    static final int FLAGS = 0x28;
    /** Where BitLocker To Go, which looks like FAT32, has its GUID. */
    public static final String BITLOCKER_TO_GO = "\u003b\u00d6\u0067\u0049\u0029\u002e\u00d8\u004a"
            + "\u0083\u0099\u00f6\u00a3\u0039\u00e3\u00d0\u0001";

    private final Structure bytes;

    private FatBootSector(Structure bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns the boot sector, where there is one of FAT by the rules of blkid (util-linux,
     * superblocks/vfat.c).
     */
    static Optional<FatBootSector> read(BlockDevice slice) throws IOException {
        return Structure.read(slice, 0, LENGTH).flatMap(FatBootSector::of);
    }

    static Optional<FatBootSector> of(Structure bytes) {
        boolean named = bytes.has(0x52, "FAT32   ") || bytes.has(0x52, "MSWIN") || bytes.has(0x36, "FAT16   ")
                || bytes.has(0x36, "FAT12   ") || bytes.has(0x36, "FAT     ") || bytes.has(0x36, "MSDOS");
        boolean jumps = (bytes.u8(0) == 0xeb || bytes.u8(0) == 0xe9) && bytes.u16(0x1fe) == 0xaa55
                && !bytes.has(0x36, "JFS     ") && !bytes.has(0x36, "HPFS    ");
        boolean foreign = bytes.has(3, "-FVE-FS-") || bytes.has(0x1a8, BITLOCKER_TO_GO);
        FatBootSector sector = new FatBootSector(bytes);
        return (named || jumps) && !foreign && sector.isConsistent() ? Optional.of(sector) : Optional.empty();
    }

    private boolean isConsistent() {
        int sector = sectorBytes();
        int media = media();
        return fats() > 0 && fats() <= MAX_FATS && reserved() > 0 && (media == 0xf0 || media >= 0xf8)
                && Integer.bitCount(clusterSectors()) == 1
                && Integer.bitCount(sector) == 1 && sector >= 512 && sector <= 4096
                && fatSectors() > 0 && total() > dataStart() && clusters() > 0
                && clusters() <= (isFat32() ? MAXIMUM_32 : MAXIMUM_16)
                && (!isFat32() || rootCluster() >= 2 && rootCluster() < clusters() + 2)
                && (isFat32() || rootEntries() > 0);
    }

    /** What tells the kind of medium, here and at the beginning of each FAT. */
    int media() {
        return bytes.u8(0x15);
    }

    /** 12, 16 or 32. */
    int width() {
        return isFat32() ? 32 : clusters() > MAXIMUM_12 ? 16 : 12;
    }

    boolean isFat32() {
        return bytes.u16(0x16) == 0;
    }

    /** Bytes of a sector as the file system counts them. */
    int sectorBytes() {
        return bytes.u16(0xb);
    }

    int clusterSectors() {
        return bytes.u8(0xd);
    }

    int clusterBytes() {
        return clusterSectors() * sectorBytes();
    }

    /** Sectors before the first FAT. */
    int reserved() {
        return bytes.u16(0xe);
    }

    int fats() {
        return bytes.u8(0x10);
    }

    int rootEntries() {
        return bytes.u16(0x11);
    }

    /** Sectors of the fixed root directory; 0 in FAT32. */
    int rootSectors() {
        return (rootEntries() * 32 + sectorBytes() - 1) / sectorBytes();
    }

    /** Sectors of one FAT. */
    long fatSectors() {
        return isFat32() ? bytes.u32(0x24) : bytes.u16(0x16);
    }

    /** Sectors altogether. */
    long total() {
        return bytes.u16(0x13) != 0 ? bytes.u16(0x13) : bytes.u32(0x20);
    }

    /** Bytes that the file system spans. */
    long size() {
        return total() * sectorBytes();
    }

    /** The sector of the first cluster. */
    long dataStart() {
        return reserved() + fats() * fatSectors() + rootSectors();
    }

    /** The bytes of all FATs. */
    ByteRange tables() {
        return ByteRange.of((long) reserved() * sectorBytes(), fats() * fatSectors() * sectorBytes());
    }

    /** Clusters of data; their numbers begin at 2. */
    long clusters() {
        return (total() - dataStart()) / clusterSectors();
    }

    /** Sectors before the partition, as the file system believes. */
    long hidden() {
        return bytes.u32(0x1c);
    }

    long rootCluster() {
        return bytes.u32(0x2c);
    }

    /** The FAT that counts where the copies are not kept the same, else 0. */
    int activeFat() {
        int flags = isFat32() ? bytes.u16(FLAGS) : 0;
        return (flags & 0x80) != 0 && (flags & 0xf) < fats() ? flags & 0xf : 0;
    }

    /** The sector with the count of free clusters; nothing where there is none. */
    Optional<Integer> infoSector() {
        return reservedSector(0x30);
    }

    /** The sector with the copy of this one; nothing where there is none. */
    Optional<Integer> backupSector() {
        return reservedSector(0x32);
    }

    private Optional<Integer> reservedSector(int at) {
        int sector = bytes.u16(at);
        return isFat32() && sector > 0 && sector < reserved() ? Optional.of(sector) : Optional.empty();
    }

    /** Whether a change of one table is made in the others too. */
    boolean isMirrored() {
        return !isFat32() || (bytes.u16(FLAGS) & 0x80) == 0;
    }

    /** The byte with what the last system that used it left. */
    int stateOffset() {
        return isFat32() ? 0x41 : 0x25;
    }

    /** Whether it was not cleanly unmounted. */
    boolean isMounted() {
        return (bytes.u8(stateOffset()) & MOUNTED) != 0;
    }

    /** Whether the flag for Windows says that it was not cleanly unmounted or had read errors. */
    boolean isDirty() {
        return (bytes.u8(stateOffset()) & DIRTY) != 0;
    }

    /** The serial number as blkid prints it. */
    Optional<String> serial() {
        int at = isFat32() ? 0x43 : 0x27;
        boolean there = isFat32() || bytes.u8(0x26) == 0x28 || bytes.u8(0x26) == 0x29;
        return there
                ? Optional.of(String.format(Locale.ROOT, "%04X-%04X", bytes.u16(at + 2), bytes.u16(at)))
                : Optional.empty();
    }

    /** The sectors that a FAT of this width needs for so many clusters. */
    long fatSectorsFor(long clusters) {
        long tableBytes = ((clusters + 2) * width() + 7) / 8;
        return (tableBytes + sectorBytes() - 1) / sectorBytes();
    }

    /** Returns what is odd about it, and what puts that right. */
    List<String> notes(boolean wasUnmounted) {
        return !wasUnmounted ? List.of("This FAT" + width() + " is marked as not unmounted; a check puts "
                + "right what that left.")
                : isDirty() ? List.of("This FAT" + width() + " is marked for a search"
                        + " for bad clusters, which Windows makes: “chkdsk /r”.")
                : List.of();
    }

    /** Returns why it must not be moved or resized as it is. */
    List<String> problems(long partitionSize) {
        List<String> problems = new ArrayList<>();
        String name = "FAT" + width();
        if (size() > partitionSize) {
            problems.add(Problems.longerThanPartition(name, size(), partitionSize));
        }
        if (fatSectorsFor(clusters()) > fatSectors()) {
            problems.add("The table of this " + name + " is too short for its " + clusters() + " clusters;"
                    + " copy its files elsewhere and format it.");
        }
        return problems;
    }

    /** Returns a copy of the bytes, to change and write. */
    byte[] copy() {
        return bytes.bytes(0, LENGTH);
    }
}
