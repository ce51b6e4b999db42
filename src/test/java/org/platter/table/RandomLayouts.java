package org.platter.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.platter.base.ByteRange;
import org.platter.layout.Content;
import org.platter.layout.Geometry;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.layout.Table;
import org.platter.layout.TableType;

/** Makes valid layouts and changes them as a person might: delete, retype, shrink, create; by a seed. */
final class RandomLayouts {

    private static final String[] DOS_TYPES = {"0x83", "0x82", "0x07", "0x0c", "0xef", "0x8e", "0xfd",
        "0xa5"};
    private static final String[] GPT_TYPES = {"0fc63daf-8483-4772-8e79-3d69d8477de4",
        "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f", "c12a7328-f81f-11d2-ba4b-00a0c93ec93b",
        "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7", "5d41402a-bc4b-4a76-b971-9d911017c592"};
    private static final String[] FLAGS = {"required", "no-block-io", "legacy-boot", "bit48", "bit60",
        "bit63"};
    private static final String[] NAMES = {"EFI System", "root", "größer", "данные", "a \"quoted\" name",
        "日本",
        "exactly thirty-six characters long!!", "\ud83d\ude00 smile", "c:\\dos"};

    private final Random random;
    private final int sectorSize;
    private final long grain;

    /** @param grain what starts and sizes are multiples of, in bytes */
    RandomLayouts(Random random, int sectorSize, long grain) {
        this.random = random;
        this.sectorSize = sectorSize;
        this.grain = grain;
    }

    Layout empty(TableType type, long diskSize) {
        Table table = PartitionTables.empty(type, diskSize, sectorSize);
        return new Layout(table, diskSize, sectorSize, Geometry.STANDARD, List.of(), List.of());
    }

    /** Returns {@code before} with some of its partitions gone, some changed, and new ones. */
    Layout changed(Layout before) {
        List<Partition> kept = new ArrayList<>();
        for (Partition partition : before.partitions()) {
            boolean framesOthers = partition.role() == Role.EXTENDED
                    && before.partitions().stream().anyMatch(p -> p.role() == Role.LOGICAL);
            if (framesOthers || random.nextInt(4) > 0) {
                kept.add(random.nextBoolean() || partition.role() == Role.EXTENDED ? partition
                        : altered(partition));
            }
        }
        Layout layout = renumbered(before.withPartitions(kept));
        for (int i = random.nextInt(5); i > 0; i--) {
            layout = withNew(layout);
        }
        return layout;
    }

    private Partition altered(Partition partition) {
        boolean gpt = partition.uuid().isPresent();
        Partition altered = partition.withTypeCode(any(gpt ? GPT_TYPES : DOS_TYPES)).withFlags(flags(gpt));
        if (gpt && random.nextBoolean()) {
            altered = altered.withName(name()).withUuid(Optional.of(uuid()));
        }
        ByteRange range = partition.range();
        if (range.length() > 2 * grain && random.nextBoolean()) {
            altered = altered.withRange(part(range));
        }
        return altered;
    }

    private Layout renumbered(Layout layout) {
        List<Partition> logicals = layout.partitions().stream().filter(p -> p.role() == Role.LOGICAL)
                .sorted(Comparator.comparing(Partition::number)).toList();
        Layout result = layout;
        for (int i = 0; i < logicals.size(); i++) {
            Partition logical = logicals.get(i).withNumber(5 + i);
            if (i == 0) {
                logical = logical.withEbr(OptionalLong.of(layout.extended().orElseThrow().range().start()));
            }
            result = result.with(logical);
        }
        return result;
    }

    private Layout withNew(Layout layout) {
        boolean gpt = layout.table().type() == TableType.GPT;
        List<ByteRange> gaps = layout.free().stream().filter(gap -> gap.length() >= 3 * grain).toList();
        if (gaps.isEmpty()) {
            return layout;
        }
        ByteRange gap = gaps.get(random.nextInt(gaps.size()));
        boolean logical = layout.isLogicalSpace(gap);
        int number = number(layout, logical, gpt);
        ByteRange range = part(new ByteRange(gap.start() + (logical ? grain : 0), gap.end()));
        if (number == 0 || range.isEmpty()) {
            return layout;
        }
        boolean frame = !gpt && !logical && layout.extended().isEmpty() && random.nextInt(3) == 0;
        OptionalLong ebr = OptionalLong.empty();
        if (logical) {
            long inGap = range.start() - sectorSize * (1
                    + random.nextLong((range.start() - gap.start()) / sectorSize));
            ebr = OptionalLong.of(number == 5 ? layout.extended().orElseThrow().range().start() : inGap);
        }
        return layout.with(new Partition(PartitionId.fresh(), number, range,
                frame ? Role.EXTENDED : logical ? Role.LOGICAL : Role.PRIMARY,
                frame ? any("0x05", "0x0f", "0x85") : any(gpt ? GPT_TYPES : DOS_TYPES),
                gpt ? name() : Optional.empty(), gpt ? Optional.of(uuid()) : Optional.empty(),
                frame ? Set.of() : flags(gpt), ebr, frame ? new Content.Extended() : new Content.Unknown()));
    }

    private int number(Layout layout, boolean logical, boolean gpt) {
        if (logical) {
            return 5 + (int) layout.partitions().stream().filter(p -> p.role() == Role.LOGICAL).count();
        }
        int most = gpt ? layout.table().maximumPartitions() : 4;
        List<Integer> free = IntStream.rangeClosed(1, most)
                .filter(number -> layout.partition(number).isEmpty()).boxed().toList();
        return free.isEmpty() ? 0 : free.get(random.nextInt(Math.min(free.size(), 6)));
    }

    /** Returns a part of a range that begins and ends at multiples of the grain; empty if there is none. */
    private ByteRange part(ByteRange range) {
        long first = (range.start() + grain - 1) / grain;
        long last = range.end() / grain;
        if (last - first < 1) {
            return new ByteRange(range.start(), range.start());
        }
        long start = first + random.nextLong(Math.max(1, (last - first) / 2));
        long end = start + 1 + random.nextLong(last - start);
        return new ByteRange(start * grain, end * grain);
    }

    private Set<String> flags(boolean gpt) {
        Set<String> flags = new TreeSet<>();
        if (gpt) {
            IntStream.range(0, 3).filter(i -> random.nextInt(3) == 0).forEach(i -> flags.add(any(FLAGS)));
        } else if (random.nextInt(8) == 0) {
            flags.add("boot");
        }
        return flags;
    }

    private Optional<String> name() {
        return random.nextInt(3) == 0 ? Optional.empty() : Optional.of(any(NAMES));
    }

    private UUID uuid() {
        return new UUID(random.nextLong() & ~0xf000L | 0x4000L, random.nextLong() & ~(3L << 62) | 1L << 63);
    }

    private String any(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
