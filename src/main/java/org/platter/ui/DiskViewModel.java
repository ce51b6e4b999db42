package org.platter.ui;

import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.platter.base.ByteRange;
import org.platter.layout.Layout;
import org.platter.layout.Partition;

/** One open disk as the window sees it. Lives on the window's thread. */
public final class DiskViewModel {

    private final ReadOnlyObjectWrapper<Layout> onDisk = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<Layout> preview = new ReadOnlyObjectWrapper<>();
    private final ObjectProperty<Selection> selection = new SimpleObjectProperty<>(new Selection.Nothing());
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();

    /** What is on the disk now. */
    public ReadOnlyObjectProperty<Layout> onDiskProperty() {
        return onDisk.getReadOnlyProperty();
    }

    /** What will be on the disk after all that is pending. */
    public ReadOnlyObjectProperty<Layout> previewProperty() {
        return preview.getReadOnlyProperty();
    }

    public ObjectProperty<Selection> selectionProperty() {
        return selection;
    }

    public ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /** Returns the selected partition as it will be after all that is pending. */
    public Optional<Partition> selectedPartition() {
        return selection.get() instanceof Selection.OfPartition chosen
                ? preview.get().partition(chosen.id()) : Optional.empty();
    }

    public Optional<ByteRange> selectedGap() {
        return selection.get() instanceof Selection.OfGap chosen ? Optional.of(chosen.range()) : Optional.empty();
    }
}
