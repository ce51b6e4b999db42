package org.platter.ui.frame;

import javafx.geometry.HPos;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** Labelled fields, one below the other. */
public final class Form {

    private final GridPane grid = new GridPane();
    private int row;

    public Form() {
        grid.getStyleClass().add("form");
        ColumnConstraints labels = new ColumnConstraints();
        labels.setMinWidth(Region.USE_PREF_SIZE);
        labels.setHalignment(HPos.LEFT);
        ColumnConstraints fields = new ColumnConstraints();
        fields.setHgrow(Priority.ALWAYS);
        fields.setFillWidth(true);
        grid.getColumnConstraints().addAll(labels, fields);
    }

    /** Adds a field with its label; an underscore in the label is before its key. */
    public Label field(String label, Node field) {
        Label name = new Label(label);
        name.setMnemonicParsing(true);
        name.setLabelFor(field);
        GridPane.setValignment(name, VPos.CENTER);
        grid.addRow(row++, name, field);
        GridPane.setHgrow(field, Priority.ALWAYS);
        return name;
    }

    /** Adds something below a field, beside its label's column. */
    public void below(Node node) {
        grid.add(node, 1, row++);
    }

    /** Adds something over the whole width. */
    public void wide(Node node) {
        grid.add(node, 0, row++, 2, 1);
    }

    public GridPane node() {
        return grid;
    }
}
