package org.platter.filesystem.ext;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.platter.block.BlockDevice;
import org.platter.filesystem.Action;
import org.platter.filesystem.Problems;
import org.platter.filesystem.bytes.Structure;
import org.platter.layout.Content;

/**
 * The superblock of ext2, ext3 or ext4 (ext4 disk layout, "The Super Block"), as found: nothing in it is
 * trusted.
 */
public final class ExtSuperblock {

    public static final int OFFSET = 1024;
    public static final int LENGTH = 1024;

    private static final String WRONG_CHECKSUM = "The checksum of the superblock is wrong; check the file "
            + "system, which restores it from a copy.";
    private static final String CONTRADICTS = " contradicts itself; check the file system, which puts one of "
            + "its copies back.";
    private static final String ERRORS = " while it was mounted; check it first.";
    private static final int COMPAT_JOURNAL = 0x4;
    private static final int COMPAT_SPARSE_SUPER_2 = 0x200;
    private static final int COMPAT_STABLE_INODES = 0x800;
    private static final int INCOMPAT_RECOVER = 0x4;
    private static final int INCOMPAT_JOURNAL_DEVICE = 0x8;
    private static final int INCOMPAT_META_BG = 0x10;
    private static final int INCOMPAT_64BIT = 0x80;
    private static final int INCOMPAT_MMP = 0x100;
    private static final int READ_ONLY_SPARSE_SUPER = 0x1;
    private static final int READ_ONLY_GROUP_CHECKSUM = 0x10;
    private static final int READ_ONLY_BIGALLOC = 0x200;
    private static final int READ_ONLY_METADATA_CHECKSUM = 0x400;
    /**
     * What e2fsck 1.47 repairs and the reader here understands (lib/ext2fs/ext2fs.h,
     * EXT2_LIB_FEATURE_*_SUPP).
     */
    private static final int KNOWN_COMPAT = 0x1e3f;
    private static final int KNOWN_INCOMPAT = 0x3e7d6;
    private static final int KNOWN_READ_ONLY = 0x1f77f;
    /** What ext2 may have, what ext3 adds; anything beyond is ext4 (util-linux, superblocks/ext.c). */
    private static final int EXT2_INCOMPAT = 0x12;
    private static final int EXT3_INCOMPAT = EXT2_INCOMPAT | INCOMPAT_RECOVER;
    private static final int EXT2_READ_ONLY = 0x7;
    private static final int STATE_CLEAN = 1;
    private static final int STATE_ERRORS = 2;

    private final Structure bytes;

    private ExtSuperblock(Structure bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns the primary superblock, where the magic is there and it is no journal of another file system.
     */
    static Optional<ExtSuperblock> read(BlockDevice slice) throws IOException {
        return Structure.read(slice, OFFSET, LENGTH)
                .filter(bytes -> bytes.u16(0x38) == 0xef53)
                .map(ExtSuperblock::new)
                .filter(superblock -> (superblock.incompat() & INCOMPAT_JOURNAL_DEVICE) == 0);
    }

    /**
     * Returns where a copy of a lost superblock is, in a sentence: that of group 1, for each size of a block
     * that a program makes.
     */
    public static Optional<String> lost(BlockDevice slice) throws IOException {
        for (int block : new int[] {1024, 2048, 4096}) {
            long place = 8L * block + (block == 1024 ? 1 : 0);
            Optional<ExtSuperblock> copy = Structure.read(slice, place * block, LENGTH)
                    .filter(bytes -> bytes.u16(0x38) == 0xef53 && bytes.u16(0x5a) == 1)
                    .map(ExtSuperblock::new)
                    .filter(it -> it.isConsistent() && it.blockSize() == block && it.size() <= slice.size());
            if (copy.isPresent()) {
                return Optional.of("The first superblock of an ext" + copy.get().version()
                        + copy.get().label()
                                .map(label -> " “" + label + "”").orElse("")
                        + " is lost, and a copy of it is there: "
                        + "“e2fsck -b " + place + " -B " + block + "” puts it back.");
            }
        }
        return Optional.empty();
    }

    /** 2, 3 or 4. */
    int version() {
        boolean beyond3 = (incompat() & ~EXT3_INCOMPAT) != 0 || (readOnly() & ~EXT2_READ_ONLY) != 0;
        return beyond3 ? 4 : hasJournal() ? 3 : (incompat() & ~EXT2_INCOMPAT) != 0 ? 4 : 2;
    }

    Optional<String> label() {
        return bytes.label(0x78, 16);
    }

    Optional<String> uuid() {
        return bytes.uuid(0x68);
    }

    /** Bytes of a block, 1024 to 65536. */
    int blockSize() {
        return 1024 << bytes.u32(0x18);
    }

    long blocks() {
        return bytes.u32(0x4) | (is64Bit() ? bytes.u32(0x150) << 32 : 0);
    }

    /** Bytes that the file system spans. */
    long size() {
        return blocks() * blockSize();
    }

    /**
     * Bytes in use as it counts them itself; nothing where it counts more free than there are, or none while
     * it is mounted: Linux writes that as it mounts one (fs/ext4/super.c), and the true number later.
     */
    OptionalLong used() {
        long free = bytes.u32(0xc) | (is64Bit() ? bytes.u32(0x158) << 32 : 0);
        return free < 0 || free > blocks() || free == 0 && !isClean()
                ? OptionalLong.empty()
                : OptionalLong.of((blocks() - free) * blockSize());
    }

    int blocksPerCluster() {
        return isBigalloc() ? 1 << bytes.u32(0x1c) - bytes.u32(0x18) : 1;
    }

    long blocksPerGroup() {
        return bytes.u32(0x20);
    }

    long clustersPerGroup() {
        return isBigalloc() ? bytes.u32(0x24) : blocksPerGroup();
    }

    long firstDataBlock() {
        return bytes.u32(0x14);
    }

    long groups() {
        return (blocks() - firstDataBlock() + blocksPerGroup() - 1) / blocksPerGroup();
    }

    int descriptorSize() {
        return is64Bit() ? bytes.u16(0xfe) : 32;
    }

    int descriptorsPerBlock() {
        return blockSize() / descriptorSize();
    }

    long descriptorBlocks() {
        return (groups() + descriptorsPerBlock() - 1) / descriptorsPerBlock();
    }

    int reservedDescriptorBlocks() {
        return bytes.u16(0xce);
    }

    boolean hasMetaGroups() {
        return (incompat() & INCOMPAT_META_BG) != 0;
    }

    /** The first meta block group, counted in descriptor blocks; all descriptors before it lie in one row. */
    long firstMetaGroup() {
        return bytes.u32(0x104);
    }

    /** Blocks that an inode table takes. */
    long inodeTableBlocks() {
        long inodeSize = bytes.u32(0x4c) == 0 ? 128 : bytes.u16(0x58);
        return (bytes.u32(0x28) * inodeSize + blockSize() - 1) / blockSize();
    }

    /** Blocks of the smallest group at the end that is worth its tables: those, and 50 of files. */
    long smallestGroup() {
        return 3 + inodeTableBlocks() + descriptorBlocks() + reservedDescriptorBlocks() + 50
                + (long) blocksPerCluster();
    }

    /** The number of groups whose tables lie together; 1 without flex_bg. */
    long groupsPerFlexGroup() {
        int bits = bytes.u8(0x174);
        return (incompat() & 0x200) != 0 && bits < 31 ? 1L << bits : 1;
    }

    /** Whether descriptors have flags such as BLOCK_UNINIT. */
    boolean hasDescriptorFlags() {
        return (readOnly() & (READ_ONLY_GROUP_CHECKSUM | READ_ONLY_METADATA_CHECKSUM)) != 0;
    }

    boolean is64Bit() {
        return (incompat() & INCOMPAT_64BIT) != 0;
    }

    boolean hasJournal() {
        return (bytes.u32(0x5c) & COMPAT_JOURNAL) != 0;
    }

    /** Whether changes wait in the journal, so that the bitmaps on the disk are not the last word. */
    boolean needsRecovery() {
        return (incompat() & INCOMPAT_RECOVER) != 0;
    }

    /** Whether a machine that uses it says so in a block of its own (ext4 disk layout, "MMP"). */
    boolean isGuarded() {
        return (incompat() & INCOMPAT_MMP) != 0;
    }

    /** Seconds that a machine which finds the mark of another one waits for it to change. */
    int guardSeconds() {
        return Math.min(300, 2 * Math.max(5, bytes.u16(0x166)) + 1);
    }

    boolean isClean() {
        return (bytes.u16(0x3a) & (STATE_CLEAN | STATE_ERRORS)) == STATE_CLEAN && !needsRecovery();
    }

    /** Whether a group begins with a copy of the superblock and of the descriptors. */
    boolean hasBackup(long group) {
        if (group == 0) {
            return true;
        }
        if ((bytes.u32(0x5c) & COMPAT_SPARSE_SUPER_2) != 0) {
            return group == bytes.u32(0x24c) || group == bytes.u32(0x250);
        }
        return (readOnly() & READ_ONLY_SPARSE_SUPER) == 0 || group == 1
                || isPower(group, 3) || isPower(group, 5) || isPower(group, 7);
    }

    private static boolean isPower(long value, int base) {
        long rest = value;
        while (rest > 1 && rest % base == 0) {
            rest /= base;
        }
        return rest == 1;
    }

    /**
     * Whether the numbers fit each other, so that arithmetic on them neither overflows nor divides by zero.
     */
    boolean isConsistent() {
        if (bytes.u32(0x18) > 6 || bytes.u32(0x4c) > 1) {
            return false;
        }
        int bits = 8 * blockSize();
        long perGroup = blocksPerGroup();
        long firstExpected = blockSize() == 1024 && !isBigalloc() ? 1 : 0;
        int descriptor = descriptorSize();
        return (!isBigalloc() || bytes.u32(0x1c) >= bytes.u32(0x18) && bytes.u32(0x1c) <= 20
                && bytes.u32(0x24) * blocksPerCluster() == perGroup)
                && perGroup >= 8 && clustersPerGroup() <= bits
                && firstDataBlock() == firstExpected
                && blocks() > firstExpected && blocks() < 1L << 46
                && descriptor >= 32 && descriptor <= blockSize() && Integer.bitCount(descriptor) == 1
                && (!is64Bit() || descriptor >= 64)
                && bytes.u32(0) > 0 && bytes.u32(0x28) > 0 && bytes.u32(0x28) <= bits
                && (bytes.u32(0x4c) == 0 || bytes.u16(0x58) >= 128 && bytes.u16(0x58) <= blockSize());
    }

    /** Whether e2fsck puts right what one of the problems tells. */
    static boolean isMendedByCheck(String problem) {
        return problem.equals(WRONG_CHECKSUM) || problem.endsWith(CONTRADICTS) || problem.endsWith(ERRORS);
    }

    /**
     * Returns why it must not be moved or resized as it is; empty when a check before the work puts it right.
     */
    List<String> problems(long partitionSize) {
        String name = "ext" + version();
        if (!isConsistent()) {
            return List.of("The superblock of this " + name + CONTRADICTS);
        }
        List<String> problems = new ArrayList<>();
        if (hasBadChecksum()) {
            problems.add(WRONG_CHECKSUM);
        }
        unknown().ifPresent(problems::add);
        if (size() > partitionSize) {
            problems.add(Problems.longerThanPartition(name, size(), partitionSize));
        }
        if ((bytes.u16(0x3a) & STATE_ERRORS) != 0) {
            problems.add("Errors were found in this " + name + ERRORS);
        }
        if (needsRecovery() && hasJournalElsewhere()) {
            problems.add("The journal of this " + name + " lies on another device and holds changes that are"
                    + " not yet in it; mount it once where both are there.");
        }
        return problems;
    }

    /** Says which features e2fsck does not know: it changes nothing then, and calls that damage. */
    private Optional<String> unknown() {
        int compatible = (int) bytes.u32(0x5c) & ~KNOWN_COMPAT;
        int incompatible = incompat() & ~KNOWN_INCOMPAT;
        int readOnly = readOnly() & ~KNOWN_READ_ONLY;
        boolean isTrue = isConsistent() && !hasBadChecksum(); // else a copy may say otherwise
        return (compatible | incompatible | readOnly) == 0 || !isTrue ? Optional.empty()
                : Optional.of(String.format("This ext%d has features that Platter does not know (compatible "
                        + "0x%x, incompatible 0x%x, read-only 0x%x); change it with the system that made it.",
                        version(), compatible, incompatible, readOnly));
    }

    /** Returns what e2fsprogs do not do to one with its features, and where it can be mounted. */
    Content.Limits limits() {
        Map<String, String> never = new HashMap<>();
        unknown().ifPresent(text -> never.put(Action.CHECK.name(), text));
        if ((bytes.u32(0x5c) & COMPAT_STABLE_INODES) != 0) {
            never.put(Action.SHRINK.name(), "Its inodes must keep their numbers (the feature "
                    + "stable_inodes), and resize2fs would change them.");
            never.put(Action.UUID.name(),
                    "Its files are encrypted with its UUID (the feature stable_inodes).");
        }
        if (isBigalloc()) {
            for (Action action : List.of(Action.GROW, Action.SHRINK)) {
                never.put(action.name(), "It gives out space in clusters (the feature bigalloc), for which "
                        + "resize2fs is not made.");
            }
        }
        if (hasJournalElsewhere()) {
            for (Action action : List.of(Action.GROW, Action.SHRINK, Action.CHECK, Action.UUID,
                    Action.LABEL)) {
                never.put(action.name(), "Its journal lies on another device, without which it cannot be "
                        + "checked; work on it where both are.");
            }
        }
        return new Content.Limits(OptionalLong.empty(), never,
                isConsistent() ? OptionalLong.of(blockSize()) : OptionalLong.empty());
    }

    /** Whether its journal is on a device of its own (ext4 disk layout, "s_journal_uuid"). */
    boolean hasJournalElsewhere() {
        return hasJournal() && bytes.u32(0xe0) == 0;
    }

    /** Returns what a check before any change puts right. */
    List<String> notes() {
        String name = "ext" + version();
        return needsRecovery()
                ? List.of("The journal of this " + name + " holds changes that are not yet in it, as "
                        + "while it is mounted or after a crash; a check replays them.")
                : (bytes.u16(0x3a) & STATE_CLEAN) == 0
                        ? List.of("This " + name + " is not marked as unmounted; "
                                + "a check puts right what that left.")
                : List.of();
    }

    private boolean hasBadChecksum() {
        if ((readOnly() & READ_ONLY_METADATA_CHECKSUM) == 0) {
            return false;
        }
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.bytes(0, 0x3fc));
        // ext4 leaves out the final inversion that the class makes
        return (~checksum.getValue() & 0xffff_ffffL) != bytes.u32(0x3fc);
    }

    private boolean isBigalloc() {
        return (readOnly() & READ_ONLY_BIGALLOC) != 0;
    }

    private int incompat() {
        return (int) bytes.u32(0x60);
    }

    private int readOnly() {
        return (int) bytes.u32(0x64);
    }
}
