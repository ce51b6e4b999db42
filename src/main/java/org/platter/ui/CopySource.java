package org.platter.ui;

import java.util.Optional;
import org.platter.layout.Alignment;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.layout.Role;
import org.platter.operation.Amount;
import org.platter.operation.Copy;
import org.platter.operation.Operation;
import org.platter.operation.Paste;

/**
 * What is pasted into a disk: a partition of the same disk as it will be, or one of another disk as it is.
 *
 * @param other where it lies, unless it is of the same disk
 */
public record CopySource(Partition partition, Optional<Other> other) {

    /**
     * Another disk.
     *
     * @param path as the operation has it
     * @param name for people
     * @param isChanging whether something is pending there, of which the copy will have nothing
     */
    public record Other(String path, String name, Paste.Original original, boolean isChanging) {}

    /** Returns a partition of the same disk. */
    public static CopySource here(Partition partition) {
        return new CopySource(partition, Optional.empty());
    }

    /** Returns the operation that replaces the partition {@code id} of the disk by a copy. */
    public Operation replacing(PartitionId id, Optional<Amount> start, Optional<Amount> size,
            Alignment alignment, boolean newUuid) {
        return other.<Operation>map(disk -> new Paste(id, disk.path(), partition.number(),
                Optional.of(disk.original()), start, size, Optional.empty(), alignment, newUuid, true))
                .orElseGet(() -> new Copy(partition.id(), id, start, size, Optional.empty(), alignment,
                        newUuid, true));
    }

    /** Returns the operation that makes the copy {@code id} of it. */
    public Operation operation(PartitionId id, Optional<Amount> start, Optional<Amount> size,
            Optional<Role> role, Alignment alignment, boolean newUuid) {
        return other.<Operation>map(disk -> new Paste(id, disk.path(), partition.number(),
                Optional.of(disk.original()), start, size, role, alignment, newUuid))
                .orElseGet(() -> new Copy(partition.id(), id, start, size, role, alignment, newUuid));
    }
}
