package org.platter.ui.main;

import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Outlook;
import org.platter.ui.Texts;
import org.platter.ui.action.Actions;
import org.platter.ui.frame.Tip;

/** What is going on, what applying would take or why something was refused; and the alignment. */
final class StatusBar extends HBox {

    private final DiskViewModel disk;
    private final Actions actions;
    private final Label text = new Label();
    private final ProgressIndicator working = new ProgressIndicator();

    StatusBar(DiskViewModel disk, Actions actions) {
        this.disk = disk;
        this.actions = actions;
        getStyleClass().add("status");
        text.setId("status-text");
        text.setMinWidth(0);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        working.setMinSize(16, 16);
        getChildren().addAll(working, text, space, new AlignmentControl(disk));
        disk.outlookProperty().addListener((property, before, now) -> show());
        disk.busyProperty().addListener((property, before, now) -> show());
        actions.noticeProperty().addListener((property, before, now) -> show());
        show();
    }

    private void show() {
        Outlook outlook = disk.outlookProperty().get();
        boolean busy = disk.busyProperty().get();
        String notice = actions.noticeProperty().get();
        boolean refused = !notice.isEmpty() || outlook instanceof Outlook.Failed;
        text.setText(busy ? Texts.get("status.busy", disk.activityProperty().get())
                : notice.isEmpty() ? outlook.text() : notice);
        text.getStyleClass().remove("notice");
        if (!busy && refused && !(actions.isGoodNews() && !notice.isEmpty())) {
            text.getStyleClass().add("notice");
        }
        text.setTooltip(Tip.of(outlook instanceof Outlook.Known known && notice.isEmpty()
                ? known.review().method() : text.getText()));
        working.setVisible(busy || outlook instanceof Outlook.Working);
        working.setManaged(working.isVisible());
    }
}
