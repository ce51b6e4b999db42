package org.platter.ui.dialog;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.kordamp.ikonli.javafx.FontIcon;
import org.platter.filesystem.Action;
import org.platter.filesystem.FileSystemType;
import org.platter.filesystem.FileSystems;
import org.platter.filesystem.Support;
import org.platter.ui.FileSystemLook;
import org.platter.ui.Texts;
import org.platter.ui.frame.DialogFrame;

/** What can be done with which file system here, and what is missing for the rest. */
final class SupportDialog {

    /** As many file systems are seen at once; the others are scrolled to. */
    private static final int ROWS = 12;

    private SupportDialog() {}

    /** @param support tells whether an action can be had */
    static void show(Window owner, BiFunction<FileSystemType, Action, Support> support) {
        DialogFrame frame = new DialogFrame(owner, "support-dialog").heading("mdi2t-table-check",
                Texts.get("support.title")).subheading(Texts.get("support.subtitle"));
        TableView<FileSystemType> table =
                new TableView<>(FXCollections.observableArrayList(FileSystems.all()));
        table.setId("support");
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.getStyleClass().add("striped");
        TableColumn<FileSystemType, FileSystemType> name = new TableColumn<>(Texts.get("support.type"));
        name.setCellValueFactory(row -> new SimpleObjectProperty<>(row.getValue()));
        name.setCellFactory(column -> new NameCell());
        name.setSortable(false);
        name.setPrefWidth(126);
        table.getColumns().add(name);
        for (Action action : Action.values()) {
            TableColumn<FileSystemType, Support> column =
                    new TableColumn<>(Texts.get("support." + action.name().toLowerCase(Locale.ROOT)));
            column.setCellValueFactory(
                    row -> new SimpleObjectProperty<>(support.apply(row.getValue(), action)));
            column.setCellFactory(cells -> new SupportCell());
            column.setSortable(false);
            column.setReorderable(false);
            column.setPrefWidth(76);
            table.getColumns().add(column);
        }
        TableColumn<FileSystemType, String> missing = new TableColumn<>(Texts.get("support.missing"));
        missing.setCellValueFactory(row -> new SimpleObjectProperty<>(packages(row.getValue(), support)));
        missing.setSortable(false);
        missing.setMinWidth(160);
        table.getColumns().add(missing);
        table.setFixedCellSize(34);
        table.setPrefHeight(34 * (ROWS + 1) + 8);
        Label rest = new Label(Texts.get("support.rest"));
        rest.setWrapText(true);
        rest.getStyleClass().add("form-hint");
        VBox body = new VBox(table, rest);
        body.getStyleClass().add("dialog-column");
        frame.resizable(840, 34 * ROWS + 270, 560, 320).body(body);
        Button close = frame.cancelButton(Texts.get("dialog.close"));
        close.setDefaultButton(true);
        frame.show();
        close.requestFocus();
    }

    /** The packages that would make more possible. */
    static String packages(FileSystemType type, BiFunction<FileSystemType, Action, Support> support) {
        Set<String> names = new TreeSet<>();
        for (Action action : Action.values()) {
            if (support.apply(type, action) instanceof Support.MissingTool tool) {
                names.add(tool.debianPackage());
            }
        }
        return String.join(", ", names);
    }

    private static final class NameCell extends TableCell<FileSystemType, FileSystemType> {

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

    private static final class SupportCell extends TableCell<FileSystemType, Support> {

        private final FontIcon icon = new FontIcon();

        SupportCell() {
            setAlignment(Pos.CENTER_LEFT);
        }

        @Override
        protected void updateItem(Support support, boolean empty) {
            super.updateItem(support, empty);
            if (empty || support == null) {
                setGraphic(null);
                setTooltip(null);
                setAccessibleText("");
                return;
            }
            String kind = support instanceof Support.Yes ? "yes" : support instanceof Support.Never ? "never"
                    : support instanceof Support.MissingTool ? "missing" : "privilege";
            icon.setIconLiteral(switch (kind) {
                case "yes" -> "mdi2c-check";
                case "never" -> "mdi2m-minus";
                case "missing" -> "mdi2d-download-outline";
                default -> "mdi2l-lock-outline";
            });
            icon.getStyleClass().removeIf(style -> style.startsWith("support-"));
            icon.getStyleClass().add("support-" + kind);
            setGraphic(icon);
            String words = Optional.of(support.reason()).filter(reason -> !reason.isEmpty())
                    .orElseGet(() -> Texts.get("support.yes"));
            setTooltip(new Tooltip(words));
            setAccessibleText(words);
        }
    }
}
