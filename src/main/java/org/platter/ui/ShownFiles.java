package org.platter.ui;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.platter.layout.Partition;
import org.platter.session.FileManager;

/**
 * The files of a partition on a disk that are shown; nothing is applied meanwhile. For the window's thread.
 */
public final class ShownFiles {

    private final DiskViewModel disk;
    private final Background background;
    private final Runnable changed;
    private final ReadOnlyObjectWrapper<Optional<Browsed>> shown = new ReadOnlyObjectWrapper<>(
            Optional.empty());

    /** @param changed runs when other files are shown, or none any more */
    ShownFiles(DiskViewModel disk, Background background, Runnable changed) {
        this.disk = disk;
        this.background = background;
        this.changed = changed;
    }

    /** The partition whose files are shown now. */
    public ReadOnlyObjectProperty<Optional<Browsed>> property() {
        return shown.getReadOnlyProperty();
    }

    Optional<Browsed> now() {
        return shown.get();
    }

    /** Shows the files of a partition on the disk, until that is stopped. */
    public void show(Partition partition, Consumer<Throwable> failed) {
        disk.jobs().run(Texts.get("activity.browse"), () -> disk.disk().browse(partition.id()), files -> {
            set(Optional.of(new Browsed(partition.number(), files, Optional.empty())));
            open();
        }, failed);
    }

    /** Opens the file manager on the files that are shown. */
    public void open() {
        now().ifPresent(opened -> background.run(() -> {
            FileManager.show(opened.path());
            return opened;
        }, open -> {}, failure -> {
            if (now().filter(it -> it.files() == opened.files()).isPresent()) {
                set(Optional.of(new Browsed(opened.number(), opened.files(),
                        Optional.of(String.valueOf(failure.getMessage())))));
            }
        }));
    }

    /** Shows the files no longer. */
    public void stop(Consumer<Throwable> failed) {
        Optional<Browsed> stopped = now();
        set(Optional.empty()); // at once, lest it be stopped twice; nothing else runs before the end
        stopped.ifPresent(ended -> background.run(() -> {
            ended.files().close();
            return ended;
        }, closed -> {}, failed));
    }

    /** Ends what is shown when the disk is closed; on the disk's thread. */
    static void close(Optional<Browsed> shown) throws IOException {
        if (shown.isPresent()) {
            shown.get().files().close();
        }
    }

    private void set(Optional<Browsed> files) {
        shown.set(files);
        changed.run();
    }
}
