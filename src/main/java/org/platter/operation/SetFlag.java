package org.platter.operation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.platter.base.Refusal;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.TableType;

/**
 * Sets or clears a flag of a partition. A DOS table has one bootable partition at most.
 *
 * @param flag as in {@link Partition#flags}
 */
public record SetFlag(PartitionId id, String flag, boolean on) implements Operation {

    private static final String BOOT = "boot";
    private static final Set<String> GPT = Set.of("required", "no-block-io", "legacy-boot");

    @Override
    public Layout applyTo(Layout before) throws Refusal {
        Partition subject = Subjects.find(before, id);
        TableType table = before.table().type();
        if (table == TableType.NONE) {
            throw new Refusal("The disk has no partition table, so that its partition has no flags.");
        }
        if (!isKnown(table, flag)) {
            throw new Refusal(Wording.quoted(flag) + (table == TableType.DOS
                    ? " is no flag of a DOS table; there is only boot."
                    : " is no flag of a GPT; there are required, no-block-io, legacy-boot and bit48 to bit63"
                            + (flag.equals(BOOT) ? "; to boot by UEFI, set type=efi." : ".")));
        }
        List<Partition> changed = new ArrayList<>();
        for (Partition partition : before.partitions()) {
            Set<String> flags = new HashSet<>(partition.flags());
            if (partition.id().equals(subject.id())) {
                if (on) {
                    flags.add(flag);
                } else {
                    flags.remove(flag);
                }
            } else if (on && table == TableType.DOS) {
                flags.remove(BOOT);
            }
            changed.add(partition.withFlags(flags));
        }
        return before.withPartitions(changed);
    }

    private static boolean isKnown(TableType table, String flag) {
        return table == TableType.DOS ? flag.equals(BOOT)
                : GPT.contains(flag) || flag.matches("bit(4[89]|5[0-9]|6[0-3])");
    }

    @Override
    public String describe(Layout before) {
        return (on ? "Set" : "Clear") + " the flag " + flag + " of "
                + Subjects.name(Subjects.require(before, id));
    }

    @Override
    public String line(Layout before) {
        return "flag " + Subjects.require(before, id).number() + " " + flag + "=" + (on ? "on" : "off");
    }

    @Override
    public Optional<PartitionId> subject() {
        return Optional.of(id);
    }
}
