package org.platter.ui.main;

import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.platter.ui.DiskViewModel;
import org.platter.ui.action.Actions;

/** One disk: its header, its bars, its partitions, what is pending, and the status line. */
final class DiskView extends VBox {

    DiskView(DiskViewModel disk, Actions actions, Columns columns, Menus menus) {
        getStyleClass().add("disk-view");
        PartitionTable table = new PartitionTable(disk, actions, columns, menus);
        VBox.setVgrow(table, Priority.ALWAYS);
        PendingPane pending = new PendingPane(disk, actions);
        getChildren().addAll(new Banners(disk, actions), new DiskHeader(disk),
                new Bars(disk, actions, menus.onPartition()), table, pending, new StatusBar(disk, actions));
        Controls.follow(disk.draftProperty(), draft -> {
            pending.setVisible(!draft.isEmpty());
            pending.setManaged(!draft.isEmpty());
        });
    }
}
