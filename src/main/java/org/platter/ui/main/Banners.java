package org.platter.ui.main;

import java.util.stream.Collectors;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.platter.layout.Problem;
import org.platter.ui.Actions;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.UserAction;

/** What keeps the disk from being edited, and the way out where there is one. */
final class Banners extends VBox {

    private final DiskViewModel disk;
    private final Controls controls;

    Banners(DiskViewModel disk, Actions actions) {
        this.disk = disk;
        controls = new Controls(actions);
        setId("banners");
        Controls.follow(disk.changesProperty(), change -> show());
    }

    private void show() {
        getChildren().clear();
        if (disk.disk().interrupted().isPresent()) {
            add("danger", "mdi2a-alert-octagon-outline", Texts.get("banner.interrupted"),
                    disk.disk().interrupted().get().text(), UserAction.RESUME);
        } else if (!disk.preview().problems().isEmpty()) {
            String text = disk.preview().problems().stream().map(Problem::text)
                    .collect(Collectors.joining("\n"));
            boolean repairable = disk.preview().problems().stream().allMatch(Problem::repairable);
            if (repairable) {
                add("warning", "mdi2a-alert-outline", Texts.get("banner.damaged"), text,
                        UserAction.REPAIR_TABLE);
            } else {
                add("danger", "mdi2a-alert-octagon-outline", Texts.get("banner.damaged.for-good"), text);
            }
        } else {
            disk.disk().readOnlyReason().filter(why -> disk.onDisk().problems().isEmpty()).ifPresent(
                    why -> add("warning", "mdi2l-lock-outline", Texts.get("banner.read-only"), why));
        }
    }

    private void add(String kind, String icon, String heading, String text, UserAction... ways) {
        Label head = Controls.label(heading, "heading");
        Label body = Controls.label(text);
        body.setWrapText(true);
        body.setMinHeight(Label.USE_PREF_SIZE);
        VBox words = new VBox(2, head, body);
        HBox.setHgrow(words, Priority.ALWAYS);
        HBox banner = new HBox(Controls.icon(icon), words);
        banner.getStyleClass().addAll("banner", kind);
        banner.setId("banner");
        for (UserAction way : ways) {
            Button button = new Button(way.text(), Controls.icon(way.icon()));
            button.setId("banner-" + way.id());
            banner.getChildren().add(controls.wrapped(way, button));
        }
        getChildren().add(banner);
    }
}
