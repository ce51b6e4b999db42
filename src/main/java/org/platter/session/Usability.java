package org.platter.session;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.operation.Draft;

/**
 * What this computer can do with the partitions of a disk as they are now.
 *
 * @param obstacles why not, in a sentence, by partition and usage; what is not named there is possible
 */
public record Usability(Map<PartitionId, Map<Usage, String>> obstacles) {

    /** Of an image file. */
    static final Usability NONE = new Usability(Map.of());

    /** As long as it lies on a device: some use that would have to leave the partition alone. */
    private static final String ANY = "mounted";

    public Usability {
        Map<PartitionId, Map<Usage, String>> copy = new HashMap<>();
        obstacles.forEach((id, all) -> copy.put(id, Map.copyOf(all)));
        obstacles = Map.copyOf(copy);
    }

    /**
     * Says in a sentence why a partition cannot be used, or its use not be ended; nothing where it can.
     *
     * @param draft what is pending
     */
    public Optional<String> whyNot(Draft draft, PartitionId id, Usage usage) {
        Optional<Partition> partition = draft.base().partition(id);
        if (partition.isEmpty()) {
            return Optional.of("The partition is not on the disk yet; apply first.");
        }
        if (!obstacles.containsKey(id)) {
            return Optional.of("Only partitions of block devices can be mounted; this is an image file.");
        }
        String obstacle = obstacles.get(id).get(usage);
        boolean begins = usage == Usage.MOUNT || usage == Usage.SWAP_ON;
        return obstacle != null ? Optional.of(obstacle)
                : begins && isChanged(draft, id) ? Optional.of("What is pending changes or reads partition "
                        + partition.get().number() + "; apply it or undo it first.")
                : Optional.empty();
    }

    /** Returns whether anything pending would have been refused while the partition was in use. */
    private static boolean isChanged(Draft draft, PartitionId id) {
        try {
            new Occupation(Map.of(id, ANY)).check(draft);
            return false;
        } catch (Refusal inTheWay) {
            return true;
        }
    }
}
