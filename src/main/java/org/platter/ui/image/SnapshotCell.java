package org.platter.ui.image;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.platter.base.ByteSize;
import org.platter.session.image.SnapshotFacts;
import org.platter.ui.Texts;
import org.platter.ui.frame.Tip;

/** A point on the line of time of an image: one of its snapshots, or what it is now. */
final class SnapshotCell {

    private SnapshotCell() {}

    /** @param isFirst whether the line begins here */
    static Node of(SnapshotFacts snapshot, boolean isFirst) {
        Label name = new Label(snapshot.name().isEmpty() ? Texts.get("snapshots.number", snapshot.id())
                : snapshot.name());
        name.getStyleClass().add("snapshot-name");
        name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        name.setMinWidth(0);
        name.setTooltip(Tip.of(name.getText()));
        Label date = new Label(SnapshotsModel.date(snapshot));
        date.getStyleClass().add("form-hint");
        VBox words = new VBox(name, date);
        words.setAlignment(Pos.CENTER_LEFT);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        HBox line = line(isFirst, false, "snapshot-dot", words, chip(ByteSize.format(snapshot.diskSize()),
                Texts.get("snapshots.disk-size")));
        if (snapshot.stateSize() > 0) {
            line.getChildren().add(chip(Texts.get("snapshots.state", ByteSize.format(snapshot.stateSize())),
                    Texts.get("snapshots.state.tip")));
        }
        line.setAccessibleText(Texts.get("snapshots.accessible", name.getText(), date.getText()));
        return line;
    }

    /** The end of the line: the disk as it is. */
    static Node now(boolean isFirst) {
        Label words = new Label(Texts.get("snapshots.now"));
        words.getStyleClass().add("snapshot-name");
        return line(isFirst, true, "snapshot-now", words);
    }

    private static HBox line(boolean isFirst, boolean isLast, String dotClass, Node... nodes) {
        Region above = new Region();
        above.getStyleClass().add(isFirst ? "snapshot-line-none" : "snapshot-line");
        Region below = new Region();
        below.getStyleClass().add(isLast ? "snapshot-line-none" : "snapshot-line");
        VBox.setVgrow(above, Priority.ALWAYS);
        VBox.setVgrow(below, Priority.ALWAYS);
        VBox rail = new VBox(above, below);
        rail.setAlignment(Pos.CENTER);
        Region dot = new Region();
        dot.getStyleClass().add(dotClass);
        StackPane stem = new StackPane(rail, dot);
        stem.getStyleClass().add("snapshot-stem");
        HBox line = new HBox(stem);
        line.getChildren().addAll(nodes);
        line.getStyleClass().add("snapshot-row");
        return line;
    }

    private static Label chip(String text, String tip) {
        Label chip = new Label(text);
        chip.getStyleClass().add("chip");
        chip.setMinWidth(Region.USE_PREF_SIZE);
        chip.setTooltip(Tip.of(tip));
        return chip;
    }
}
