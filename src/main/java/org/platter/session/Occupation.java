package org.platter.session;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.host.DeviceUse;
import org.platter.host.HostFile;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.operation.Copy;
import org.platter.operation.Draft;
import org.platter.operation.Operation;
import org.platter.operation.SetFlag;
import org.platter.operation.SetName;
import org.platter.operation.SetType;

/**
 * The partitions of a block device that are in use, and by what: they can be looked at, and everything around
 * them can be changed.
 *
 * @param uses of each such partition, in words that end a sentence: {@code mounted at /home}
 */
public record Occupation(Map<PartitionId, String> uses) {

    static final Occupation NONE = new Occupation(Map.of());

    /** Such as one that makes or checks a file system in it. */
    static final String BY_A_PROGRAM = "open in another program";

    public Occupation {
        uses = Map.copyOf(uses);
    }

    /**
     * Finds out what is in use now.
     *
     * @param held names of the nodes that are known to be held, by whatever
     */
    static Occupation of(HostFile device, Layout layout, List<String> held) throws IOException {
        if (!device.isBlockDevice()) {
            return NONE;
        }
        Map<PartitionId, String> uses = new LinkedHashMap<>();
        for (Partition partition : layout.partitions()) {
            Optional<String> name = KernelTable.name(device, layout, partition);
            List<String> found = name.isPresent() ? DeviceUse.of(name.get()) : List.of();
            if (!found.isEmpty()) {
                uses.put(partition.id(), String.join(", ", found));
            } else if (name.filter(held::contains).isPresent()) {
                uses.put(partition.id(), BY_A_PROGRAM);
            }
        }
        return new Occupation(uses);
    }

    /** What a partition is used for; nothing if it is free. */
    public Optional<String> use(PartitionId id) {
        return Optional.ofNullable(uses.get(id));
    }

    /**
     * @throws Refusal if the operation would change a partition that is in use, or read it, or what leads to
     * it
     */
    public void check(Operation operation, Layout before, Layout after) throws Refusal {
        boolean tableOnly = operation instanceof SetName || operation instanceof SetType
                || operation instanceof SetFlag;
        Optional<PartitionId> touched = operation instanceof Copy copy ? Optional.of(copy.source())
                : tableOnly ? Optional.empty() : operation.subject();
        if (touched.isPresent() && uses.containsKey(touched.get()) && before.partition(touched.get())
                .isPresent()) {
            throw inUse(before.partition(touched.get()).get(), uses.get(touched.get()));
        }
        for (Map.Entry<PartitionId, String> use : uses.entrySet()) {
            Partition old = before.partition(use.getKey()).orElse(null);
            Partition now = after.partition(use.getKey()).orElse(null);
            if (old != null && (now == null || !old.range()
                    .equals(now.range()) || old.number() != now.number()
                    || !old.content().equals(now.content()) || old.role() != now.role()
                    || before.table().type() != after.table().type())) {
                throw inUse(old, use.getValue());
            }
            if (old != null && old.role() == Role.LOGICAL && !before.extended().equals(after.extended())) {
                throw new Refusal("The extended partition holds partition " + old.number()
                        + ", which is in use (" + use.getValue() + "); " + remedy(use.getValue())
                        + " first.");
            }
        }
    }

    /** @throws Refusal as {@link #check(Operation, Layout, Layout)}, of the first pending operation */
    void check(Draft draft) throws Refusal {
        for (int i = 0; i < draft.operations().size(); i++) {
            check(draft.operations().get(i), draft.layouts().get(i), draft.layouts().get(i + 1));
        }
    }

    private static Refusal inUse(Partition partition, String use) {
        return new Refusal("Partition " + partition.number() + " is in use (" + use
                + ") and has to stay as it is; " + remedy(use) + " first.");
    }

    private static String remedy(String use) {
        return use.startsWith("mounted") ? "unmount it"
                : use.startsWith("swap") ? "switch the swap space off"
                : use.equals(BY_A_PROGRAM) ? "let that end, or close it there"
                : "end that";
    }
}
