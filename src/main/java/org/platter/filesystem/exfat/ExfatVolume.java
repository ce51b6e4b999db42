package org.platter.filesystem.exfat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Problems;
import org.platter.filesystem.bytes.Structure;

/**
 * The boot sector of an exFAT and the entries of its root directory that belong to all of it (Microsoft,
 * exFAT file system specification, 3.1, 7.1 and 7.3). Clusters are counted from 2.
 *
 * @param partitionOffset sectors before the partition on its disk, 0 where nobody said
 * @param fatOffset in bytes, as are {@code heapOffset} and {@code clusterBytes}
 * @param flags of the volume: which FAT, dirty
 */
record ExfatVolume(int sectorBytes, int clusterBytes, long partitionOffset, long sectors, long fatOffset,
        long fatBytes, long heapOffset, long clusters, long rootCluster, String serial, int flags, int fats) {

    /** Sectors of a boot region, of which there are two: boot sector, boot code, parameters and sum. */
    static final int BOOT_SECTORS = 12;
    static final int DIRTY = 0x2;
    /** The byte of the boot sector with the volume's flags. */
    static final int FLAGS = 106;
    static final String MISREAD = "The second file allocation table of this exFAT is in force, and programs "
            + "here read the first; copy its files elsewhere and format it.";
    private static final int SECOND_TABLE = 0x1;
    private static final int ENTRY = 32;
    private static final int LABEL = 0x83;
    private static final int BITMAP = 0x81;
    /** How much of the root directory is looked through; its own entries come first. */
    private static final int ROOT_SEARCHED = 1 << 20;

    static Optional<ExfatVolume> read(BlockDevice slice) throws IOException {
        return Structure.read(slice, 0, 512).filter(boot -> boot.has(3, "EXFAT   ") && boot.u16(510) == 0xaa55
                && boot.u8(108) >= 9 && boot.u8(108) <= 12 && boot.u8(109) <= 25 - boot.u8(108)
                && boot.u8(110) >= 1 && boot.u8(110) <= 2 && boot.u32(92) <= 0xffff_fff5L
                && boot.i64(72) > 0 && boot.i64(72) < 1L << 51).map(ExfatVolume::of);
    }

    private static ExfatVolume of(Structure boot) {
        int sector = 1 << boot.u8(108);
        return new ExfatVolume(sector, sector << boot.u8(109), boot.i64(64), boot.i64(72),
                boot.u32(80) * sector, boot.u32(84) * sector, boot.u32(88) * sector, boot.u32(92),
                boot.u32(96), String.format(Locale.ROOT, "%04X-%04X", boot.u16(102), boot.u16(100)),
                boot.u16(106), boot.u8(110));
    }

    long size() {
        return sectors * sectorBytes;
    }

    boolean isSecondTableInForce() {
        return fats > 1 && (flags & SECOND_TABLE) != 0;
    }

    boolean isDirty() {
        return (flags & DIRTY) != 0;
    }

    /** Returns where a cluster begins, in bytes of the partition. */
    long place(long cluster) {
        return heapOffset + (cluster - 2) * clusterBytes;
    }

    boolean has(long cluster) {
        return cluster >= 2 && cluster < clusters + 2;
    }

    List<String> problems(long partitionSize) {
        List<String> problems = new ArrayList<>();
        if (size() > partitionSize) {
            problems.add(Problems.longerThanPartition("exFAT", size(), partitionSize));
        } else if (fatOffset < 24L * sectorBytes || fatBytes / 4 < clusters + 2
                || fatOffset + fats * fatBytes > heapOffset || clusters == 0
                || heapOffset + clusters * clusterBytes > size() || !has(rootCluster)) {
            problems.add("The boot sector of this exFAT contradicts itself; let Windows check it: “chkdsk "
                    + "/f”.");
        } else if (isSecondTableInForce()) {
            problems.add(MISREAD);
        }
        return problems;
    }

    /** Returns the label; called also where the numbers contradict each other. */
    Optional<String> label(BlockDevice slice) throws IOException {
        Optional<Structure> entry = entry(slice, LABEL);
        return entry.isEmpty() ? Optional.empty() : entry.get().label(2,
                2 * Math.min(11, entry.get().u8(1)), StandardCharsets.UTF_16LE);
    }

    /** Returns the entry of the allocation bitmap: its first cluster at 20, its bytes at 24. */
    Optional<Structure> bitmap(BlockDevice slice) throws IOException {
        return entry(slice, BITMAP);
    }

    private Optional<Structure> entry(BlockDevice slice, int type) throws IOException {
        long cluster = rootCluster;
        for (int searched = 0; searched < ROOT_SEARCHED && has(cluster); searched += clusterBytes) {
            int length = Math.min(clusterBytes, ROOT_SEARCHED);
            Optional<Structure> directory = Structure.read(slice, place(cluster), length);
            if (directory.isEmpty()) {
                return Optional.empty();
            }
            for (int at = 0; at < length && directory.get().u8(at) != 0; at += ENTRY) {
                if (directory.get().u8(at) == type) {
                    return Optional.of(Structure.of(directory.get().bytes(at, ENTRY)));
                }
            }
            cluster = next(slice, cluster);
        }
        return Optional.empty();
    }

    /** Returns the cluster after this one in a file; none of the volume's at its end. */
    long next(BlockDevice slice, long cluster) throws IOException {
        return Structure.read(slice, fatOffset + 4 * cluster, 4).map(entry -> entry.u32(0))
                .orElse(0L);
    }

    /** Returns the sum of a boot region: of all but its last sector, the flags and the percentage in use. */
    static int bootSum(byte[] region, int sectorBytes) {
        int sum = 0;
        for (int at = 0; at < 11 * sectorBytes; at++) {
            if (at != 106 && at != 107 && at != 112) {
                sum = Integer.rotateRight(sum, 1) + (region[at] & 0xff);
            }
        }
        return sum;
    }
}
