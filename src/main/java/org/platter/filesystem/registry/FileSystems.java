package org.platter.filesystem.registry;

import static org.platter.base.ByteSize.GIB;
import static org.platter.base.ByteSize.KIB;
import static org.platter.base.ByteSize.MIB;
import static org.platter.base.ByteSize.TIB;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.platter.base.ByteRange;
import org.platter.base.RangeSet;
import org.platter.block.BlockDevice;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Viewing;
import org.platter.filesystem.btrfs.Btrfs;
import org.platter.filesystem.exfat.Exfat;
import org.platter.filesystem.ext.Ext;
import org.platter.filesystem.ext.ExtSuperblock;
import org.platter.filesystem.fat.Fat;
import org.platter.filesystem.hfs.Hfs;
import org.platter.filesystem.hfs.HfsPlus;
import org.platter.filesystem.ntfs.Ntfs;
import org.platter.filesystem.other.F2fs;
import org.platter.filesystem.other.Jfs;
import org.platter.filesystem.other.Minix;
import org.platter.filesystem.other.Nilfs;
import org.platter.filesystem.other.Ocfs2;
import org.platter.filesystem.other.Reiser4;
import org.platter.filesystem.other.Reiserfs;
import org.platter.filesystem.other.Swap;
import org.platter.filesystem.other.Udf;
import org.platter.filesystem.volume.Luks;
import org.platter.filesystem.volume.Lvm;
import org.platter.filesystem.xfs.Xfs;
import org.platter.layout.Content;

/** All file systems that can be made, resized and checked, and the recognition of everything else. */
public final class FileSystems {

    private static final List<FileSystemType> ALL = List.of(new Ext(4), new Ext(3), new Ext(2), new Fat(32),
            new Fat(16), new Fat(12), new Exfat(), new Ntfs(), new Btrfs(), new Xfs(), new F2fs(), new Jfs(),
            new Nilfs(), new Reiserfs(), new Reiser4(), new Ocfs2(), new Udf(), new Hfs(), new HfsPlus(),
            new Minix(), new Swap(), new Lvm(), new Luks(2), new Luks(1));

    /** Types that are told by so little that anything else comes first. */
    private static final List<FileSystemType> LAST = types("minix");
    private static final List<FileSystemType> OTHERS = ALL.stream().filter(type -> !LAST.contains(type))
            .toList();

    /** Kinds that one medium holds by intent: the first that is found stands for both. */
    private static final List<Set<String>> HYBRIDS = List.of(Set.of("udf", "iso9660"),
            Set.of("hfs", "hfsplus"));

    /** Why nothing more is done to some of what is only recognised, by blkid's names. */
    private static final Map<String, String> UNMANAGED = Map.of(
            "bcachefs", "Its programs, the package bcachefs-tools, are in neither Debian 12 nor 13, so "
                    + "nothing that they do could be tested.",
            "ocfs2", "A cluster shares this OCFS2: without the cluster's service its programs change "
                    + "nothing.");

    /** Where signatures lie: offset, from the end where negative, and length. */
    private static final long[][] SIGNATURES = {
        {0, 512 * KIB}, // nearly all; both first labels of ZFS
        {512 * KIB, 4 * KIB}, {MIB, 4 * KIB}, {2 * MIB, 4 * KIB}, {4 * MIB, 4 * KIB}, // LUKS2's copy, VMFS
        {64 * MIB, 68 * KIB}, {256 * GIB, 4 * KIB}, {1024 * TIB, 4 * KIB}, // copies of Btrfs
        {-3087 * 512, 512}, // Promise RAID
        {-2 * MIB, 2 * MIB}, // bcachefs, MD, DDF, ISW, last labels of ZFS, NILFS2, GPT, backup boot sectors
    };

    private FileSystems() {}

    /** Returns every type that has lore of its own, in the order in which menus show them. */
    public static List<FileSystemType> all() {
        return ALL;
    }

    /**
     * Returns the type that scripts call {@code id}; {@code fat} and {@code vfat} are FAT32. Ignores case.
     */
    public static Optional<FileSystemType> byId(String id) {
        return byId(id, Long.MAX_VALUE);
    }

    /**
     * Returns the type that scripts call {@code id}; {@code fat} and {@code vfat} are FAT16 where a partition
     * of {@code partitionSize} bytes is below 512 MiB, else FAT32. Ignores case.
     */
    public static Optional<FileSystemType> byId(String id, long partitionSize) {
        String name = id.toLowerCase(Locale.ROOT);
        String exact = name.equals("fat") || name.equals("vfat")
                ? partitionSize < 512L << 20 ? "fat16" : "fat32"
                : name.equals("linux-swap") ? "swap" : name.equals("luks") ? "luks2" : name;
        return ALL.stream().filter(type -> type.id().equals(exact)).findFirst();
    }

    /** Returns the type that a content is of; nothing where the content is no file system with lore here. */
    public static Optional<FileSystemType> of(Content content) {
        return content instanceof Content.FileSystem known
                ? byId(known.id(), known.size().orElse(Long.MAX_VALUE))
                : Optional.empty();
    }

    /** Returns how the files of what blkid calls so are shown, whether or not more is known of it. */
    public static Viewing viewing(String blkidName) {
        return ALL.stream().filter(type -> type.blkidName().equals(blkidName)).findFirst()
                .map(FileSystemType::viewing).orElseGet(() -> Viewing.byKernel(blkidName, ""));
    }

    /** Returns a sentence on why what blkid calls so is only moved and copied, where there is more to say. */
    public static Optional<String> whyUnmanaged(String blkidName) {
        return Optional.ofNullable(UNMANAGED.get(blkidName));
    }

    /**
     * Returns what lies in the slice: a file system, something of which only the signature is known, {@link
     * Content.Ambiguous} where there are structures of several, or nothing known. What is a member of
     * something larger hides the file system that may seem to lie in it.
     *
     * @throws IOException if the slice cannot be read
     */
    public static Content probe(BlockDevice slice) throws IOException {
        Optional<Content.Opaque> member = Signatures.raid(slice);
        member = member.isPresent() ? member : Signatures.member(slice);
        if (member.isPresent()) {
            return member.get();
        }
        List<Content> readings = new ArrayList<>();
        probe(slice, OTHERS).forEach(found -> add(readings, found));
        Signatures.fileSystems(slice).forEach(found -> add(readings, found));
        if (readings.size() > 1 && !Fat.hasTable(slice)) { // a boot sector alone, such as a loader keeps
            readings.removeIf(reading -> reading.type().equals(Optional.of("vfat")));
        }
        if (readings.isEmpty()) {
            readings.addAll(probe(slice, LAST));
        }
        if (readings.isEmpty()) {
            RareSignatures.last(slice).ifPresent(readings::add);
        }
        return readings.size() > 1 ? new Content.Ambiguous(readings)
                : readings.isEmpty() ? new Content.Unknown() : readings.get(0);
    }

    /**
     * Returns the member of a RAID that a whole disk is, by what Linux or a controller keeps on it, whatever
     * else is on it.
     *
     * @throws IOException if the disk cannot be read
     */
    public static Optional<Content.Opaque> member(BlockDevice disk) throws IOException {
        Optional<Content.Opaque> found = Signatures.raid(disk);
        found = found.isPresent() ? found
                : Signatures.member(disk).filter(member -> member.name().endsWith("_raid_member"));
        return found.isPresent() ? found : MainboardRaid.find(disk);
    }

    /**
     * Returns what is left of an ext of which the first superblock is lost, in a sentence, where a copy is.
     */
    public static Optional<String> lostExt(BlockDevice slice) throws IOException {
        return ExtSuperblock.lost(slice);
    }

    /**
     * Returns the file system that begins where a slice does and lies in it whole, as its own structures
     * prove; nothing for swap space, which holds nothing to lose.
     *
     * @throws IOException if the slice cannot be read
     */
    public static Optional<Content.FileSystem> whole(BlockDevice slice) throws IOException {
        Content found = probe(slice);
        for (Content reading : found instanceof Content.Ambiguous several ? several.readings()
                : List.of(found)) {
            if (reading instanceof Content.FileSystem known && known.problems().isEmpty()
                    && known.size().isPresent() && known.size().getAsLong() <= slice.size()
                    && !known.name().equals("swap") && (!known.name().equals("vfat")
                            || Fat.hasTable(slice))) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    private static void add(List<Content> readings, Content found) {
        String name = found.type().orElseThrow();
        Set<String> same = HYBRIDS.stream().filter(names -> names.contains(name)).findFirst()
                .orElse(Set.of(name));
        if (readings.stream().noneMatch(other -> same.contains(other.type().orElseThrow()))) {
            readings.add(found);
        }
    }

    private static List<Content.FileSystem> probe(BlockDevice slice, List<FileSystemType> types)
            throws IOException {
        List<Content.FileSystem> all = new ArrayList<>();
        for (FileSystemType type : types) {
            type.probe(slice).ifPresent(all::add);
        }
        return all;
    }

    private static List<FileSystemType> types(String... ids) {
        return ALL.stream().filter(type -> List.of(ids).contains(type.id())).toList();
    }

    /**
     * Returns the bytes of a partition of this size that are zeroed before a format, so that no old signature
     * is left: every place where one can lie, relative to the partition's start.
     */
    public static RangeSet signatureRanges(long partitionSize) {
        List<ByteRange> ranges = new ArrayList<>();
        for (long[] place : SIGNATURES) {
            long start = place[0] < 0 ? partitionSize + place[0] : place[0];
            long end = Math.min(partitionSize, start + place[1]);
            ranges.add(new ByteRange(Math.max(0, Math.min(start, end)), Math.max(0, end)));
        }
        return RangeSet.of(ranges);
    }
}
