package org.platter.ui;

import java.util.Optional;
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
     */
    void follow(Optional<Partition> before, boolean isReadAgain) {
        if (selection.get() instanceof Selection.OfPartition && partition().isEmpty()) {
            before.filter(old -> isReadAgain).flatMap(old -> layout.get().partition(old.number()))
                    .ifPresentOrElse(this::select, () -> select(before.map(Partition::range)));
        } else if (selection.get() instanceof Selection.OfGap gap
                && !FreeSpace.of(layout.get()).contains(gap.range())) {
            select(Optional.of(gap.range()));
        }
    }

    /** Selects the free space that lies where something was, else nothing. */
    private void select(Optional<ByteRange> place) {
        selection.set(FreeSpace.of(layout.get()).stream()
                .filter(gap -> place.filter(gap::intersects).isPresent()).findFirst()
                .<Selection>map(Selection.OfGap::new).orElseGet(Selection.Nothing::new));
    }
}
