package org.platter.ui.main;

import javafx.geometry.Orientation;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.platter.ui.Actions;
import org.platter.ui.DiskViewModel;

/** One disk: its header, its bars, its partitions, what is pending, and the status line. */
final class DiskView extends VBox {

    private final PendingPane pending;
    private final SplitPane split = new SplitPane();

    DiskView(DiskViewModel disk, Actions actions, Columns columns, Menus menus) {
        getStyleClass().add("disk-view");
        PartitionTable table = new PartitionTable(disk, actions, columns, menus.onPartition());
        pending = new PendingPane(disk, actions);
        split.setOrientation(Orientation.VERTICAL);
        split.getItems().add(table);
        SplitPane.setResizableWithParent(pending, false);
        VBox.setVgrow(split, Priority.ALWAYS);
        getChildren().addAll(new Banners(disk, actions), new DiskHeader(disk),
                new Bars(disk, actions, menus.onPartition()), split, new StatusBar(disk, actions));
        Controls.follow(disk.draftProperty(), draft -> showPending(!draft.isEmpty()));
    }

    private void showPending(boolean wanted) {
        if (wanted && !split.getItems().contains(pending)) {
            split.getItems().add(pending);
            split.setDividerPositions(0.62);
        } else if (!wanted) {
            split.getItems().remove(pending);
        }
    }
}
