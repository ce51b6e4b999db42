package org.platter.ui.main;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.platter.ui.Texts;
import org.platter.ui.action.ActionList;
import org.platter.ui.action.Actions;

/** The toolbar. */
final class ActionsBar extends HBox {

    private final Controls controls;

    ActionsBar(Actions actions) {
        controls = new Controls(actions);
        getStyleClass().add("actions-bar");
        setId("actions-bar");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        getChildren().addAll(
                controls.button(ActionList.OPEN, true), controls.button(ActionList.OPEN_DEVICE, false),
                rule(),
                controls.button(ActionList.NEW_PARTITION, true), controls.button(ActionList.DELETE, true),
                controls.button(ActionList.RESIZE_MOVE, true), controls.button(ActionList.FORMAT, true),
                rule(),
                controls.button(ActionList.COPY, false), controls.button(ActionList.PASTE, false),
                controls.button(ActionList.INFORMATION, false), rule(),
                controls.button(ActionList.UNDO, false), controls.button(ActionList.REDO, false),
                space, apply(actions));
    }

    private Node apply(Actions actions) {
        Button apply = new Button("", Controls.icon(ActionList.APPLY.icon()));
        apply.setId(ActionList.APPLY.id());
        apply.getStyleClass().add("accent");
        Runnable count = () -> {
            int pending = actions.disks().current().map(disk -> disk.draft().operations().size()).orElse(0);
            apply.setText(pending == 0 ? Texts.get("action.apply.short")
                    : Texts.get("action.apply.count", pending));
        };
        PerDisk.follow(actions.disks(), count);
        return controls.wrapped(ActionList.APPLY, apply);
    }

    private static Node rule() {
        Region rule = new Region();
        rule.getStyleClass().add("rule");
        HBox.setMargin(rule, new javafx.geometry.Insets(0, 6, 0, 6));
        return rule;
    }
}
