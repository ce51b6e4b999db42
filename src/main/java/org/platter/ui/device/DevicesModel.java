package org.platter.ui.device;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.platter.session.BlockDevices.Device;
import org.platter.ui.Background;
import org.platter.ui.Texts;

/**
 * The disks of this computer, of which one is chosen. It lives on the window's thread; what it shows is read
 * in the background.
 */
final class DevicesModel {

    /** More disks than this, and a field to find one is worth its room. */
    static final int MANY = 8;

    private final Watched<Device> watched;
    private List<Device> all = List.of();
    private final ObservableList<Device> shown = FXCollections.observableArrayList();
    private final ObjectProperty<Optional<Device>> selected = new SimpleObjectProperty<>(Optional.empty());
    private final BooleanProperty showAll = new SimpleBooleanProperty();
    private final StringProperty filter = new SimpleStringProperty("");
    private final ReadOnlyBooleanWrapper filterUseful = new ReadOnlyBooleanWrapper();
    private final StringBinding problem;
    private final StringBinding nothing;

    DevicesModel(Devices devices, Background background) {
        watched = new Watched<>(background, () -> devices.list(showAll.get()), this::take);
        problem = Bindings.createStringBinding(
                () -> selected.get().isPresent() ? "" : Texts.get("devices.select"), selected);
        nothing = Bindings.createStringBinding(this::whyNothing, watched.firstTimeProperty(),
                watched.failureProperty(), filter, shown);
        showAll.addListener((property, before, now) -> refresh());
        filter.addListener((property, before, now) -> show());
    }

    /** Reads them again, in the background; what is selected stays so. */
    void refresh() {
        watched.refresh();
    }

    /** Those that the filter lets through, by name. */
    ObservableList<Device> shown() {
        return shown;
    }

    ObjectProperty<Optional<Device>> selectedProperty() {
        return selected;
    }

    /** Whether the loop devices of package systems are listed too. */
    BooleanProperty showAllProperty() {
        return showAll;
    }

    StringProperty filterProperty() {
        return filter;
    }

    /** Whether there are so many that a filter helps. */
    ReadOnlyBooleanProperty filterUsefulProperty() {
        return filterUseful.getReadOnlyProperty();
    }

    /** Why none can be opened now, in a sentence; empty when one can. */
    StringBinding problemBinding() {
        return problem;
    }

    /** What is said in the place of an empty list. */
    StringBinding nothingBinding() {
        return nothing;
    }

    /** Selects the next one, or the one before. */
    void selectBy(int step) {
        int at = selected.get().map(shown::indexOf).orElse(-1);
        if (!shown.isEmpty()) {
            selected.set(Optional.of(shown.get(Math.max(0, Math.min(shown.size() - 1, at + step)))));
        }
    }

    private void take(List<Device> found) {
        all = found;
        filterUseful.set(found.size() > MANY || !filter.get().isEmpty());
        show();
    }

    private void show() {
        Optional<Path> before = selected.get().map(Device::path);
        List<Device> now = filter.get().isBlank() ? all
                : all.stream().filter(device -> DeviceWords.matches(device, filter.get())).toList();
        if (!now.equals(shown)) {
            shown.setAll(now);
        }
        selected.set(now.stream().filter(device -> before.filter(device.path()::equals).isPresent())
                .findFirst().or(() -> now.stream().findFirst()));
    }

    private String whyNothing() {
        return watched.firstTimeProperty().get() ? Texts.get("devices.looking")
                : !watched.failureProperty().get().isEmpty() ? watched.failureProperty().get()
                : !filter.get().isBlank() ? Texts.get("devices.none-such", filter.get())
                : Texts.get("devices.none");
    }
}
