package org.platter.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.platter.base.ByteSize;
import org.platter.base.Refusal;
import org.platter.filesystem.Action;
import org.platter.filesystem.Kind;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.operation.Operation;
import org.platter.operation.Script;

/**
 * Queues the operations that give all of a disk to one partition, or take away all that no partition needs.
 * They are ordinary operations, which can be looked at and taken out of the draft.
 */
public final class WholeDisk {

    /** Partitions of these types are as large as they have to be: ESP, recovery, BIOS boot, MSR, swap. */
    private static final Set<String> FIXED_TYPES = Set.of("c12a7328-f81f-11d2-ba4b-00a0c93ec93b",
            "de94bba4-06d1-4d40-a16a-bfd50179d6ac", "21686148-6449-6e6f-744e-656564454649",
            "e3c9e316-0b5c-4db8-817d-f92df00215ae", "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f", "0xef", "0x27",
            "0x82");

    private final OpenDisk disk;

    public WholeDisk(OpenDisk disk) {
        this.disk = disk;
    }

    /**
     * Queues what makes the disk larger, moves what lies behind a partition to the end, and grows the
     * partition with its file system into the room.
     *
     * @param size of the disk, as the script writes it; nothing to use the room that is there
     * @param number the partition; nothing for the only one that can grow
     * @throws Refusal if several partitions can grow and none is named, or if an operation is impossible
     * @throws IOException if the image cannot be read
     */
    public void grow(Optional<String> size, OptionalInt number) throws Refusal, IOException {
        int chosen = number.isPresent() ? number.getAsInt() : onlyOne();
        if (size.isPresent()) {
            push("disk size=" + size.get());
        }
        Partition partition = last().partition(chosen).orElseThrow(() -> new Refusal(
                "There is no partition " + chosen + "."));
        Optional<Partition> extended = last().partitions().stream()
                .filter(other -> other.role() == Role.EXTENDED).findFirst();
        if (partition.role() == Role.LOGICAL) {
            moveBehind(extended.orElseThrow());
            push("resize " + extended.get().number() + " size=max");
        }
        moveBehind(partition);
        Layout before = last();
        push("resize " + chosen + " size=max");
        if (last().equals(before)) {
            throw new Refusal("Partition " + chosen
                    + " has all the room that there is; say by how much the disk is to grow, such as +20GiB.");
        }
    }

    /** Moves everything that lies behind a partition, in the same row, as far to the end as it can go. */
    private void moveBehind(Partition partition) throws Refusal, IOException {
        boolean isInner = partition.role() == Role.LOGICAL;
        List<Partition> behind = last().partitions().stream()
                .filter(other -> (other.role() == Role.LOGICAL) == isInner
                        && other.range().start() >= partition.range().end())
                .sorted(Comparator.comparing((Partition other) -> other.range().start()).reversed()).toList();
        for (Partition other : behind) {
            if (other.role() == Role.EXTENDED) {
                push("resize " + other.number() + " size=max");
                for (Partition inner : inOrder(Role.LOGICAL).sorted(Comparator
                        .comparing((Partition it) -> it.range().start()).reversed()).toList()) {
                    push("move " + inner.number() + " start=max");
                }
                push("resize " + other.number() + " start=max");
            } else {
                push("move " + other.number() + " start=max");
            }
        }
    }

    private int onlyOne() throws Refusal {
        List<Partition> candidates = last().partitions().stream().filter(this::canGrow).toList();
        if (candidates.size() == 1) {
            return candidates.get(0).number();
        }
        throw new Refusal(candidates.isEmpty() ? "No partition holds a file system that can grow here."
                : "Several partitions can grow: " + candidates.stream().map(WholeDisk::told)
                        .collect(Collectors.joining(", ")) + ". Name one, such as "
                        + candidates.get(candidates.size() - 1).number() + ".");
    }

    private boolean canGrow(Partition partition) {
        return partition.content() instanceof Content.FileSystem found && !Kind.SWAP.isOf(found)
                && !FIXED_TYPES.contains(partition.typeCode())
                && disk.support(partition, Action.GROW).isPossible();
    }

    private static String told(Partition partition) {
        return partition.number() + " (" + partition.content().type().orElse("unknown")
                + partition.content().label().map(label -> " “" + label + "”").orElse("") + ", "
                + ByteSize.format(partition.range().length()) + ")";
    }

    /**
     * Queues what makes each file system as small as it can be, moves the partitions to the beginning, and
     * cuts the disk behind the last one. What cannot shrink or move stays as it is.
     *
     * @throws Refusal if nothing can become smaller
     * @throws IOException if the image cannot be read
     */
    public void shrink() throws Refusal, IOException {
        Layout before = last();
        List<Integer> numbers = new ArrayList<>();
        inOrder(Role.PRIMARY, Role.EXTENDED, Role.LOGICAL)
                .forEach(partition -> numbers.add(partition.number()));
        for (int number : numbers) {
            Partition partition = last().partition(number).orElseThrow();
            if (partition.role() == Role.EXTENDED) {
                tryTo("resize " + number + " start=min");
            } else {
                tryTo("resize " + number + " size=min");
                tryTo("move " + number + " start=min");
            }
        }
        for (int number : numbers) {
            if (last().partition(number).orElseThrow().role() == Role.EXTENDED) {
                tryTo("resize " + number + " size=min");
            }
        }
        for (int number : numbers) {
            if (last().partition(number).orElseThrow().role() == Role.PRIMARY) {
                tryTo("move " + number + " start=min");
            }
        }
        tryTo("disk size=min");
        if (last().equals(before)) {
            throw new Refusal("Nothing on this disk can become smaller.");
        }
    }

    private Stream<Partition> inOrder(Role... roles) {
        return last().partitions().stream().filter(partition -> List.of(roles).contains(partition.role()))
                .sorted(Comparator.comparing(partition -> partition.range().start()));
    }

    private void tryTo(String line) throws IOException {
        try {
            push(line);
        } catch (Refusal refusal) {
            return; // which leaves this partition as it is
        }
    }

    /** Queues an operation unless it changes nothing. */
    private void push(String line) throws Refusal, IOException {
        Operation operation = Script.parse(line, last());
        Optional<PartitionId> unknown = Needs.minimum(operation, last());
        if (unknown.isPresent()) {
            disk.learnMinimum(unknown.get());
        }
        if (!disk.tried(operation).equals(last())) {
            disk.push(operation);
        }
    }

    private Layout last() {
        return disk.draft().last();
    }
}
