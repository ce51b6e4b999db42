package org.platter.ui.dialog;

import java.util.Locale;
import java.util.function.BiFunction;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.kordamp.ikonli.javafx.FontIcon;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.Support;
import org.platter.session.SupportMatrix;
import org.platter.session.SupportMatrix.Cell;
import org.platter.session.SupportMatrix.Column;
import org.platter.session.SupportMatrix.Row;
import org.platter.ui.FileSystemLook;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;
import org.platter.ui.frame.Tip;

/** What can be done with which file system here, and what is missing for the rest. */
public final class SupportDialog {

    /** As many file systems are seen at once; the others are scrolled to. */
    private static final int ROWS = 12;

    private SupportDialog() {}

    /** @param support tells whether an action can be had */
    public static void show(Window owner, BiFunction<FileSystemType, Action, Support> support) {
        DialogFrame frame = new DialogFrame(owner, "support-dialog").heading("mdi2t-table-check",
                Texts.get("support.title")).subheading(Texts.get("support.subtitle"));
        TableView<Row> table = new TableView<>(FXCollections.observableArrayList(SupportMatrix.of(support)));
        table.setId("support");
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.getStyleClass().add("striped");
        TableColumn<Row, FileSystemType> name = new TableColumn<>(Texts.get("support.type"));
        name.setCellValueFactory(row -> new SimpleObjectProperty<>(row.getValue().type()));
        name.setCellFactory(column -> new NameCell());
        name.setSortable(false);
        name.setPrefWidth(126);
        table.getColumns().add(name);
        for (Column shown : Column.values()) {
            TableColumn<Row, Cell> column = new TableColumn<>(
                    Texts.get("support." + shown.name().toLowerCase(Locale.ROOT)));
            column.setCellValueFactory(row -> new SimpleObjectProperty<>(row.getValue().cells().get(shown)));
            column.setCellFactory(cells -> new SupportCell());
            column.setSortable(false);
            column.setReorderable(false);
            column.setPrefWidth(66);
            table.getColumns().add(column);
        }
        TableColumn<Row, String> missing = new TableColumn<>(Texts.get("support.missing"));
        missing.setCellValueFactory(
                row -> new SimpleObjectProperty<>(String.join(", ", row.getValue().packages())));
        missing.setSortable(false);
        missing.setMinWidth(150);
        table.getColumns().add(missing);
        table.setFixedCellSize(34);
        table.setPrefHeight(34 * (ROWS + 1) + 8);
        Label rest = new Label(Texts.get("support.rest"));
        rest.setWrapText(true);
        rest.getStyleClass().add("form-hint");
        VBox.setVgrow(table, Priority.ALWAYS);
        VBox body = new VBox(table, rest);
        body.getStyleClass().add("dialog-column");
        frame.resizable(960, 34 * ROWS + 270, 560, 320).body(body);
        Button close = frame.cancelButton(Texts.get("dialog.close"));
        close.setDefaultButton(true);
        frame.show();
        close.requestFocus();
    }

    private static final class NameCell extends TableCell<Row, FileSystemType> {

        private final Region swatch = new Region();

        @Override
        protected void updateItem(FileSystemType type, boolean empty) {
            super.updateItem(type, empty);
            if (empty || type == null) {
                setText("");
                setGraphic(null);
                return;
            }
            swatch.getStyleClass().setAll("choice-swatch", FileSystemLook.of(type).styleClass());
            setGraphic(swatch);
            setText(type.displayName());
        }
    }

    private static final class SupportCell extends TableCell<Row, Cell> {

        private final FontIcon icon = new FontIcon();

        SupportCell() {
            setAlignment(Pos.CENTER_LEFT);
        }

        @Override
        protected void updateItem(Cell cell, boolean empty) {
            super.updateItem(cell, empty);
            if (empty || cell == null) {
                setGraphic(null);
                setTooltip(null);
                setAccessibleText("");
                return;
            }
            icon.setIconLiteral(switch (cell.kind()) {
                case "yes" -> "mdi2c-check";
                case "never" -> "mdi2m-minus";
                case "missing" -> "mdi2d-download-outline";
                default -> "mdi2l-lock-outline";
            });
            icon.getStyleClass().removeIf(style -> style.startsWith("support-"));
            icon.getStyleClass().add("support-" + cell.kind());
            setGraphic(icon);
            setTooltip(Tip.of(cell.words()));
            setAccessibleText(cell.words());
        }
    }
}
