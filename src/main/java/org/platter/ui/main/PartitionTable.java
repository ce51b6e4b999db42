package org.platter.ui.main;

import atlantafx.base.theme.Styles;
import java.util.ArrayList;
import java.util.List;
import javafx.application.Platform;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.javafx.FontIcon;
import org.platter.ui.DiskViewModel;
import org.platter.ui.FileSystemLook;
import org.platter.ui.PartitionRow;
import org.platter.ui.Selection;
import org.platter.ui.Texts;
import org.platter.ui.action.Actions;
import org.platter.ui.frame.InSight;
import org.platter.ui.frame.Tip;

/** The partitions and the free space of the disk as it will be, a row each, in the order of the disk. */
final class PartitionTable extends TableView<PartitionRow> {

    private final DiskViewModel disk;
    private boolean adjusting;

    PartitionTable(DiskViewModel disk, Actions actions, Columns columns, Menus menus) {
        this.disk = disk;
        setId("partition-table");
        getStyleClass().addAll("partition-table", Styles.DENSE);
        setAccessibleText(Texts.get("table.accessible"));
        setPlaceholder(new Label(Texts.get("table.empty")));
        setContextMenu(menus.onPartition());
        ContextMenu onColumns = menus.onColumns();
        setTableMenuButtonVisible(false);
        for (Columns.Column column : Columns.Column.values()) {
            TableColumn<PartitionRow, String> shown = column(column, columns);
            shown.setContextMenu(onColumns);
            getColumns().add(shown);
        }
        setRowFactory(table -> row(actions));
        addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER && !event.isShortcutDown() && !event.isAltDown()) {
                actions.activate(disk.selectionProperty().get());
                event.consume();
            }
        });
        getSelectionModel().selectedItemProperty().addListener((property, before, now) -> {
            if (!adjusting && now != null) {
                disk.selectionProperty().set(now.selection());
            }
        });
        disk.selectionProperty().addListener((property, before, now) -> select(now));
        disk.previewProperty().addListener((property, before, now) -> fill());
        disk.onDiskProperty().addListener((property, before, now) -> fill());
        disk.usesProperty().addListener((property, before, now) -> fill());
        fill();
    }

    private void fill() {
        List<PartitionRow> rows = PartitionRow.of(disk.preview(), disk.onDisk(), disk.usesProperty().get());
        if (!rows.equals(getItems())) {
            adjusting = true;
            getItems().setAll(rows);
            adjusting = false;
        }
        select(disk.selectionProperty().get());
    }

    private void select(Selection selection) {
        adjusting = true;
        int at = -1;
        for (int i = 0; i < getItems().size(); i++) {
            at = getItems().get(i).selection().equals(selection) ? i : at;
        }
        if (at < 0) {
            getSelectionModel().clearSelection();
        } else {
            getSelectionModel().clearAndSelect(at);
            InSight.bring(this, at);
        }
        adjusting = false;
    }

    private static TableRow<PartitionRow> row(Actions actions) {
        TableRow<PartitionRow> row = new TableRow<>();
        row.itemProperty().addListener((property, before, now) -> {
            row.getStyleClass().remove("free-row");
            if (now != null && now.partition().isEmpty()) {
                row.getStyleClass().add("free-row");
            }
        });
        row.setOnMouseClicked(event -> {
            if (event.getButton() == MouseButton.PRIMARY && event.getClickCount() == 2 && !row.isEmpty()) {
                actions.activate(row.getItem().selection());
            }
        });
        return row;
    }

    private TableColumn<PartitionRow, String> column(Columns.Column column, Columns columns) {
        TableColumn<PartitionRow, String> shown = new TableColumn<>(column.title());
        shown.setId("column-" + column.id());
        shown.setSortable(false); // the order is the disk's
        shown.setPrefWidth(column.width());
        shown.setMinWidth(48);
        if (Columns.isOnlyShownWithText(column)) {
            Runnable show = () -> shown.setVisible(columns.visibleProperty(column).get()
                    && getItems().stream().anyMatch(row -> !column.text(row).isEmpty()));
            getItems().addListener((ListChangeListener<PartitionRow>) change -> show.run());
            columns.visibleProperty(column).addListener((property, before, now) -> show.run());
            // cells of a column that appears among rows that are there come without the rows' height
            shown.visibleProperty().addListener((property, before, now) -> Platform.runLater(this::refresh));
            show.run();
        } else {
            shown.visibleProperty().bindBidirectional(columns.visibleProperty(column));
        }
        shown.setCellValueFactory(cell -> new ReadOnlyStringWrapper(column.text(cell.getValue())));
        if (column.isNumber()) {
            shown.getStyleClass().addAll("number-cell", "header-right");
        }
        if (column == Columns.Column.PARTITION) {
            shown.getStyleClass().add("first-column");
            shown.setCellFactory(ignored -> new TitleCell());
        } else if (column == Columns.Column.FILE_SYSTEM) {
            shown.setCellFactory(ignored -> new LookCell());
        } else if (column == Columns.Column.USE) {
            shown.setCellFactory(ignored -> new CutCell());
        }
        return shown;
    }

    /**
     * The number, set in under the extended partition, and how the partition differs from what is on the
     * disk.
     */
    private static final class TitleCell extends TableCell<PartitionRow, String> {

        private final Region indent = new Region();
        private final Label number = new Label();
        private final Label change = new Label();
        private final Label use = new Label("", new FontIcon("mdi2l-lock"));
        private final Label problem = new Label("", new FontIcon("mdi2a-alert"));
        private final HBox box = new HBox(6, indent, number, problem, use, change);

        TitleCell() {
            change.getStyleClass().add("change");
            use.getStyleClass().add("use-mark");
            problem.getStyleClass().add("problem-mark");
            box.setAlignment(Pos.CENTER_LEFT);
        }

        @Override
        protected void updateItem(String text, boolean empty) {
            super.updateItem(text, empty);
            PartitionRow row = empty || getTableRow() == null ? null : getTableRow().getItem();
            if (row == null) {
                setGraphic(null);
                return;
            }
            double width = row.inside() ? 14 : 0;
            indent.setMinWidth(width);
            indent.setManaged(width > 0);
            number.setText(text);
            number.setMinWidth(18);
            change.setText(row.change());
            change.setManaged(!row.change().isEmpty());
            change.setVisible(!row.change().isEmpty());
            List<String> told = new ArrayList<>(List.of(text));
            told.add(mark(problem, String.join("\n", row.problems())));
            told.add(mark(use, row.use().isEmpty() ? "" : Texts.get("describe.use", row.use())));
            told.removeIf(String::isEmpty);
            setAccessibleText(String.join(", ", told));
            setGraphic(box);
        }

        /** Shows a mark where there is something to say. Returns what its tooltip says. */
        private static String mark(Label mark, String words) {
            mark.setManaged(!words.isEmpty());
            mark.setVisible(!words.isEmpty());
            mark.setTooltip(words.isEmpty() ? null : Tip.of(words));
            return words;
        }
    }

    /** A text that loses its middle where there is no room for it, and is then told in full. */
    private static final class CutCell extends TableCell<PartitionRow, String> {

        private static final double PADDING = 20;

        private final Label label = new Label();

        CutCell() {
            label.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
            label.setMinWidth(0);
            label.maxWidthProperty().bind(widthProperty().subtract(PADDING));
        }

        @Override
        protected void updateItem(String text, boolean empty) {
            super.updateItem(text, empty);
            boolean isBlank = empty || text == null || text.isEmpty();
            label.setText(isBlank ? "" : text);
            setGraphic(isBlank ? null : label);
            setTooltip(isBlank ? null : Tip.of(text));
            setAccessibleText(isBlank ? "" : text);
        }
    }

    /** The colour and the pattern of the bar, and the name. */
    private static final class LookCell extends TableCell<PartitionRow, String> {

        private final StackPane swatch = new StackPane(part("band"), part("pattern"));

        LookCell() {
            swatch.getStyleClass().add("swatch");
            swatch.setMinSize(18, 14);
            swatch.setMaxSize(18, 14);
            setGraphicTextGap(8);
        }

        private static Region part(String styleClass) {
            Region region = new Region();
            region.getStyleClass().add(styleClass);
            StackPane.setMargin(region, new javafx.geometry.Insets(1.5));
            return region;
        }

        @Override
        protected void updateItem(String text, boolean empty) {
            super.updateItem(text, empty);
            PartitionRow row = empty || getTableRow() == null ? null : getTableRow().getItem();
            setText(row == null ? null : text);
            setGraphic(row == null ? null : swatch);
            if (row != null) {
                FileSystemLook look = row.look();
                swatch.getStyleClass().setAll("swatch", look.styleClass());
            }
        }
    }
}
