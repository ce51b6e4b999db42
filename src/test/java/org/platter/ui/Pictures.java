package org.platter.ui;

import static org.platter.base.ByteSize.GIB;
import static org.platter.base.ByteSize.MIB;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.platter.base.ByteRange;
import org.platter.layout.Content;
import org.platter.layout.Geometry;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Problem;
import org.platter.layout.Role;
import org.platter.layout.Table;
import org.platter.layout.TableType;

/** Layouts made by hand. */
final class Pictures {

    static final PartitionId FIRST = PartitionId.fresh();
    static final PartitionId SECOND = PartitionId.fresh();

    private Pictures() {}

    static Layout dos(long size, Partition... partitions) {
        return new Layout(new Table(TableType.DOS, "0x2d9a5c11", new ByteRange(512, size), 4), size, 512,
                Geometry.STANDARD, List.of(partitions), List.of());
    }

    static Layout gpt(long size, List<Partition> partitions) {
        return new Layout(new Table(TableType.GPT, "9a1b6ef0-3f9e-4c4b-8f4a-1f9b3f1f1111",
                new ByteRange(34 * 512, size - 33 * 512), 128), size, 512, Geometry.STANDARD, partitions,
                List.of());
    }

    static Content fs(String name, String label, long size, long used) {
        return new Content.FileSystem(name, label.isEmpty() ? Optional.empty() : Optional.of(label),
                Optional.of("2d9a5c11-0000-4000-8000-000000000001"), OptionalLong.of(size),
                OptionalLong.of(used),
                OptionalLong.of(used), List.of());
    }

    static Partition primary(PartitionId id, int number, long start, long size, Content content) {
        return new Partition(id, number, ByteRange.of(start, size), Role.PRIMARY, "0x83", Optional.empty(),
                Optional.empty(), Set.of(), OptionalLong.empty(), content);
    }

    static Partition logical(int number, long start, long size, Content content) {
        return new Partition(PartitionId.fresh(), number, ByteRange.of(start, size), Role.LOGICAL, "0x83",
                Optional.empty(), Optional.empty(), Set.of(), OptionalLong.of(start - MIB), content);
    }

    static Partition extended(int number, long start, long size) {
        return new Partition(PartitionId.fresh(), number, ByteRange.of(start, size), Role.EXTENDED, "0x05",
                Optional.empty(), Optional.empty(), Set.of(), OptionalLong.empty(), new Content.Extended());
    }

    /** Two ext4 of 478 and 486 MiB, and 2 GiB free behind them. */
    static Layout two() {
        return dos(3 * GIB, primary(FIRST, 1, MIB, 478 * MIB, fs("ext4", "vdg01", 478 * MIB, 34 * MIB)),
                primary(SECOND, 2, 479 * MIB, 486 * MIB, fs("ext4", "vdg02", 486 * MIB, 67 * MIB)));
    }

    /** The second of two cannot be read. */
    static Layout unreadable() {
        return two().with(two().partition(SECOND).orElseThrow().withContent(new Content.Unreadable(
                "What is in partition 2 is not known: /dev/sdb: cannot read 256 bytes at 0x1df00000: the "
                        + "device below reports an input/output error.")));
    }

    /** EFI, Windows and Linux beside each other, and some rest. */
    static Layout mixed() {
        List<Partition> all = new ArrayList<>();
        long at = MIB;
        Object[][] rows = {
            {"vfat", "EFI", 512L, 40L}, {"ntfs", "Windows", 9000L, 6200L},
            {"ext4", "debian root", 6000L, 3100L},
            {"btrfs", "snapshots and other long names that do not fit anywhere", 4000L, 1900L},
            {"xfs", "", 2500L, 400L}, {"swap", "", 2048L, 0L}};
        int number = 1;
        for (Object[] row : rows) {
            long size = (Long) row[2] * MIB;
            all.add(primary(PartitionId.fresh(), number++, at, size,
                    fs((String) row[0], (String) row[1], size, (Long) row[3] * MIB))
                    .withName(Optional.of("part")));
            at += size;
        }
        all.add(primary(PartitionId.fresh(), number, at, 700 * MIB,
                new Content.Opaque("crypto_LUKS", Optional.empty(), Optional.empty())));
        return gpt(32 * GIB, all);
    }

    /** Primaries, and logicals in an extended partition with free space. */
    static Layout nested() {
        return dos(8 * GIB, primary(FIRST, 1, MIB, 1500 * MIB, fs("ntfs", "System", 1500 * MIB, 900 * MIB)),
                primary(SECOND, 2, 1501 * MIB, 700 * MIB, fs("vfat", "SHARE", 700 * MIB, 100 * MIB)),
                extended(3, 2300 * MIB, 4800 * MIB),
                logical(5, 2301 * MIB, 2000 * MIB, fs("ext3", "home", 2000 * MIB, 300 * MIB)),
                logical(6, 4400 * MIB, 900 * MIB, fs("ext2", "boot", 800 * MIB, 90 * MIB)),
                logical(7, 5301 * MIB, 400 * MIB, new Content.Unknown()));
    }

    /** Sixteen partitions with labels, each a little larger than the one before. */
    static Layout spread() {
        List<Partition> all = new ArrayList<>();
        long at = MIB;
        for (int i = 1; i <= 16; i++) {
            long size = (300 + 40 * i) * MIB;
            all.add(primary(PartitionId.fresh(), i, at, size, fs("ext4", "data of " + i, size, size / 3)));
            at += size;
        }
        return gpt(12 * GIB, all);
    }

    /** Twenty partitions, of which most are tiny beside two large ones. */
    static Layout twenty() {
        List<Partition> all = new ArrayList<>();
        String[] types = {"ext4", "vfat", "ntfs", "swap", "btrfs", "xfs", "f2fs", "exfat", "ext3", "ext2"};
        long at = MIB;
        for (int i = 0; i < 20; i++) {
            long size = i == 4 ? 60 * GIB : i == 11 ? 30 * GIB : (8 + i) * MIB;
            all.add(primary(PartitionId.fresh(), i + 1, at, size,
                    fs(types[i % types.length], "part " + (i + 1), size, size / (2 + i % 3))));
            at += size;
        }
        return gpt(100 * GIB, all);
    }

    static Layout damaged(boolean repairable) {
        return two().withProblems(List.of(
                new Problem("The backup GPT is not at the end of the disk.", repairable),
                new Problem("The checksum of the primary GPT is wrong.", true)));
    }

    static Layout blank() {
        return new Layout(new Table(TableType.NONE, "", new ByteRange(0, GIB), 1), GIB, 512,
                Geometry.STANDARD,
                List.of(), List.of());
    }
}
