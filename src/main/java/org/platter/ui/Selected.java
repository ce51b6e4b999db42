package org.platter.ui;

import java.util.Optional;
import java.util.function.Predicate;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableObjectValue;
import org.platter.base.ByteRange;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;

/** What is selected on a disk, as it will be after all that is pending. For the window's thread. */
final class Selected {

    private final ObjectProperty<Selection> selection = new SimpleObjectProperty<>(new Selection.Nothing());
    private final ObservableObjectValue<Layout> layout;

    Selected(ObservableObjectValue<Layout> layout) {
        this.layout = layout;
    }

    /** Selects the first partition, else the first free space. */
    void first() {
        if (!layout.get().partitions().isEmpty()) {
            select(layout.get().partitions().get(0));
        } else if (!FreeSpace.of(layout.get()).isEmpty()) {
            selection.set(new Selection.OfGap(FreeSpace.of(layout.get()).get(0)));
        }
    }

    ObjectProperty<Selection> property() {
        return selection;
    }

    Optional<Partition> partition() {
        return selection.get() instanceof Selection.OfPartition chosen
                ? layout.get().partition(chosen.id()) : Optional.empty();
    }

    Optional<ByteRange> gap() {
        return selection.get() instanceof Selection.OfGap chosen ? Optional.of(chosen.range())
                : Optional.empty();
    }

    /** Selects a partition, if it is there. */
    void select(PartitionId id) {
        layout.get().partition(id).ifPresent(this::select);
    }

    private void select(Partition partition) {
        selection.set(new Selection.OfPartition(partition.id()));
    }

    /**
     * Goes on with another layout. Where the partition that was selected is gone, the one of its number is
     * selected if the disk was read again, which gives new identities; else the free space in its place.
     * Where free space is gone, a partition that lies in it now is selected, else the free space that is left
     * of it, else the partition that has grown over it.
     */
    void follow(Optional<Partition> before, boolean isReadAgain) {
        if (selection.get() instanceof Selection.OfPartition && partition().isEmpty()) {
            before.filter(old -> isReadAgain).flatMap(old -> layout.get().partition(old.number()))
                    .ifPresentOrElse(this::select, () -> selection.set(before.map(Partition::range)
                            .flatMap(this::gapAt).orElseGet(Selection.Nothing::new)));
        } else if (selection.get() instanceof Selection.OfGap gap
                && !FreeSpace.of(layout.get()).contains(gap.range())) {
            selection.set(partitionAt(gap.range()::contains)
                    .or(() -> gapAt(gap.range()))
                    .or(() -> partitionAt(gap.range()::intersects))
                    .orElseGet(Selection.Nothing::new));
        }
    }

    private Optional<Selection> gapAt(ByteRange place) {
        return FreeSpace.of(layout.get()).stream().filter(place::intersects).findFirst()
                .map(Selection.OfGap::new);
    }

    private Optional<Selection> partitionAt(Predicate<ByteRange> place) {
        return layout.get().partitions().stream().filter(partition -> place.test(partition.range()))
                .findFirst().map(partition -> new Selection.OfPartition(partition.id()));
    }
}
