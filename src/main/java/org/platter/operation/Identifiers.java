package org.platter.operation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.platter.filesystem.Kind;
import org.platter.layout.Content;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.PartitionTypes;
import org.platter.layout.Role;
import org.platter.layout.TableType;

/**
 * Tells which identifiers a draft changes that a machine needs to start: numbers, PARTUUIDs, UUIDs, labels,
 * names, flags, types and places. It compares the layouts before and after the draft, whatever operations lie
 * between them.
 */
public final class Identifiers {

    private static final Set<String> LOADERS = Set.of("efi", "bios-boot", "prep");
    private static final Set<String> ACTIVE = Set.of("boot", "legacy-boot");
    private static final int MAX_NUMBERS = 6;

    private final Layout before;
    private final Layout after;
    private final Map<PartitionId, PartitionId> originals = new HashMap<>();
    /** What became of each partition of the base that is still there, or of which a copy is. */
    private final Map<Partition, Partition> heirs = new LinkedHashMap<>();
    private final List<Partition> gone = new ArrayList<>();
    private final List<String> sentences = new ArrayList<>();

    private Identifiers(Draft draft) {
        before = draft.base();
        after = draft.last();
        for (Operation operation : draft.operations()) {
            if (operation instanceof Copy copy) {
                originals.put(copy.id(), originals.getOrDefault(copy.source(), copy.source()));
            }
        }
        for (Partition old : before.partitions()) {
            if (old.role() != Role.EXTENDED) {
                heir(old).ifPresentOrElse(now -> heirs.put(old, now), () -> gone.add(old));
            }
        }
    }

    /**
     * Returns a sentence for each kind of identifier that changes: whose it is, what finds a partition by it,
     * and what has to be done in the guest. A disk that loses all of its partitions has none.
     */
    public static List<String> changed(Draft draft) {
        Identifiers identifiers = new Identifiers(draft);
        if (!identifiers.heirs.isEmpty()) {
            identifiers.compare();
            identifiers.twins("label", "LABEL=", it -> it.content().label());
            identifiers.twins("name in the table", "PARTLABEL=", Partition::name);
        }
        identifiers.renumbered(draft);
        return List.copyOf(identifiers.sentences);
    }

    /** Tells of what gets the identifier of another one, a copy too. By the UUID, a review tells of twins. */
    private void twins(String identifier, String word, Function<Partition, Optional<String>> of) {
        for (Partition one : after.partitions()) {
            Optional<String> text = of.apply(one).filter(it -> !it.isEmpty());
            Optional<Partition> old = before.partition(one.id()).filter(it -> of.apply(it).equals(text));
            if (text.isEmpty() || old.isPresent()) {
                continue;
            }
            List<Partition> others = after.partitions().stream()
                    .filter(it -> !it.id().equals(one.id()) && of.apply(it).equals(text)
                            && before.partition(it.id()).filter(was -> of.apply(was).equals(text))
                                    .isPresent())
                    .toList();
            if (!others.isEmpty()) {
                sentences.add("Partition " + one.number() + " gets the " + identifier + " “" + text.get()
                        + "”, which " + names(others) + (others.size() == 1 ? " has" : " have") + ": where "
                        + word + " finds it in /etc/fstab or root= of the boot loader, the machine may take "
                        + "the other one. Give one of them another " + identifier + ".");
            }
        }
    }

    private void renumbered(Draft draft) {
        for (int i = 0; i < draft.operations().size(); i++) {
            Layout then = draft.layouts().get(i + 1);
            Optional<Partition> made = draft.operations().get(i).subject()
                    .filter(id -> before.partition(id).isEmpty()).flatMap(then::partition);
            Optional<Partition> now = made.flatMap(it -> after.partition(it.id()));
            if (now.isPresent() && now.get().number() != made.get().number()) {
                String sentence = "The new partition " + made.get().number() + " is partition "
                        + now.get().number() + " after all operations.";
                if (!sentences.contains(sentence)) {
                    sentences.add(sentence);
                }
            }
        }
    }

    /** A partition goes on in itself, else in a copy of it, in what has its UUID, or in what lies there. */
    private Optional<Partition> heir(Partition old) {
        return after.partition(old.id())
                .or(() -> heir(now -> old.id().equals(originals.get(now.id()))))
                .or(() -> heir(now -> old.content().uuid().isPresent()
                        && old.content().type().equals(now.content().type())
                        && old.content().uuid().equals(now.content().uuid())))
                .or(() -> heir(now -> now.content() instanceof Content.Unread
                        && now.range().equals(old.range())));
    }

    private Optional<Partition> heir(Predicate<Partition> condition) {
        return after.partitions().stream().filter(condition).findFirst();
    }

    private void compare() {
        numbers();
        say(Partition::content, Identifiers::hasOtherUuid, (who, one) -> changes("UUID", who, one) + ", "
                + "by which /etc/fstab, /etc/crypttab, the boot loader and the initramfs find " + it(one)
                + ": write the new UUID into these files of the guest, and run “update-initramfs -u”, "
                + "“grub-install” and “update-grub” in it.");
        say(Partition::content, (old, now) -> isSwap(old) && hasOtherUuid(old, now),
                (who, one) -> "Where the guest hibernates to " + who
                        + ", write the new UUID also into resume= of the boot "
                        + "loader and into /etc/initramfs-tools/conf.d/resume.");
        say(Partition::content, Identifiers::isOtherVolume, (who, one) -> changes("LVM UUID", who, one)
                + ": where /etc/lvm/devices/system.devices lists " + it(one)
                + ", run “lvmdevices --adddev” on "
                + it(one) + " in the guest.");
        say(Partition::content, Identifiers::hasOtherLabel, (who, one) -> changes("label", who, one) + ": "
                + "where LABEL= in /etc/fstab or root=LABEL= of the boot loader finds " + it(one)
                + ", write the new label there, and run “update-grub” in the guest.");
        say(Partition::name, (old, now) -> old.isPresent() && !old.get().isEmpty() && !old.equals(now),
                (who, one) -> changes("name in the table", who, one) + ": where PARTLABEL= in "
                        + "/etc/fstab finds " + it(one) + ", change it there.");
        attributes();
        partUuids();
        active();
        types();
        sentences.addAll(new BootPlaces(before, after, heirs).changed());
        table();
        gone();
        if (!sentences.isEmpty()) {
            sentences.add("Where the guest does not start any more, this is done from a rescue system, with "
                    + "the guest's file systems mounted, by “chroot”.");
        }
    }

    private interface Difference<T> {
        boolean isOne(T old, T now);
    }

    private interface Sentence {
        String of(String who, boolean isOne);
    }

    /** Adds one sentence for all partitions of which this identifier is another one. */
    private <T> void say(Function<Partition, T> identifier, Difference<T> difference, Sentence sentence) {
        List<Partition> changed = new ArrayList<>();
        heirs.forEach((old, now) -> {
            if (difference.isOne(identifier.apply(old), identifier.apply(now))) {
                changed.add(old);
            }
        });
        if (!changed.isEmpty()) {
            sentences.add(sentence.of(names(changed), changed.size() == 1));
        }
    }

    private void numbers() {
        List<String> pairs = new ArrayList<>();
        heirs.forEach((old, now) -> {
            if (old.number() != now.number()) {
                pairs.add((pairs.isEmpty() ? "Partition " : "") + old.number() + " becomes "
                        + (pairs.isEmpty() ? "partition " : "") + now.number());
            }
        });
        if (!pairs.isEmpty()) {
            String more = pairs.size() > MAX_NUMBERS
                    ? " and " + (pairs.size() - MAX_NUMBERS) + " more" : "";
            sentences.add(pairs.stream().limit(MAX_NUMBERS).collect(Collectors.joining(", ")) + more
                    + ": what finds a partition by its number (/dev/sda1 in /etc/fstab or in root=, "
                    + "(hd0,1) of GRUB) has to follow; edit /etc/fstab, and run “grub-install” and "
                    + "“update-grub” in the guest.");
        }
    }

    /** What a DOS table cannot say of a partition. */
    private void attributes() {
        if (before.table().type() != TableType.GPT || after.table().type() != TableType.DOS) {
            return;
        }
        Set<String> dropped = new TreeSet<>();
        say(Partition::flags, (old, now) -> {
            List<String> flags = old.stream().filter(flag -> !ACTIVE.contains(flag)).toList();
            dropped.addAll(flags);
            return !flags.isEmpty();
        }, (who, one) -> "The attributes of " + who + " are dropped (" + String.join(", ", dropped)
                + "), since a DOS table has none: some firmware and Windows heed them.");
    }

    private void partUuids() {
        List<Partition> changed = new ArrayList<>();
        heirs.forEach((old, now) -> {
            if (partUuid(before, old).isPresent() && !partUuid(before, old).equals(partUuid(after, now))) {
                changed.add(old);
            }
        });
        if (!changed.isEmpty()) {
            sentences.add(changes("PARTUUID", names(changed), changed.size() == 1) + ": where root=PARTUUID= "
                    + "of the boot loader or PARTUUID= in /etc/fstab finds " + it(changed.size() == 1)
                    + ", write the new one there (“blkid” prints it), and run “update-grub” in the guest.");
        }
    }

    /** Linux makes one for a DOS table of the disk's signature and the number. */
    static Optional<String> partUuid(Layout layout, Partition partition) {
        if (layout.table().type() == TableType.DOS) {
            return layout.table().id().matches("0x0*") || layout.table().id().isEmpty() ? Optional.empty()
                    : Optional.of(layout.table().id() + "-" + partition.number());
        }
        return partition.uuid().map(uuid -> uuid.toString().toLowerCase(Locale.ROOT));
    }

    private void active() {
        List<Partition> lost = new ArrayList<>();
        Set<Partition> kept = new HashSet<>();
        for (Partition old : before.partitions()) {
            if (isActive(old)) {
                Optional<Partition> now = Optional.ofNullable(heirs.get(old)).filter(Identifiers::isActive);
                now.ifPresentOrElse(kept::add, () -> lost.add(old));
            }
        }
        List<Partition> others = after.partitions().stream().filter(Identifiers::isActive)
                .filter(partition -> !kept.contains(partition)).toList();
        if (lost.isEmpty()) {
            return;
        }
        OptionalInt heir = lost.stream().flatMap(old -> Optional.ofNullable(heirs.get(old)).stream())
                .mapToInt(Partition::number).findFirst();
        String flag = after.table().type() == TableType.GPT ? "legacy-boot" : "boot";
        String set = "flag " + (heir.isEmpty() ? "N" : heir.getAsInt()) + " " + flag + "=on";
        sentences.add(others.isEmpty() && kept.isEmpty()
                ? "No partition is active any more, as " + names(lost) + " was: the boot code of a BIOS may "
                        + "find nothing to start from. Mark the partition that it starts from by “" + set
                        + "”."
                : "A BIOS that starts from the active partition takes "
                        + names(others.isEmpty() ? List.copyOf(kept) : others) + " instead of " + names(lost)
                        + ".");
    }

    static boolean isActive(Partition partition) {
        return partition.flags().stream().anyMatch(ACTIVE::contains);
    }

    private void types() {
        boolean isSameTable = before.table().type() == after.table().type();
        List<Partition> others = new ArrayList<>();
        heirs.forEach((old, now) -> {
            String was = word(before, old);
            if (LOADERS.contains(was) && !was.equals(word(after, now))) {
                sentences.add("Partition " + old.number() + " is no " + loaderName(was) + " any more: "
                        + loaderFinder(was) + " by its type. Give it that type again (type " + now.number()
                        + " value=" + was + ") before the machine starts.");
            } else if (isSameTable && !old.typeCode().equals(now.typeCode())) {
                others.add(old);
            }
        });
        if (!others.isEmpty()) {
            sentences.add(changes("type", names(others), others.size() == 1) + ": Windows gives letters, "
                    + "and systemd finds root and swap, by types; where the guest relies on that, name the "
                    + "partition in /etc/fstab.");
        }
    }

    private void table() {
        TableType type = after.table().type();
        if (before.table().type() != type) {
            sentences.add(type == TableType.GPT
                    ? "The table becomes a GPT, and GRUB finds its files by the kind of the table: run "
                            + "“grub-install” and “update-grub” in the guest." + corePlace()
                            + " Windows starts from a GPT only by UEFI."
                    : "The table becomes a DOS (MBR) table, and GRUB finds its files by the kind of the "
                            + "table: run “grub-install” and “update-grub” in the guest. Windows starts from "
                            + "a DOS table only by BIOS, and some UEFI firmware only from a GPT.");
        } else if (!before.table().id().equals(after.table().id())
                && !before.table().id().matches("(0x0*)?")) {
            sentences.add("The identifier of the disk changes, by which Windows finds the disk that it "
                    + "starts from: run “bcdboot” in its recovery environment.");
        }
    }

    private String corePlace() {
        boolean has = after.partitions().stream().anyMatch(now -> word(after, now).equals("bios-boot"));
        return has ? "" : " For a start by BIOS it needs a BIOS boot partition there: make one in free "
                + "space, such as by “create size=1MiB type=bios-boot”.";
    }

    private void gone() {
        List<Partition> mounted = new ArrayList<>();
        for (Partition old : gone) {
            String word = word(before, old);
            if (LOADERS.contains(word)) {
                sentences.add("Partition " + old.number() + " is the " + loaderName(word) + ": "
                        + loaderFinder(word) + " there, and the machine does not start without it before "
                        + "“grub-install” has put one elsewhere.");
            } else if (old.content().type().isPresent()) {
                mounted.add(old);
            }
        }
        if (!mounted.isEmpty()) {
            sentences.add("A machine whose /etc/fstab names " + names(mounted) + " waits for "
                    + it(mounted.size() == 1) + " when it starts, and ends in emergency mode: remove the "
                    + "line from /etc/fstab first.");
        }
    }

    private static String loaderName(String word) {
        return switch (word) {
            case "efi" -> "EFI system partition";
            case "prep" -> "PReP boot partition";
            default -> "BIOS boot partition";
        };
    }

    private static String loaderFinder(String word) {
        return switch (word) {
            case "efi" -> "UEFI firmware finds the boot loader";
            case "prep" -> "Open Firmware finds the boot loader";
            default -> "GRUB finds the place of its core image";
        };
    }

    private static boolean hasOtherUuid(Content old, Content now) {
        return isComparable(old, now) && old.uuid().isPresent()
                && !now.uuid().map(it -> it.equalsIgnoreCase(old.uuid().get())).orElse(false);
    }

    private static boolean hasOtherLabel(Content old, Content now) {
        return isComparable(old, now) && old.label().filter(it -> !it.isEmpty()).isPresent()
                && !old.label().equals(now.label());
    }

    private static boolean isSwap(Content content) {
        return Kind.SWAP.isOf(content);
    }

    private static boolean isOtherVolume(Content old, Content now) {
        return Kind.LVM_MEMBER.isOf(old) && now.type().equals(old.type())
                && old.uuid().isPresent() && !old.uuid().equals(now.uuid());
    }

    /** LVM finds its volumes whatever they are called; of what was not read nothing is known. */
    private static boolean isComparable(Content old, Content now) {
        return !(now instanceof Content.Unread) && !Kind.LVM_MEMBER.isOf(old);
    }

    static String word(Layout layout, Partition partition) {
        return PartitionTypes.alias(layout.table().type(), partition.typeCode()).orElse("");
    }

    private static String changes(String identifier, String who, boolean isOne) {
        String whose = isOne ? identifier : (identifier + " ").replaceFirst(" ", "s ").strip();
        return "The " + whose + " of " + who + (isOne ? " changes" : " change");
    }

    static String it(boolean isOne) {
        return isOne ? "it" : "them";
    }

    static String names(List<Partition> partitions) {
        List<String> numbers = partitions.stream().map(Partition::number).sorted().map(String::valueOf)
                .toList();
        if (numbers.size() == 1) {
            return "partition " + numbers.get(0);
        }
        return numbers.size() > MAX_NUMBERS ? numbers.size() + " partitions"
                : "partitions " + Wording.listed(numbers);
    }
}
