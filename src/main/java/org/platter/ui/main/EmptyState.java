package org.platter.ui.main;

import java.nio.file.Path;
import java.util.List;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.OverrunStyle;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.platter.ui.Address;
import org.platter.ui.Texts;
import org.platter.ui.action.ActionList;
import org.platter.ui.action.Actions;

/** What the window shows while no disk is open: how to open one. */
final class EmptyState extends VBox {

    private static final int MOST = 6;

    private final Actions actions;
    private final VBox recent = new VBox(2);

    EmptyState(Actions actions) {
        this.actions = actions;
        setId("empty-state");
        getStyleClass().add("empty");
        Controls controls = new Controls(actions);
        Button open = new Button(ActionList.OPEN.text(), Controls.icon(ActionList.OPEN.icon()));
        open.setId("empty-open");
        open.getStyleClass().add("accent");
        open.setDefaultButton(true);
        Button make = new Button(ActionList.NEW_IMAGE.text(), Controls.icon(ActionList.NEW_IMAGE.icon()));
        make.setId("empty-new-image");
        StackPane opening = controls.wrapped(ActionList.OPEN, open);
        Button device = new Button(ActionList.OPEN_DEVICE.text(),
                Controls.icon(ActionList.OPEN_DEVICE.icon()));
        device.setId("empty-open-device");
        HBox buttons = new HBox(10, opening, controls.wrapped(ActionList.OPEN_DEVICE, device),
                controls.wrapped(ActionList.NEW_IMAGE, make));
        buttons.setAlignment(Pos.CENTER);
        recent.setAlignment(Pos.CENTER);
        recent.getStyleClass().add("recent");
        var mark = Controls.icon("mdi2h-harddisk");
        mark.getStyleClass().add("mark");
        getChildren().addAll(mark, Controls.label(Texts.get("empty.heading"), "heading"),
                Controls.label(Texts.get("empty.hint"), "hint"), buttons, recent);
        actions.remembered().recent().addListener((ListChangeListener<Path>) change -> showRecent());
        showRecent();
    }

    private void showRecent() {
        recent.getChildren().clear();
        List<Path> paths = actions.remembered().recent();
        if (paths.isEmpty()) {
            return;
        }
        recent.getChildren().add(Controls.label(Texts.get("menu.recent"), "recent-head"));
        for (Path path : paths.subList(0, Math.min(MOST, paths.size()))) {
            Hyperlink link = new Hyperlink(Address.text(path));
            link.setTextOverrun(OverrunStyle.LEADING_ELLIPSIS);
            link.setOnAction(event -> actions.open(List.of(path)));
            recent.getChildren().add(link);
        }
    }
}
