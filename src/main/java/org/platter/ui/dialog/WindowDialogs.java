package org.platter.ui.dialog;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.stage.Window;
import org.platter.base.ByteRange;
import org.platter.layout.Partition;
import org.platter.operation.RestoreTable;
import org.platter.session.DiskSession;
import org.platter.ui.Answers;
import org.platter.ui.CopySource;
import org.platter.ui.Dialogs;
import org.platter.ui.DiskViewModel;
import org.platter.ui.OpenDisks;
import org.platter.ui.Texts;
import org.platter.ui.apply.ApplyDialog;
import org.platter.ui.device.Devices;
import org.platter.ui.device.DevicesDialog;
import org.platter.ui.device.LoopsDialog;
import org.platter.ui.image.BitmapsDialog;
import org.platter.ui.image.ImageInformationDialog;
import org.platter.ui.image.JobDialogs;
import org.platter.ui.image.Jobs;
import org.platter.ui.image.MakeDialogs;
import org.platter.ui.image.QuestionsDialog;
import org.platter.ui.image.SessionJobs;
import org.platter.ui.image.SnapshotsDialog;

/** The dialogs of one window. */
public final class WindowDialogs implements Dialogs {

    private final Window owner;
    private final Jobs jobs;
    private final Devices devices;
    private final MakeDialogs make;
    private final JobDialogs onImage;

    public WindowDialogs(Window owner) {
        this(owner, new SessionJobs(), Devices.ofThisComputer());
    }

    /**
     * @param jobs does the jobs on whole images
     * @param devices tells of the computer's disks, and attaches loop devices
     */
    public WindowDialogs(Window owner, Jobs jobs, Devices devices) {
        this.owner = owner;
        this.jobs = jobs;
        this.devices = devices;
        make = new MakeDialogs(owner, jobs,
                (dialog, chosen) -> DevicesDialog.choose(dialog, devices, chosen));
        onImage = new JobDialogs(owner, jobs);
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
    public void paste(DiskViewModel disk, CopySource source, ByteRange gap) {
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
        InformationDialog.show(owner, disk, partition, choices -> disk.choose(choices,
                failure -> failure(Texts.get("choose.failed"), String.valueOf(failure.getMessage()))));
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
        make.newImage(DiskSession::installedSupport, made);
    }

    @Override
    public void address(Consumer<Path> given) {
        QuestionsDialog.address(owner).ifPresent(given);
    }

    @Override
    public boolean answered(Throwable failure, Answers answers) {
        return QuestionsDialog.answered(owner, failure, answers);
    }

    @Override
    public void imageInformation(DiskViewModel disk) {
        ImageInformationDialog.show(owner, jobs, disk);
    }

    @Override
    public void convert(Optional<DiskViewModel> shown, Consumer<Path> made) {
        make.convert(shown, made);
    }

    @Override
    public void compact(DiskViewModel disk, Consumer<Path> made) {
        onImage.compact(disk, made);
    }

    @Override
    public void cloneDevice(Consumer<Path> made) {
        make.cloneDevice(made);
    }

    @Override
    public void compare(Optional<DiskViewModel> shown) {
        onImage.compare(shown);
    }

    @Override
    public void checkImage(DiskViewModel disk) {
        onImage.check(disk);
    }

    @Override
    public void commitImage(DiskViewModel disk) {
        onImage.commit(disk);
    }

    @Override
    public void rebase(DiskViewModel disk) {
        onImage.rebase(disk);
    }

    @Override
    public void snapshots(DiskViewModel disk) {
        SnapshotsDialog.show(owner, jobs, disk);
    }

    @Override
    public void goBack(DiskViewModel disk) {
        SnapshotsDialog.goBack(owner, jobs, disk);
    }

    @Override
    public void bitmaps(DiskViewModel disk) {
        BitmapsDialog.show(owner, jobs, disk);
    }

    @Override
    public void openDevice(Consumer<Path> chosen) {
        DevicesDialog.open(owner, devices, chosen);
    }

    @Override
    public void loopDevices(OpenDisks disks, Consumer<Path> opened) {
        LoopsDialog.show(owner, devices, disks, opened);
    }

    @Override
    public void convertTable(DiskViewModel disk) {
        TableChangeDialog.convert(owner, disk);
    }

    @Override
    public void restoreTable(DiskViewModel disk, RestoreTable saved) {
        TableChangeDialog.restore(owner, disk, saved);
    }

    @Override
    public void browse(DiskViewModel disk, Partition partition) {
        disk.shownFiles().show(partition, failure -> failure(Texts.get("browse.failed"),
                String.valueOf(failure.getMessage())));
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
