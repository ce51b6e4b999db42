package org.platter.ui.main;

import java.util.function.Consumer;
import javafx.geometry.HPos;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import org.platter.layout.Layout;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.action.Actions;
import org.platter.ui.bar.DiskBar;
import org.platter.ui.bar.DraftDragging;

/** The disk as it will be and, where something is pending, below it the disk as it is, on one scale. */
final class Bars extends GridPane {

    private final DiskBar after = new DiskBar();
    private final DiskBar before = new DiskBar();
    private final Label afterCaption = Controls.label(Texts.get("bars.after"), "caption");
    private final Label beforeCaption = Controls.label(Texts.get("bars.before"), "caption");

    Bars(DiskViewModel disk, Actions actions, ContextMenu menu) {
        getStyleClass().add("bars");
        setHgap(12);
        setVgap(8);
        setMinHeight(USE_PREF_SIZE);
        setViewOrder(-1); // the bubble of a drag lies over what comes below
        ColumnConstraints captions = new ColumnConstraints();
        captions.setHalignment(HPos.RIGHT);
        captions.setMinWidth(Label.USE_PREF_SIZE);
        ColumnConstraints bars = new ColumnConstraints();
        bars.setHgrow(Priority.ALWAYS);
        bars.setFillWidth(true);
        getColumnConstraints().addAll(captions, bars);

        after.setId("bar-after");
        after.setMinHeight(84);
        after.setViewOrder(-1);
        after.layoutProperty().bind(disk.previewProperty());
        after.usesProperty().bind(disk.usesProperty());
        after.selectionProperty().bindBidirectional(disk.selectionProperty());
        after.setDragging(new DraftDragging(disk, actions::notice));
        after.setOnActivated(actions::activate);
        after.setContextMenu(menu);

        before.setId("bar-before");
        before.setPrefHeight(52);
        before.setMinHeight(52);
        before.layoutProperty().bind(disk.onDiskProperty());
        before.usesProperty().bind(disk.usesProperty());
        // What is selected on the disk as it is need not be there any more afterwards, so this goes one way
        // only.
        Controls.follow(disk.selectionProperty(), before.selectionProperty()::set);
        before.selectionProperty().addListener((property, old, now) -> {
            if (now instanceof org.platter.ui.Selection.OfPartition chosen
                    && disk.preview().partition(chosen.id()).isPresent()) {
                disk.selectionProperty().set(now);
            }
        });
        before.setOnActivated(actions::activate);

        addRow(0, afterCaption, after);
        addRow(1, beforeCaption, before);
        Consumer<Layout> span = layout -> {
            long larger = Math.max(disk.preview().diskSize(), disk.onDisk().diskSize());
            after.spanProperty().set(larger);
            before.spanProperty().set(larger);
        };
        Controls.follow(disk.previewProperty(), span);
        Controls.follow(disk.onDiskProperty(), span);
        Controls.follow(disk.draftProperty(), draft -> showBoth(!draft.isEmpty()));
    }

    /** The upper bar stays where it is, so that what was just dragged does not jump. */
    private void showBoth(boolean both) {
        before.setVisible(both);
        before.setManaged(both);
        beforeCaption.setVisible(both);
        beforeCaption.setManaged(both);
        afterCaption.setText(Texts.get(both ? "bars.after" : "bars.before"));
    }
}
