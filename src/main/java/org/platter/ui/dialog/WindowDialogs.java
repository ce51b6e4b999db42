package org.platter.ui.dialog;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javafx.stage.Window;
import org.platter.base.ByteRange;
import org.platter.layout.Partition;
import org.platter.session.DiskSession;
import org.platter.ui.Dialogs;
import org.platter.ui.DiskViewModel;
import org.platter.ui.apply.ApplyDialog;

/** The dialogs of one window. */
public final class WindowDialogs implements Dialogs {

    private final Window owner;

    public WindowDialogs(Window owner) {
        this.owner = owner;
    }

    @Override
    public void newPartition(DiskViewModel disk, ByteRange gap) {
        NewPartitionDialog.show(owner, disk, gap);
    }

    @Override
    public void resizeMove(DiskViewModel disk, Partition partition) {
        ResizeMoveDialog.show(owner, disk, partition);
    }

    @Override
    public void paste(DiskViewModel disk, Partition source, ByteRange gap) {
        CopyDialog.show(owner, disk, source, gap);
    }

    @Override
    public void format(DiskViewModel disk, Partition partition) {
        FormatDialog.show(owner, disk, partition);
    }

    @Override
    public void label(DiskViewModel disk, Partition partition) {
        TextDialog.label(owner, disk, partition);
    }

    @Override
    public void uuid(DiskViewModel disk, Partition partition) {
        TextDialog.uuid(owner, disk, partition);
    }

    @Override
    public void name(DiskViewModel disk, Partition partition) {
        TextDialog.name(owner, disk, partition);
    }

    @Override
    public void flags(DiskViewModel disk, Partition partition) {
        TypeDialog.show(owner, disk, partition);
    }

    @Override
    public void information(DiskViewModel disk, Partition partition) {
        InformationDialog.show(owner, disk, partition);
    }

    @Override
    public void diskInformation(DiskViewModel disk) {
        InformationDialog.show(owner, disk);
    }

    @Override
    public void newTable(DiskViewModel disk) {
        NewTableDialog.show(owner, disk);
    }

    @Override
    public void resizeDisk(DiskViewModel disk) {
        ResizeDiskDialog.show(owner, disk);
    }

    @Override
    public void apply(DiskViewModel disk) {
        ApplyDialog.apply(owner, disk);
    }

    @Override
    public void rehearse(DiskViewModel disk) {
        ApplyDialog.rehearse(owner, disk);
    }

    @Override
    public void resume(DiskViewModel disk) {
        ApplyDialog.resume(owner, disk);
    }

    @Override
    public void newImage(Consumer<Path> made) {
        NewImageDialog.show(owner, made);
    }

    @Override
    public void support() {
        SupportDialog.show(owner, DiskSession::installedSupport);
    }

    @Override
    public void keys() {
        HelpDialogs.keys(owner);
    }

    @Override
    public void about() {
        HelpDialogs.about(owner);
    }

    @Override
    public void failure(String heading, String text) {
        QuestionDialogs.failure(owner, heading, text);
    }

    @Override
    public boolean mayDiscard(List<DiskViewModel> disks) {
        return QuestionDialogs.mayDiscard(owner, disks);
    }
}
