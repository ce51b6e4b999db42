package org.platter.ui;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.platter.base.ByteRange;
import org.platter.layout.Partition;
import org.platter.operation.RestoreTable;

/**
 * The dialogs that actions open, one method each. They are called on the window's thread, only when the
 * action has no refusal, and may return before the dialog is closed. What a dialog asks for it pushes on the
 * disk's draft itself.
 */
public interface Dialogs {

    void newPartition(DiskViewModel disk, ByteRange gap);

    void resizeMove(DiskViewModel disk, Partition partition);

    /** Puts a copy of {@code source} into {@code gap}. */
    void paste(DiskViewModel disk, CopySource source, ByteRange gap);

    void format(DiskViewModel disk, Partition partition);

    void label(DiskViewModel disk, Partition partition);

    void uuid(DiskViewModel disk, Partition partition);

    void name(DiskViewModel disk, Partition partition);

    /** Type code and flags. */
    void flags(DiskViewModel disk, Partition partition);

    void information(DiskViewModel disk, Partition partition);

    void diskInformation(DiskViewModel disk);

    void newTable(DiskViewModel disk);

    void resizeDisk(DiskViewModel disk);

    /** Asks, and commits all that is pending. */
    void apply(DiskViewModel disk);

    /** Stages and verifies all that is pending, without a commit. */
    void rehearse(DiskViewModel disk);

    /** Tells what was interrupted, and brings it to its end. */
    void resume(DiskViewModel disk);

    /** Asks for an image to be made, makes it, and hands its path to {@code made}. */
    void newImage(Consumer<Path> made);

    /** Asks for the address of a server's disk, and hands it to {@code given}. */
    void address(Consumer<Path> given);

    /**
     * Asks what has to be answered before an image can be opened, and blocks until it is.
     *
     * @return whether {@code answers} now hold an answer with which it can be tried again
     */
    boolean answered(Throwable failure, Answers answers);

    void imageInformation(DiskViewModel disk);

    /** @param shown the disk whose image is offered as the source */
    void convert(Optional<DiskViewModel> shown, Consumer<Path> made);

    void compact(DiskViewModel disk, Consumer<Path> made);

    void cloneDevice(Consumer<Path> made);

    /** @param shown the disk whose image is offered as the one to compare */
    void compare(Optional<DiskViewModel> shown);

    void checkImage(DiskViewModel disk);

    void commitImage(DiskViewModel disk);

    void rebase(DiskViewModel disk);

    void snapshots(DiskViewModel disk);

    /** Puts the disk back to what it was when a snapshot was taken. */
    void goBack(DiskViewModel disk);

    /** Shows, adds, changes and removes the dirty bitmaps of the image. */
    void bitmaps(DiskViewModel disk);

    /** Shows the disks of this computer, and hands the node of the chosen one to {@code chosen}. */
    void openDevice(Consumer<Path> chosen);

    /**
     * Lists the loop devices, attaches and detaches.
     *
     * @param disks of these the shown one is offered for attaching; a device that is detached is closed
     * @param opened is given the nodes that are to be opened
     */
    void loopDevices(OpenDisks disks, Consumer<Path> opened);

    /** Queues a table of the other kind with the same partitions. */
    void convertTable(DiskViewModel disk);

    /** Shows what a saved table changes, and queues it. */
    void restoreTable(DiskViewModel disk, RestoreTable saved);

    /** Shows the files of a partition in the file manager, to read. */
    void browse(DiskViewModel disk, Partition partition);

    void support();

    void keys();

    void about();

    /** Says that something failed: a heading of a few words, and a sentence. */
    void failure(String heading, String text);

    /**
     * Returns whether the pending operations of these disks may be thrown away; asks, and blocks until
     * answered.
     */
    boolean mayDiscard(List<DiskViewModel> disks);
}
