package org.platter.ui;

import java.util.Optional;
import org.platter.layout.Layout;
import org.platter.operation.Paste;

/** What can be pasted into a disk: the partition that was copied last in any disk of the window. */
public final class Pasting {

    private final DiskViewModel disk;
    private final Desk desk;

    Pasting(DiskViewModel disk, Desk desk) {
        this.disk = disk;
        this.desk = desk;
    }

    /** Remembers the selected partition for pasting, here and in the other disks of the window. */
    public void copySelected() {
        desk.copiedProperty().set(disk.selectedPartition()
                .map(partition -> new Desk.Copied(disk, partition.id())));
        disk.changed();
    }

    /**
     * Returns what would be pasted here: the copied partition as it will be on this disk, or as it is on
     * another one; nothing where it is not there.
     */
    public Optional<CopySource> source() {
        return desk.copied().flatMap(copied -> {
            DiskViewModel from = copied.from();
            if (from == disk) {
                return disk.preview().partition(copied.id()).map(CopySource::here);
            }
            return from.onDisk().partition(copied.id()).map(partition -> new CopySource(partition,
                    Optional.of(new CopySource.Other(from.path().toString(), from.name(),
                            Paste.Original.of(from.onDisk(), partition),
                            desk.isOpen(from) && !from.draft().isEmpty()))));
        });
    }

    /** The copied partition is the one of its number where the disk was read again. */
    void follow(Optional<Layout> before) {
        desk.copied().filter(copied -> copied.from() == disk
                && disk.onDisk().partition(copied.id()).isEmpty()
                && disk.preview().partition(copied.id()).isEmpty())
                .ifPresent(copied -> desk.copiedProperty().set(before
                        .flatMap(layout -> layout.partition(copied.id()))
                        .flatMap(old -> disk.preview().partition(old.number()))
                        .map(again -> new Desk.Copied(disk, again.id()))));
    }
}
