package org.platter.operation;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.platter.base.ByteSize;
import org.platter.filesystem.registry.FileSystems;
import org.platter.layout.Alignment;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/** Random disks and random wishes about them, the same for the same seed. */
final class RandomWork {

    private final Random random;

    RandomWork(long seed) {
        random = new Random(seed);
    }

    Layout disk(TableType type, int sectorSize) {
        String size = (256 + random.nextInt(20_000)) * (random.nextBoolean() ? 1_000_000L : 1 << 20) + "";
        Disks disks = type == TableType.DOS ? Disks.dos(size, sectorSize) : Disks.gpt(size, sectorSize);
        if (random.nextInt(4) == 0) {
            disks.geometry(16, 63);
        }
        return disks.layout();
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    Alignment alignment() {
        return oneOf(List.of(Alignment.values()));
    }

    private Amount amount(long around, Layout layout, boolean isNew) {
        long change = (random.nextInt(3) - 1) * (long) (random.nextDouble() * layout.diskSize() / 4);
        long bytes = Math.max(0, around + change);
        if (random.nextInt(20) == 0) {
            return oneOf(List.of(Amount.bytes(0), Amount.bytes(1), Amount.bytes(Long.MAX_VALUE),
                    Amount.relative(0), Amount.relative(Long.MAX_VALUE), Amount.relative(-Long.MAX_VALUE)));
        }
        return switch (random.nextInt(isNew ? 6 : 10)) {
            case 0 -> Amount.max();
            case 1 -> Amount.min();
            case 2 -> new Amount.Percent(BigDecimal.valueOf(random.nextInt(1001), 1));
            case 3 -> Amount.bytes(bytes);
            case 4 -> Amount.bytes(ByteSize.floor(bytes, layout.sectorSize()));
            case 5 -> Amount.bytes(ByteSize.floor(bytes, ByteSize.MIB));
            default -> Amount.relative((long) ((random.nextDouble() - 0.5) * layout.diskSize() / 3));
        };
    }

    private Optional<Amount> maybe(long around, Layout layout, boolean isNew) {
        return random.nextInt(3) == 0 ? Optional.empty() : Optional.of(amount(around, layout, isNew));
    }

    private Optional<String> maybe(String... words) {
        return random.nextBoolean() ? Optional.empty() : Optional.of(oneOf(List.of(words)));
    }

    private Optional<Role> role(Layout layout) {
        return layout.table().type() != TableType.DOS || random.nextInt(3) == 0 ? Optional.empty()
                : Optional.of(oneOf(List.of(Role.PRIMARY, Role.EXTENDED, Role.LOGICAL, Role.LOGICAL)));
    }

    Operation wish(Layout layout) {
        if (layout.partitions().size() < 2 || random.nextInt(5) == 0) {
            return creation(layout);
        }
        if (random.nextInt(12) == 0) {
            return new DiskResize(amount(layout.diskSize(), layout, false));
        }
        if (random.nextInt(100) == 0) {
            return new NewTable(oneOf(List.of(TableType.DOS, TableType.GPT)), Optional.empty());
        }
        Partition subject = oneOf(layout.partitions());
        PartitionId id = subject.id();
        return switch (random.nextInt(22)) {
            case 0, 1, 2, 3, 4 -> new Move(id, amount(subject.range().start(), layout, false), alignment());
            case 5, 6, 7 -> Resize.toSize(id, amount(subject.range().length(), layout, false), alignment());
            case 8, 9 -> new Resize(id, Optional.empty(),
                    Optional.of(amount(subject.range().end(), layout, false)), Optional.empty(), alignment());
            case 10 -> new Resize(id, Optional.of(amount(subject.range().start(), layout, false)),
                    Optional.empty(), Optional.empty(), alignment());
            case 11 -> new Resize(id, Optional.of(amount(subject.range().start(), layout, false)),
                    Optional.empty(), Optional.of(amount(subject.range().length(), layout, false)),
                    alignment());
            case 12 -> new Resize(id, Optional.of(amount(subject.range().start(), layout, false)),
                    Optional.of(amount(subject.range().end(), layout, false)), Optional.empty(), alignment());
            case 13, 14 -> new Delete(id);
            case 15 -> new Format(id, maybe("ext4", "ext2", "none", "befs"), maybe("data", "a \"b\" #c"));
            case 16 -> copy(layout, subject);
            case 17 -> new SetFlag(id, oneOf(List.of("boot", "required", "bit60")), random.nextBoolean());
            case 18 -> new SetName(id, oneOf(List.of("", "EFI", "my \\ disk = \u00e4\n")));
            case 19 -> new SetType(id, oneOf(List.of("swap", "0x83", "efi", "0x05", "nonsense")));
            case 20 -> new SetUuid(id, maybe("11111111-2222-4333-8444-555555555555"));
            default -> random.nextBoolean() ? new Check(id) : new SetLabel(id, oneOf(List.of("", "root",
                    "two words")));
        };
    }

    private Operation copy(Layout layout, Partition subject) {
        boolean replaces = random.nextInt(3) == 0;
        PartitionId id = !replaces ? PartitionId.fresh() : random.nextBoolean() ? subject.id()
                : oneOf(layout.partitions()).id();
        return new Copy(subject.id(), id, maybe(layout.diskSize() / 2, layout, true),
                maybe(subject.range().length(), layout, true), role(layout), alignment(),
                random.nextInt(8) == 0, replaces);
    }

    private Operation creation(Layout layout) {
        return new Create(PartitionId.fresh(), maybe(layout.diskSize() / 2, layout, true),
                maybe(layout.diskSize() / 8, layout, true), role(layout), maybe("ext4", "ext3", "none"),
                maybe("root", "x y"), maybe("", "name"), maybe("linux", "swap"), alignment());
    }

    /** Returns the layout with something known about what its file systems use, as after a probe. */
    Layout filled(Layout layout) {
        List<Partition> partitions = layout.partitions().stream().map(partition -> {
            if (FileSystems.of(partition.content()).isEmpty()
                    || partition.fileSystem().get().used().isPresent()) {
                return partition;
            }
            Content.FileSystem known = partition.fileSystem().get();
            return partition.withContent(Disks.ext4(known.label().orElse("x"),
                    (long) (random.nextDouble() * partition.range().length())));
        }).toList();
        return layout.withPartitions(partitions);
    }
}
