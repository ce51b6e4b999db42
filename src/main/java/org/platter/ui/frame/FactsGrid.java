package org.platter.ui.frame;

import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** Names and values in a grid; every value can be selected and copied. */
public final class FactsGrid {

    /**
     * Some facts that belong together.
     *
     * @param title what they are about
     */
    public record Group(String title, List<Fact> facts) {}

    public record Fact(String name, String value) {}

    private FactsGrid() {}

    public static Node of(Group group) {
        GridPane grid = new GridPane();
        grid.getStyleClass().add("facts");
        ColumnConstraints names = new ColumnConstraints();
        names.setPrefWidth(150);
        names.setMinWidth(Region.USE_PREF_SIZE);
        ColumnConstraints values = new ColumnConstraints();
        values.setHgrow(Priority.ALWAYS);
        grid.getColumnConstraints().addAll(names, values);
        Label title = new Label(group.title());
        title.getStyleClass().add("facts-title");
        grid.add(title, 0, 0, 2, 1);
        int row = 1;
        for (Fact fact : group.facts()) {
            Label name = new Label(fact.name());
            name.getStyleClass().add("facts-name");
            GridPane.setValignment(name, VPos.CENTER);
            TextField value = new TextField(fact.value()); // not to be edited, but to be selected
            value.setEditable(false);
            value.getStyleClass().add("facts-value");
            value.setAccessibleText(fact.name() + ": " + fact.value());
            name.setLabelFor(value);
            grid.addRow(row++, name, value);
        }
        return grid;
    }

    /** Puts all of it on the clipboard as text. */
    public static void copy(List<Group> groups) {
        StringBuilder text = new StringBuilder();
        for (Group group : groups) {
            text.append(group.title()).append('\n');
            group.facts().forEach(fact -> text.append("  ").append(fact.name()).append(": ")
                    .append(fact.value()).append('\n'));
        }
        ClipboardContent content = new ClipboardContent();
        content.putString(text.toString());
        Clipboard.getSystemClipboard().setContent(content);
    }
}
