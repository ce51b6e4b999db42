package org.platter.ui.main;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.platter.ui.Actions;
import org.platter.ui.Texts;
import org.platter.ui.UserAction;

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
                controls.button(UserAction.OPEN, true), controls.button(UserAction.OPEN_DEVICE, false),
                rule(),
                controls.button(UserAction.NEW_PARTITION, true), controls.button(UserAction.DELETE, true),
                controls.button(UserAction.RESIZE_MOVE, true), controls.button(UserAction.FORMAT, true),
                rule(),
                controls.button(UserAction.COPY, false), controls.button(UserAction.PASTE, false),
                controls.button(UserAction.INFORMATION, false), rule(),
                controls.button(UserAction.UNDO, false), controls.button(UserAction.REDO, false),
                space, apply(actions));
    }

    private Node apply(Actions actions) {
        Button apply = new Button("", Controls.icon(UserAction.APPLY.icon()));
        apply.setId(UserAction.APPLY.id());
        apply.getStyleClass().add("accent");
        Runnable count = () -> {
            int pending = actions.disks().current().map(disk -> disk.draft().operations().size()).orElse(0);
            apply.setText(pending == 0 ? Texts.get("action.apply.short")
                    : Texts.get("action.apply.count", pending));
        };
        PerDisk.follow(actions.disks(), count);
        return controls.wrapped(UserAction.APPLY, apply);
    }

    private static Node rule() {
        Region rule = new Region();
        rule.getStyleClass().add("rule");
        HBox.setMargin(rule, new javafx.geometry.Insets(0, 6, 0, 6));
        return rule;
    }
}
