package org.platter.ui.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.platter.base.ByteSize;
import org.platter.layout.Partition;
import org.platter.layout.Role;
import org.platter.session.BlockDevices.Device;
import org.platter.session.LoopDevices.Loop;
import org.platter.session.LoopDevices.Wish;
import org.platter.session.OpenDisk;
import org.platter.session.image.ImageOptions;
import org.platter.ui.Background;
import org.platter.ui.Describe;
import org.platter.ui.DiskViewModel;
import org.platter.ui.FileSystemLook;
import org.platter.ui.OpenDisks;
import org.platter.ui.Texts;
import org.platter.ui.image.FileChoice;

/**
 * The loop devices in use, and one that is to be attached. An image that is open in the window is attached on
 * its own thread, with its tab's lock let go meanwhile; its tab then says that the device is to be used.
 */
final class LoopsModel {

    /**
     * A loop device in use.
     *
     * @param bytes its size
     * @param uses what it and its partitions are used for, in words
     */
    record Row(Loop loop, long bytes, List<String> uses) {}

    private final Devices devices;
    private final OpenDisks disks;
    private final Background background;
    private final Watched<Row> watched;
    private final ObservableList<Row> rows = FXCollections.observableArrayList();
    private final ObjectProperty<Optional<Row>> selected = new SimpleObjectProperty<>(Optional.empty());
    private final BooleanProperty showAll = new SimpleBooleanProperty();
    private final FileChoice image = new FileChoice();
    private final ObservableList<OptionalInt> parts = FXCollections.observableArrayList(OptionalInt.empty());
    private final ObjectProperty<OptionalInt> part = new SimpleObjectProperty<>(OptionalInt.empty());
    private final BooleanProperty readOnly = new SimpleBooleanProperty();
    private final BooleanProperty directIo = new SimpleBooleanProperty();
    private final ReadOnlyBooleanWrapper working = new ReadOnlyBooleanWrapper();
    private final ReadOnlyStringWrapper failure = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper success = new ReadOnlyStringWrapper("");
    private final StringBinding attachProblem;
    private final StringBinding rowProblem;
    private final StringBinding nothing;
    private Optional<Path> wanted = Optional.empty();

    LoopsModel(Devices devices, OpenDisks disks, Background background) {
        this.devices = devices;
        this.disks = disks;
        this.background = background;
        watched = new Watched<>(background, this::read, this::take);
        attachProblem = Bindings.createStringBinding(this::whyNotAttach, image.textProperty(), readOnly,
                working);
        rowProblem = Bindings.createStringBinding(() -> working.get() ? Texts.get("loops.working")
                : selected.get().isPresent() ? "" : Texts.get("loops.select"), selected, working);
        nothing = Bindings.createStringBinding(() -> watched.firstTimeProperty().get()
                ? Texts.get("devices.looking")
                : watched.failureProperty().get().isEmpty()
                        ? Texts.get("loops.none")
                : watched.failureProperty().get(), watched.firstTimeProperty(),
                watched.failureProperty());
        showAll.addListener((property, before, now) -> refresh());
        image.textProperty().addListener((property, before, now) -> offerParts());
        disks.current().filter(disk -> disk.disk().format().equals("raw") && !isNode(disk.path()))
                .ifPresent(disk -> image.set(disk.path()));
    }

    private static boolean isNode(Path path) {
        return path.startsWith("/dev");
    }

    /** Reads them again, in the background. */
    void refresh() {
        watched.refresh();
    }

    ObservableList<Row> rows() {
        return rows;
    }

    ObjectProperty<Optional<Row>> selectedProperty() {
        return selected;
    }

    /** Whether those that package systems made for themselves are listed too. */
    BooleanProperty showAllProperty() {
        return showAll;
    }

    /** What is said in the place of an empty list. */
    StringBinding nothingBinding() {
        return nothing;
    }

    /** The image that is to be attached. */
    FileChoice image() {
        return image;
    }

    /** The partitions of it that can be attached alone, by their numbers; the first stands for the whole. */
    ObservableList<OptionalInt> parts() {
        return parts;
    }

    ObjectProperty<OptionalInt> partProperty() {
        return part;
    }

    BooleanProperty readOnlyProperty() {
        return readOnly;
    }

    BooleanProperty directIoProperty() {
        return directIo;
    }

    /** Whether something is being attached or detached. */
    ReadOnlyBooleanProperty workingProperty() {
        return working.getReadOnlyProperty();
    }

    ReadOnlyStringProperty failureProperty() {
        return failure.getReadOnlyProperty();
    }

    ReadOnlyStringProperty successProperty() {
        return success.getReadOnlyProperty();
    }

    /** Why the image cannot be attached as it is asked for, in a sentence; empty when it can. */
    StringBinding attachProblemBinding() {
        return attachProblem;
    }

    /** Why nothing can be done with the selected device, in a sentence; empty when it can. */
    StringBinding rowProblemBinding() {
        return rowProblem;
    }

    /** A part of the image in words. */
    String words(OptionalInt number) {
        return number.isEmpty() ? Texts.get("loops.whole")
                : shown().flatMap(disk -> disk.onDisk().partition(number.getAsInt()))
                        .map(partition -> Texts.get("loops.partition",
                                Describe.title(partition), FileSystemLook.of(partition.content()).name(),
                                ByteSize.format(partition.range().length())))
                        .orElseGet(() -> String.valueOf(number.getAsInt()));
    }

    /** The tab in which the image is open. */
    private Optional<DiskViewModel> shown() {
        return image.path().flatMap(this::tabOf);
    }

    private Optional<DiskViewModel> tabOf(Path path) {
        return disks.disks().stream().filter(disk -> disk.path().equals(path)).findFirst();
    }

    private void offerParts() {
        List<OptionalInt> offered = new ArrayList<>(List.of(OptionalInt.empty()));
        shown().ifPresent(disk -> disk.onDisk().partitions().stream()
                .filter(partition -> partition.role() != Role.EXTENDED).map(Partition::number)
                .map(OptionalInt::of).forEach(offered::add));
        if (!offered.equals(parts)) {
            part.set(OptionalInt.empty());
            parts.setAll(offered);
            part.set(OptionalInt.empty());
        }
    }

    private String whyNotAttach() {
        if (working.get()) {
            return Texts.get("loops.working");
        }
        String problem = image.problemOfOld(Texts.get("loops.which"));
        Optional<DiskViewModel> tab = shown();
        if (!problem.isEmpty() || tab.isEmpty()) {
            return problem;
        }
        DiskViewModel disk = tab.get();
        if (!disk.disk().format().equals("raw")) {
            return Texts.get("loops.not-raw", disk.name(), disk.disk().format());
        }
        if (disk.busyProperty().get()) {
            return Texts.get("why.busy", disk.activityProperty().get());
        }
        return readOnly.get() || disk.draft().isEmpty() ? "" : Texts.get("loops.pending", disk.name());
    }

    /** Attaches the image; its device is then the selected one. */
    void attach() {
        Path file = image.path().orElseThrow();
        Optional<DiskViewModel> tab = shown();
        Wish wish = new Wish(part.get(), readOnly.get(), directIo.get());
        ImageOptions options = tab.map(disk -> disk.disk().options()).orElseGet(ImageOptions::usual);
        begin();
        OpenDisk.Work<Path> work = () -> devices.attach(file, options, wish);
        if (tab.isPresent() && !wish.readOnly()) {
            tab.get().jobs().onImage(Texts.get("loops.activity"), work, node -> attached(file, node),
                    this::failed);
        } else {
            background.run(work, node -> attached(file, node), this::failed);
        }
    }

    private void attached(Path file, Path node) {
        wanted = Optional.of(node);
        end(Texts.get("loops.attached", file.getFileName(), node));
    }

    /** Detaches a device; a tab that shows it is closed first. */
    void detach(Row row) {
        Path node = row.loop().path();
        Optional<DiskViewModel> tab = tabOf(node);
        if (tab.filter(disk -> disk.busyProperty().get()).isPresent()) {
            failure.set(Texts.get("why.busy", tab.get().activityProperty().get()));
        } else if (tab.filter(disk -> !disk.draft().isEmpty()).isPresent()) {
            failure.set(Texts.get("loops.detach.pending", node));
        } else {
            begin();
            Runnable detaching = () -> background.run(() -> devices.detach(node), freed -> detached(row),
                    this::failed);
            // the kernel keeps a device that is open anywhere
            tab.ifPresentOrElse(disk -> disks.close(disk, detaching), detaching);
        }
    }

    private void detached(Row row) {
        end(Texts.get(row.uses().isEmpty() ? "loops.detached" : "loops.detached.later", row.loop().path()));
        tabOf(row.loop().file()).filter(disk -> disk.draft().isEmpty() && !disk.busyProperty().get())
                .ifPresent(disk -> disk.jobs().reload(stays -> {})); // it may be edited again
    }

    private void begin() {
        failure.set("");
        success.set("");
        working.set(true);
    }

    private void end(String told) {
        working.set(false);
        success.set(told);
        refresh();
    }

    private void failed(Throwable why) {
        working.set(false);
        failure.set(why.getMessage() == null ? why.toString() : why.getMessage());
        refresh();
    }

    private List<Row> read() throws IOException {
        var known = devices.list(showAll.get()).stream().collect(Collectors.toMap(Device::path,
                Function.identity()));
        List<Row> found = new ArrayList<>();
        for (Loop loop : devices.loops()) {
            Device device = known.get(loop.path());
            if (device != null) {
                found.add(new Row(loop, device.size(), device.uses()));
            }
        }
        return found;
    }

    /** The device that is looked at in the window, or shows the image that is. */
    private Optional<Path> ofShown(List<Row> found) {
        Optional<Path> shown = disks.current().map(DiskViewModel::path);
        return found.stream().map(Row::loop).filter(loop -> shown
                .filter(path -> path.equals(loop.path()) || path.equals(loop.file())).isPresent())
                .map(Loop::path).findFirst();
    }

    private void take(List<Row> found) {
        // none is selected by chance: detaching asks no more where nothing uses the device
        Optional<Path> before = wanted.or(() -> selected.get().map(row -> row.loop().path()))
                .or(() -> ofShown(found));
        if (!found.equals(rows)) {
            rows.setAll(found);
        }
        selected.set(found.stream().filter(row -> before.filter(row.loop().path()::equals).isPresent())
                .findFirst());
        wanted = wanted.filter(node -> found.stream().noneMatch(row -> row.loop().path().equals(node)));
    }
}
