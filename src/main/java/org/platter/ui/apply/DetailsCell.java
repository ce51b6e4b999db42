package org.platter.ui.apply;

import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.TreeCell;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.javafx.FontIcon;
import org.platter.ui.Texts;

/** A line of the details: an icon for how it went, the text, and the time on the right. */
final class DetailsCell extends TreeCell<DetailRow> {

    private static final PseudoClass FAILED = PseudoClass.getPseudoClass("failed");

    private final FontIcon icon = new FontIcon();
    private final Label text = new Label();
    private final Label took = new Label();
    private final HBox line;

    DetailsCell() {
        getStyleClass().add("details-cell");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        took.getStyleClass().add("details-time");
        took.setMinWidth(Region.USE_PREF_SIZE);
        text.setMinWidth(0);
        line = new HBox(8, icon, text, space, took);
        line.setAlignment(Pos.CENTER_LEFT);
        icon.managedProperty().bind(icon.visibleProperty());
    }

    @Override
    protected void updateItem(DetailRow row, boolean empty) {
        super.updateItem(row, empty);
        if (empty || row == null) {
            setGraphic(null);
            setAccessibleText("");
            return;
        }
        text.getStyleClass().removeIf(name -> name.startsWith("details-"));
        icon.getStyleClass().removeIf(name -> name.startsWith("state-"));
        took.setText("");
        boolean failed = false;
        if (row instanceof DetailRow.Entry entry) {
            failed = entry.state() == LogEntry.State.FAILED;
            show(entry);
        } else if (row instanceof DetailRow.Output output) {
            plain(output.text(), "details-output");
        } else if (row instanceof DetailRow.LeftOut left) {
            plain(Texts.get("apply.left-out", left.lines()), "details-left-out");
        } else if (row instanceof DetailRow.Status status) {
            failed = status.failed();
            plain(Texts.get("apply.status", status.text()), "details-status");
        }
        pseudoClassStateChanged(FAILED, failed);
        setGraphic(line);
        setAccessibleText(text.getText());
    }

    private void plain(String words, String styleClass) {
        icon.setVisible(false);
        text.setText(words);
        text.getStyleClass().add(styleClass);
    }

    private void show(DetailRow.Entry entry) {
        boolean note = entry.kind() == LogEntry.Kind.NOTE;
        icon.setVisible(true);
        icon.setIconLiteral(note ? "mdi2i-information-outline" : switch (entry.state()) {
            case RUNNING -> "mdi2d-dots-horizontal-circle-outline";
            case DONE -> entry.kind() == LogEntry.Kind.COMMAND ? "mdi2c-console-line"
                    : "mdi2c-check-circle-outline";
            case FAILED -> "mdi2c-close-circle-outline";
            case CANCELLED -> "mdi2m-minus-circle-outline";
        });
        icon.getStyleClass().add("state-" + (note ? "note" : entry.state().id()));
        text.setText(entry.text());
        text.getStyleClass().add("details-" + entry.kind().id());
        took.setText(entry.took());
        setAccessibleHelp(note ? "" : Texts.get("apply.state." + entry.state().id()));
    }
}
