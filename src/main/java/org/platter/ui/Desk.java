package org.platter.ui;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.platter.layout.PartitionId;
import org.platter.operation.Draft;
import org.platter.operation.Paste;

/** What the disks of one window share: which of them are open, and the partition that was copied last. */
public final class Desk {

    /**
     * A partition that was copied.
     *
     * @param from its disk, which may have been closed since
     */
    public record Copied(DiskViewModel from, PartitionId id) {}

    private final List<DiskViewModel> disks = new ArrayList<>();
    private final ObjectProperty<Optional<Copied>> copied = new SimpleObjectProperty<>(Optional.empty());

    void add(DiskViewModel disk) {
        disks.add(disk);
    }

    void remove(DiskViewModel disk) {
        disks.remove(disk);
    }

    ObjectProperty<Optional<Copied>> copiedProperty() {
        return copied;
    }

    /** Returns the partition that was copied last, in any disk of the window. */
    public Optional<Copied> copied() {
        return copied.get();
    }

    public boolean isOpen(DiskViewModel disk) {
        return disks.contains(disk);
    }

    /** Returns the open disk that has this path. */
    public Optional<DiskViewModel> disk(Path path) {
        return disks.stream().filter(disk -> disk.path().equals(path)).findFirst();
    }

    /** Returns the open disks, but for {@code target}, from which the operations of its draft paste. */
    List<DiskViewModel> lenders(DiskViewModel target, Draft draft) {
        return draft.operations().stream().filter(Paste.class::isInstance)
                .map(operation -> ((Paste) operation).from()).distinct()
                .flatMap(from -> disks.stream().filter(disk -> disk.path().toString().equals(from)))
                .filter(disk -> disk != target).toList();
    }
}
