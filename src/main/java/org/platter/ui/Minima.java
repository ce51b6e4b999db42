package org.platter.ui;

import java.util.HashSet;
import java.util.Set;
import org.platter.filesystem.Action;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;

/** How far the file systems of a disk can be shrunk: found out in the background, each once. */
public final class Minima {

    private final DiskViewModel disk;
    private final Background background;
    private final Set<PartitionId> asked = new HashSet<>();

    Minima(DiskViewModel disk, Background background) {
        this.disk = disk;
        this.background = background;
    }

    /**
     * Finds out how far the file system of a partition could be shrunk; the layouts then carry it. It stays
     * unknown where that fails, and shrinking keeps to what is known to be used.
     *
     * @param done runs on the window's thread in either case
     */
    public void learn(PartitionId id, Runnable done) {
        asked.add(id);
        background.run(() -> {
            disk.disk().learnMinimum(id);
            return disk;
        }, learned -> {
            disk.takeOver();
            done.run();
        }, failure -> done.run());
    }

    /** A drag of a partition begins: what its limits depend on is found out. */
    public void prepare(PartitionId id) {
        disk.preview().partition(id).filter(this::isWanted).ifPresent(partition -> learn(id, () -> {}));
    }

    private boolean isWanted(Partition partition) {
        return !disk.busyProperty().get() && disk.onDisk().partition(partition.id()).isPresent()
                && partition.fileSystem().filter(known -> known.minimum().isEmpty()).isPresent()
                && disk.disk().isEditable() && disk.disk().support(partition, Action.SHRINK).isPossible()
                && !asked.contains(partition.id());
    }

    /** The disk is read again, by which its partitions are others. */
    void forget() {
        asked.clear();
    }
}
