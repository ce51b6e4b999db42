package org.platter.ui.dialog;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javafx.stage.Window;
import org.platter.base.ByteRange;
import org.platter.layout.Partition;
import org.platter.ui.Dialogs;
import org.platter.ui.DiskViewModel;

/** The dialogs of one window. */
public final class WindowDialogs implements Dialogs {

    private final Window owner;

    public WindowDialogs(Window owner) {
        this.owner = owner;
    }

    @Override
    public void newPartition(DiskViewModel disk, ByteRange gap) {}

    @Override
    public void resizeMove(DiskViewModel disk, Partition partition) {}

    @Override
    public void paste(DiskViewModel disk, Partition source, ByteRange gap) {}

    @Override
    public void format(DiskViewModel disk, Partition partition) {}

    @Override
    public void label(DiskViewModel disk, Partition partition) {}

    @Override
    public void uuid(DiskViewModel disk, Partition partition) {}

    @Override
    public void name(DiskViewModel disk, Partition partition) {}

    @Override
    public void flags(DiskViewModel disk, Partition partition) {}

    @Override
    public void information(DiskViewModel disk, Partition partition) {}

    @Override
    public void diskInformation(DiskViewModel disk) {}

    @Override
    public void newTable(DiskViewModel disk) {}

    @Override
    public void resizeDisk(DiskViewModel disk) {}

    @Override
    public void apply(DiskViewModel disk) {}

    @Override
    public void rehearse(DiskViewModel disk) {}

    @Override
    public void resume(DiskViewModel disk) {}

    @Override
    public void newImage(Consumer<Path> made) {}

    @Override
    public void support() {}

    @Override
    public void keys() {}

    @Override
    public void about() {}

    @Override
    public void failure(String heading, String text) {
        var alert = new javafx.scene.control.Alert(javafx.scene.control.Alert.AlertType.ERROR, text);
        alert.initOwner(owner);
        alert.setHeaderText(heading);
        alert.show();
    }

    @Override
    public boolean mayDiscard(List<DiskViewModel> disks) {
        return true;
    }
}
