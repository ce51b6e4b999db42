package org.platter.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.layout.Content;
import org.platter.layout.Geometry;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Problem;
import org.platter.layout.Role;
import org.platter.layout.Table;
import org.platter.layout.TableType;

/**
 * A vocabulary for layouts in tests: {@code Disks.dos("10GiB").primary(63, 204800, ext4("root")).layout()}.
 */
public final class Disks {

    private final Table table;
    private final long size;
    private final int sectorSize;
    private Geometry geometry = Geometry.STANDARD;
    private final List<Partition> partitions = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private Disks(TableType type, String size, int sectorSize) {
        this.size = ByteSize.floor(bytes(size), sectorSize);
        this.sectorSize = sectorSize;
        long entries = ByteSize.ceil(128 * 128, sectorSize) + sectorSize;
        this.table = switch (type) {
            case NONE -> new Table(type, "", new ByteRange(0, this.size), 1);
            case DOS -> new Table(type, "0x2d9a5c11",
                    new ByteRange(sectorSize, Math.min(this.size, (1L << 32) * sectorSize)), 4);
            case GPT -> new Table(type, "3b7e1a52-6d0c-4f7e-9d41-0c5a8f2be613",
                    new ByteRange(sectorSize + entries, this.size - entries), 128);
        };
    }

    /** Returns an empty disk with a DOS table; the size as scripts write it. */
    public static Disks dos(String size) {
        return dos(size, 512);
    }

    public static Disks dos(String size, int sectorSize) {
        return new Disks(TableType.DOS, size, sectorSize);
    }

    public static Disks gpt(String size) {
        return gpt(size, 512);
    }

    public static Disks gpt(String size, int sectorSize) {
        return new Disks(TableType.GPT, size, sectorSize);
    }

    /** Returns a disk without a table that one file system fills. */
    public static Disks plain(String size, Content content) {
        Disks disks = new Disks(TableType.NONE, size, 512);
        return disks.add(0, disks.size / 512, Role.PRIMARY, content);
    }

    /** Returns the disk of the thumb drive that grows: 966 MiB, two ext4 partitions at these sectors. */
    public static Disks thumb(long start1, long sectors1, long start2, long sectors2) {
        return dos("1012924416").primary(start1, sectors1, ext4("vdg01", 30 << 20))
                .primary(start2, sectors2, ext4("vdg02", 40 << 20));
    }

    public Disks geometry(int heads, int sectorsPerTrack) {
        geometry = new Geometry(heads, sectorsPerTrack);
        return this;
    }

    /** Adds a primary partition, in sectors. */
    public Disks primary(long start, long sectors, Content content) {
        return add(start, sectors, Role.PRIMARY, content);
    }

    public Disks primary(long start, long sectors) {
        return primary(start, sectors, new Content.Unknown());
    }

    public Disks extended(long start, long sectors) {
        return add(start, sectors, Role.EXTENDED, new Content.Extended());
    }

    /**
     * Adds a logical partition whose EBR lies 2048 sectors before it; that of the first one where it has to.
     */
    public Disks logical(long start, long sectors, Content content) {
        return add(start, sectors, Role.LOGICAL, content);
    }

    public Disks problem(String text, boolean isRepairable) {
        problems.add(new Problem(text, isRepairable));
        return this;
    }

    private Disks add(long start, long sectors, Role role, Content content) {
        long logicals = partitions.stream().filter(p -> p.role() == Role.LOGICAL).count();
        long others = partitions.size() - logicals;
        boolean isLogical = role == Role.LOGICAL;
        OptionalLong ebr = !isLogical ? OptionalLong.empty()
                : OptionalLong.of(logicals > 0 ? (start - 2048) * sectorSize
                        : partitions.stream().filter(p -> p.role() == Role.EXTENDED).findFirst().orElseThrow()
                                .range().start());
        PartitionId id = PartitionId.fresh();
        String code = switch (table.type()) {
            case NONE -> "";
            case DOS -> role == Role.EXTENDED ? "0x0f" : "0x83";
            case GPT -> "0fc63daf-8483-4772-8e79-3d69d8477de4";
        };
        partitions.add(new Partition(id, (int) (isLogical ? 5 + logicals : 1 + others),
                ByteRange.of(start * sectorSize, sectors * sectorSize), role, code, Optional.empty(),
                table.type() == TableType.GPT ? Optional.of(Fresh.guid(id)) : Optional.empty(), Set.of(), ebr,
                content));
        return this;
    }

    public Layout layout() {
        return new Layout(table, size, sectorSize, geometry, partitions, problems);
    }

    /** Returns the partition of this layout with a number. */
    public static Partition partition(Layout layout, int number) {
        return layout.partition(number).orElseThrow();
    }

    /** Returns an ext4 file system of which nothing is known but the label, and what is used. */
    public static Content.FileSystem ext4(String label, long used) {
        return new Content.FileSystem("ext4", Optional.of(label),
                Optional.of("00000001-5eed-4a11-8000-000000000001"),
                OptionalLong.empty(), OptionalLong.of(used), OptionalLong.empty(), List.of());
    }

    public static Content.Opaque opaque(String name) {
        return new Content.Opaque(name, Optional.empty(), Optional.empty());
    }

    private static long bytes(String size) {
        try {
            return ByteSize.parse(size);
        } catch (Refusal refusal) {
            throw new IllegalArgumentException(refusal);
        }
    }
}
