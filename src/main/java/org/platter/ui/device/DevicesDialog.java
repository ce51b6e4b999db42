package org.platter.ui.device;

import java.nio.file.Path;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.control.CheckBox;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.platter.session.BlockDevices.Device;
import org.platter.ui.Background;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;

/** Shows the disks of this computer, for one to be chosen. */
public final class DevicesDialog {

    private final DevicesModel model;
    private final DialogFrame frame;
    private final Consumer<Path> chosen;

    private DevicesDialog(Window owner, Devices devices, boolean toOpen, Consumer<Path> chosen) {
        this.chosen = chosen;
        Background background = new Background("platter devices", Platform::runLater);
        model = new DevicesModel(devices, background);
        frame = new DialogFrame(owner, "devices-dialog").resizable(700, 500, 520, 360)
                .heading("mdi2h-harddisk", Texts.get(toOpen ? "devices.title" : "devices.title.choose"))
                .subheading(Texts.get("devices.subtitle"));
        DeviceList<Device> list = new DeviceList<>("devices", model.shown(), model.selectedProperty(),
                model.nothingBinding(), DeviceRow::of, this::choose);
        list.setAccessibleText(Texts.get("devices.title"));
        frame.escapeFrom(list);
        VBox.setVgrow(list, Priority.ALWAYS);
        VBox body = new VBox(filter(), list, below());
        body.getStyleClass().add("devices-column");
        frame.body(body);
        frame.cancelButton(Texts.get("dialog.cancel"));
        frame.defaultButton("ok", Texts.get(toOpen ? "devices.open" : "devices.choose"),
                model.problemBinding(), this::choose);
        DeviceList.follow(frame, model::refresh);
        frame.stage().addEventHandler(javafx.stage.WindowEvent.WINDOW_HIDDEN, event -> background.close());
        frame.show();
        list.requestFocus();
    }

    /** Hands the node of the chosen disk to {@code chosen}, which opens it. */
    public static void open(Window owner, Devices devices, Consumer<Path> chosen) {
        new DevicesDialog(owner, devices, true, chosen);
    }

    /** Hands the node of the chosen disk to {@code chosen}, for whatever that is asked for. */
    public static void choose(Window owner, Devices devices, Consumer<Path> chosen) {
        new DevicesDialog(owner, devices, false, chosen);
    }

    private TextField filter() {
        TextField field = new TextField();
        field.setId("device-filter");
        field.setPromptText(Texts.get("devices.filter"));
        field.setAccessibleText(Texts.get("devices.filter"));
        field.textProperty().bindBidirectional(model.filterProperty());
        field.visibleProperty().bind(model.filterUsefulProperty());
        field.managedProperty().bind(model.filterUsefulProperty());
        field.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.DOWN || event.getCode() == KeyCode.UP) {
                model.selectBy(event.getCode() == KeyCode.DOWN ? 1 : -1);
                event.consume();
            }
        });
        return field;
    }

    private HBox below() {
        CheckBox all = new CheckBox(Texts.get("devices.all"));
        all.setId("all-devices");
        all.setMnemonicParsing(true);
        all.selectedProperty().bindBidirectional(model.showAllProperty());
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox line = new HBox(all, space, DeviceList.reloadButton(model::refresh));
        line.getStyleClass().add("devices-below");
        return line;
    }

    private void choose() {
        model.selectedProperty().get().ifPresent(device -> {
            frame.close();
            chosen.accept(device.path());
        });
    }
}
