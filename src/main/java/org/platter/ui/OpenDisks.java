package org.platter.ui;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.platter.base.Refusal;
import org.platter.session.OpenDisk;
import org.platter.session.image.ImageOptions;

/** The disks that are open in a window, and the one that is looked at. */
public final class OpenDisks {

    /** Opens a disk; on its worker thread. */
    @FunctionalInterface
    public interface Opener {
        OpenDisk open(Path path, ImageOptions options) throws IOException, Refusal;
    }

    private final Desk desk = new Desk();
    private final Opener opener;
    private final Executor screen;
    private final ObservableList<DiskViewModel> disks = FXCollections.observableArrayList();
    private final Map<DiskViewModel, Long> order = new HashMap<>();
    private final ObservableList<Path> opening = FXCollections.observableArrayList();
    private long asked;
    private final ObjectProperty<Optional<DiskViewModel>> current = new SimpleObjectProperty<>(
            Optional.empty());

    /** @param screen runs what it is given on the window's thread */
    public OpenDisks(Opener opener, Executor screen) {
        this.opener = opener;
        this.screen = screen;
    }

    /** Those that are open, in the order of the tabs. */
    public ObservableList<DiskViewModel> disks() {
        return disks;
    }

    /** What is being opened, in the order in which it was asked for. */
    public ObservableList<Path> opening() {
        return opening;
    }

    public ObjectProperty<Optional<DiskViewModel>> currentProperty() {
        return current;
    }

    public Optional<DiskViewModel> current() {
        return current.get();
    }

    /** Opens an image and shows it; one that is open already is only shown. */
    public void open(Path path, ImageOptions options, BiConsumer<Path, Throwable> failed, Runnable opened) {
        Path image = Address.is(path) ? path : path.toAbsolutePath().normalize();
        if (opening.contains(image)) {
            return; // a device may be waiting for its permission
        }
        Optional<DiskViewModel> known = disks.stream().filter(disk -> disk.path().equals(image)).findFirst();
        if (known.isPresent()) {
            current.set(known);
            return;
        }
        long mine = ++asked;
        opening.add(image);
        Background background = new Background("platter " + Address.name(image), screen);
        background.run(() -> opener.open(image, options), model -> {
            opening.remove(image);
            DiskViewModel disk = new DiskViewModel(model, background, desk);
            order.put(disk, mine);
            // They open side by side, and stand in the order in which they were asked for.
            int at = (int) disks.stream().filter(other -> order.get(other) < mine).count();
            disks.add(at, disk);
            if (at == disks.size() - 1) {
                current.set(Optional.of(disk));
            }
            opened.run();
        }, failure -> {
            opening.remove(image);
            background.close();
            failed.accept(path, failure);
        });
    }

    /** Closes a disk, whatever is pending on it. */
    public void close(DiskViewModel disk) {
        close(disk, () -> {});
    }

    /** Closes it, and runs {@code then} when nothing of it is open any more. */
    public void close(DiskViewModel disk, Runnable then) {
        int at = disks.indexOf(disk);
        disks.remove(disk);
        order.remove(disk);
        disk.close(then);
        if (current().filter(shown -> shown == disk).isPresent()) {
            current.set(disks.isEmpty() ? Optional.empty()
                    : Optional.of(disks.get(Math.min(at, disks.size() - 1))));
        }
    }

    public void closeAll() {
        List.copyOf(disks).forEach(this::close);
    }
}
