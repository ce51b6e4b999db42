package org.platter.ui.main;

import java.util.List;
import java.util.stream.Collectors;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Outlook;
import org.platter.ui.PendingOperation;
import org.platter.ui.Texts;
import org.platter.ui.action.ActionList;
import org.platter.ui.action.Actions;
import org.platter.ui.frame.Tip;

/** What is pending, a row each, and what the review warns of. */
final class PendingPane extends VBox {

    private static final double ROW = 32;
    private static final int MAX_ROWS = 4;
    private static final int MAX_WARNINGS = 1;

    private final DiskViewModel disk;
    private final Actions actions;
    private final ListView<PendingOperation> list = new ListView<>();

    PendingPane(DiskViewModel disk, Actions actions) {
        this.disk = disk;
        this.actions = actions;
        setId("pending");
        getStyleClass().add("pending");
        setMinHeight(USE_PREF_SIZE);
        Controls controls = new Controls(actions);
        Label title = Controls.label("", "title");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox head = new HBox(title, space, controls.button(ActionList.SAVE_PLAN, false),
                controls.button(ActionList.LOAD_PLAN, false), controls.button(ActionList.REHEARSE, false),
                controls.button(ActionList.CLEAR, false));
        head.getStyleClass().add("head");

        list.setId("pending-list");
        list.setAccessibleText(Texts.get("pending.accessible"));
        list.setCellFactory(view -> new Row());
        list.setFocusTraversable(true);
        list.setFixedCellSize(ROW);
        list.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            PendingOperation chosen = list.getSelectionModel().getSelectedItem();
            if (event.getCode() == KeyCode.DELETE && chosen != null && list.isFocused()) {
                remove(chosen);
                event.consume();
            }
        });

        Label warnings = Controls.label("", "warning-line");
        warnings.setId("pending-warnings");
        warnings.setWrapText(true);
        warnings.setGraphic(Controls.icon("mdi2a-alert-outline"));
        Controls.follow(disk.outlookProperty(), outlook -> {
            List<String> all = outlook instanceof Outlook.Known known ? known.review().warnings() : List.of();
            String text = all.stream().limit(MAX_WARNINGS).collect(Collectors.joining("\n"))
                    + (all.size() > MAX_WARNINGS
                            ? "\n" + Texts.get("pending.warnings.more", all.size() - MAX_WARNINGS) : "");
            warnings.setText(text);
            warnings.setVisible(!text.isEmpty());
            warnings.setManaged(!text.isEmpty());
        });
        getChildren().addAll(head, list, warnings);
        Controls.follow(disk.draftProperty(), draft -> {
            list.getItems().setAll(disk.pending().operations());
            title.setText(Texts.get("pending.title", draft.operations().size()));
            // As high as it has rows, up to where it would leave the table too little.
            double height = ROW * Math.min(MAX_ROWS, draft.operations().size()) + 6;
            list.setMinHeight(height);
            list.setMaxHeight(height);
            list.setPrefHeight(height);
            list.scrollTo(draft.operations().size() - 1);
        });
    }

    private void remove(PendingOperation operation) {
        disk.pending().remove(operation.index()).ifPresent(actions::notice);
    }

    private final class Row extends ListCell<PendingOperation> {

        private final Label step = Controls.label("", "step");
        private final Label text = new Label();
        private final Button remove = new Button("", Controls.icon("mdi2c-close"));
        private final HBox box;

        Row() {
            Region space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            text.setMinWidth(0);
            remove.getStyleClass().addAll("flat", "button-icon", "small");
            remove.setTooltip(Tip.of(Texts.get("pending.remove")));
            remove.setMinWidth(Region.USE_PREF_SIZE);
            remove.setFocusTraversable(false);
            box = new HBox(6, step, text, space, remove);
            box.setAlignment(Pos.CENTER_LEFT);
            setPrefWidth(0); // a long sentence is cut, it does not scroll
        }

        @Override
        protected void updateItem(PendingOperation operation, boolean empty) {
            super.updateItem(operation, empty);
            if (empty || operation == null) {
                setGraphic(null);
                setTooltip(null);
                return;
            }
            step.setText(String.valueOf(operation.index() + 1));
            text.setText(operation.text());
            text.setTooltip(Tip.of(operation.text() + "\n" + operation.line()));
            remove.setId("remove-" + operation.index());
            remove.setAccessibleText(Texts.get("pending.remove.accessible", operation.text()));
            remove.setOnAction(event -> remove(operation));
            setGraphic(box);
        }
    }
}
