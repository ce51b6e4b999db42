package org.platter.ui.device;

import java.util.Optional;
import java.util.function.Function;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.beans.property.ObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.util.Duration;
import org.kordamp.ikonli.javafx.FontIcon;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Tip;

/** A list of devices in a dialog, which follows what is plugged in and out while it is open. */
final class DeviceList<T> extends ListView<T> {

    private static final Duration PERIOD = Duration.seconds(2);

    private boolean isAdjusting;

    /**
     * @param selected goes both ways
     * @param open what a double click and Enter do
     */
    DeviceList(String id, ObservableList<T> rows, ObjectProperty<Optional<T>> selected,
            ObservableValue<String> nothing, Function<T, Node> cell, Runnable open) {
        setId(id);
        getStyleClass().add("devices");
        setItems(rows);
        setCellFactory(cells -> new Cell<>(cell, open));
        Label none = new Label();
        none.textProperty().bind(nothing);
        none.setWrapText(true);
        none.getStyleClass().addAll("form-hint", "devices-none");
        setPlaceholder(none);
        getSelectionModel().selectedItemProperty().addListener((property, before, now) -> {
            if (!isAdjusting && now != null) {
                selected.set(Optional.of(now));
            }
        });
        selected.addListener((property, before, now) -> show(now));
        rows.addListener((ListChangeListener<T>) change -> show(selected.get()));
        show(selected.get());
        addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER && selected.get().isPresent()) {
                event.consume();
                open.run();
            }
        });
    }

    private void show(Optional<T> selected) {
        isAdjusting = true;
        if (selected.isPresent() && getItems().contains(selected.get())) {
            getSelectionModel().select(selected.get());
        } else {
            getSelectionModel().clearSelection();
        }
        isAdjusting = false;
    }

    /** Reads the list at once, by F5, and every now and then while the dialog is open. */
    static void follow(DialogFrame frame, Runnable refresh) {
        Timeline ticker = new Timeline(new KeyFrame(PERIOD, tick -> refresh.run()));
        ticker.setCycleCount(Animation.INDEFINITE);
        frame.root().addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.F5) {
                event.consume();
                refresh.run();
            }
        });
        frame.stage().setOnShown(event -> ticker.play());
        frame.stage().setOnHidden(event -> ticker.stop());
        refresh.run();
    }

    /** A button that reads the list again. */
    static Button reloadButton(Runnable refresh) {
        Button reload = new Button("", new FontIcon("mdi2r-refresh"));
        reload.setId("reload-devices");
        reload.getStyleClass().addAll("flat", "button-icon");
        reload.setTooltip(Tip.of(Texts.get("devices.reload.tip")));
        reload.setAccessibleText(Texts.get("devices.reload"));
        reload.setOnAction(event -> refresh.run());
        return reload;
    }

    private static final class Cell<T> extends ListCell<T> {

        private final Function<T, Node> look;

        Cell(Function<T, Node> look, Runnable open) {
            this.look = look;
            setPrefWidth(0); // a long name is cut, it does not scroll
            setOnMouseClicked(event -> {
                if (event.getButton() == MouseButton.PRIMARY && event.getClickCount() == 2 && !isEmpty()) {
                    open.run();
                }
            });
        }

        @Override
        protected void updateItem(T item, boolean empty) {
            super.updateItem(item, empty);
            setText("");
            setGraphic(empty || item == null ? null : look.apply(item));
        }
    }
}
