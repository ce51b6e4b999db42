package org.platter.ui;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.platter.base.ByteRange;
import org.platter.layout.Alignment;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.PartitionId;
import org.platter.operation.Draft;
import org.platter.session.OpenDisk;
import org.platter.session.VolumeGroup;
import org.platter.session.image.BitmapFacts;
import org.platter.session.image.ImageFacts;
import org.platter.session.image.ImageFormat;
import org.platter.session.image.ImageFormats;
import org.platter.session.image.SnapshotFacts;

/**
 * One open disk as the window sees it: a picture of what is on it and of what is pending, what is selected,
 * what can be done with it and why not. It lives on the window's thread and needs no toolkit; what may block
 * runs on the disk's {@link Background}.
 */
public final class DiskViewModel implements AutoCloseable {

    private final OpenDisk disk;
    private final Background background;
    private final Reviewing reviewing;

    private final ReadOnlyObjectWrapper<Layout> onDisk = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<Draft> draft = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<Layout> preview = new ReadOnlyObjectWrapper<>();
    private final Selected selected = new Selected(preview);
    private final ObjectProperty<Alignment> alignment = new SimpleObjectProperty<>(Alignment.MIB);
    private final Desk desk;
    private final ShownFiles files;
    private final ReadOnlyObjectWrapper<Map<PartitionId, String>> uses = new ReadOnlyObjectWrapper<>(
            Map.of());
    private final ReadOnlyLongWrapper changes = new ReadOnlyLongWrapper();
    private final Pending pending;
    private final DiskJobs jobs;
    private final Pasting pasting;
    private final Minima minima;

    /** A disk in a window of its own. */
    public DiskViewModel(OpenDisk disk, Background background) {
        this(disk, background, new Desk());
    }

    /** @param desk what it shares with the other disks of its window */
    public DiskViewModel(OpenDisk disk, Background background, Desk desk) {
        this.disk = disk;
        this.background = background;
        this.desk = desk;
        desk.add(this);
        reviewing = new Reviewing(disk, background);
        pending = new Pending(this, background);
        jobs = new DiskJobs(this, background);
        pasting = new Pasting(this, desk);
        minima = new Minima(this, background);
        files = new ShownFiles(this, background, this::changed);
        adopt();
        selected.first();
        // nothing is learned of what is selected: to look at a disk is not to work on it
        selected.property().addListener((property, before, now) -> changed());
    }

    /** The engine's side, for work that {@link #jobs} run, and for its plain getters. */
    public OpenDisk disk() {
        return disk;
    }

    public Path path() {
        return disk.path();
    }

    /** The file's name or the whole address, for titles. */
    public String name() {
        return Address.name(disk.path());
    }

    /** What is on the disk now. */
    public ReadOnlyObjectProperty<Layout> onDiskProperty() {
        return onDisk.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Draft> draftProperty() {
        return draft.getReadOnlyProperty();
    }

    /** What will be on the disk after all that is pending. */
    public ReadOnlyObjectProperty<Layout> previewProperty() {
        return preview.getReadOnlyProperty();
    }

    public Layout onDisk() {
        return onDisk.get();
    }

    public Draft draft() {
        return draft.get();
    }

    public Layout preview() {
        return preview.get();
    }

    public ObjectProperty<Selection> selectionProperty() {
        return selected.property();
    }

    /** What dragging and dialogs align to. */
    public ObjectProperty<Alignment> alignmentProperty() {
        return alignment;
    }

    /** Whether work is under way that the draft must not change under. */
    public ReadOnlyBooleanProperty busyProperty() {
        return jobs.busyProperty();
    }

    /** What the disk is busy with, in a few words; empty when it is not. */
    public ReadOnlyStringProperty activityProperty() {
        return jobs.activityProperty();
    }

    /** What the partitions that are in use are used for, in words: {@code mounted at /home}. */
    public ReadOnlyObjectProperty<Map<PartitionId, String>> usesProperty() {
        return uses.getReadOnlyProperty();
    }

    /** What a partition is used for by this computer; nothing if it is free. */
    public Optional<String> use(PartitionId id) {
        return Optional.ofNullable(uses.get().get(id));
    }

    /** What a commit of all that is pending would take. */
    public ReadOnlyObjectProperty<Outlook> outlookProperty() {
        return reviewing.outlookProperty();
    }

    /** The files of a partition that are shown. */
    public ShownFiles shownFiles() {
        return files;
    }

    /** What it shares with the other disks of its window. */
    public Desk desk() {
        return desk;
    }

    /** Counts whatever actions may depend on; listen to it to ask again. */
    public ReadOnlyLongProperty changesProperty() {
        return changes.getReadOnlyProperty();
    }

    /** Returns the selected partition as it will be after all that is pending. */
    public Optional<Partition> selectedPartition() {
        return selected.partition();
    }

    public Optional<ByteRange> selectedGap() {
        return selected.gap();
    }

    /** What is pending. */
    public Pending pending() {
        return pending;
    }

    /** The files that what is pending, or the table, is saved in and read from. */
    public DiskFiles files() {
        return new DiskFiles(this, background, pending::isSecret);
    }

    /** What would be pasted here. */
    public Pasting pasting() {
        return pasting;
    }

    /** The long work on the disk. */
    public DiskJobs jobs() {
        return jobs;
    }

    /** How far its file systems can be shrunk. */
    public Minima minima() {
        return minima;
    }

    /** What Platter knows of the image's format. */
    public Optional<ImageFormat> imageFormat() {
        return ImageFormats.find(disk.format());
    }

    /** The internal snapshots of the image, oldest first. */
    public List<SnapshotFacts> snapshots() {
        return disk.facts().map(ImageFacts::snapshots).orElse(List.of());
    }

    /** The persistent dirty bitmaps of the image. */
    public List<BitmapFacts> bitmaps() {
        return disk.facts().map(ImageFacts::bitmaps).orElse(List.of());
    }

    /** Returns the volume group of LVM that a partition belongs to, as it is on the disk. */
    public Optional<VolumeGroup> volumeGroup(Partition partition) {
        return onDisk().partition(partition.id()).flatMap(known -> disk.volumeGroups().stream()
                .filter(group -> group.partitions().contains(known.number())).findFirst());
    }

    /** Runs {@code update} on the window's thread; for progress that work tells of. */
    public void onScreen(Runnable update) {
        background.onScreen(update);
    }

    /** Closes the disk after the work that was given before. */
    @Override
    public void close() {
        close(() -> {});
    }

    /** Closes it, and runs {@code then} on the window's thread when that is done. */
    public void close(Runnable then) {
        desk.remove(this);
        reviewing.stop();
        Optional<Browsed> shown = files.now();
        background.run(() -> {
            try {
                ShownFiles.close(shown);
            } finally {
                pending.close();
                disk.close();
            }
            return disk;
        }, closed -> then.run(), failure -> then.run());
        background.close();
    }

    /** Work has ended. */
    void idle() {
        adopt();
        pending.forgetSecrets();
    }

    /** Takes over what was done on the disk's thread, unless that is what is shown. */
    @SuppressWarnings("ReferenceEquality") // a draft that was changed there and back is another one
    void takeOver() {
        if (draft() == disk.draft()) {
            changed();
        } else {
            adopt();
        }
    }

    /** Shows what is on the disk now, and what is pending. */
    private void adopt() {
        Optional<Layout> before = Optional.ofNullable(preview.get());
        onDisk.set(disk.onDisk());
        show(true);
        pasting.follow(before);
    }

    /** Shows what is pending now, and selects what was changed. */
    void show(Optional<PartitionId> changed) {
        show(false);
        changed.ifPresent(selected::select);
    }

    private void show(boolean isReadAgain) {
        Draft now = disk.draft();
        Optional<Partition> before = preview.get() == null ? Optional.empty() : selected.partition();
        draft.set(now);
        preview.set(now.last());
        selected.follow(before, isReadAgain);
        reviewing.of(now);
        changed();
    }

    void changed() {
        Map<PartitionId, String> now = new LinkedHashMap<>();
        onDisk().partitions().forEach(partition -> disk.use(partition.id())
                .ifPresent(use -> now.put(partition.id(), use)));
        if (!now.equals(uses.get())) {
            uses.set(Map.copyOf(now));
        }
        changes.set(changes.get() + 1);
    }
}
