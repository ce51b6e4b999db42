package org.platter.ui.main;

import atlantafx.base.theme.Styles;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import org.platter.layout.Alignment;
import org.platter.ui.DiskViewModel;
import org.platter.ui.Texts;
import org.platter.ui.frame.Tip;

/** What dragging and dialogs align to: one of three. */
final class AlignmentControl extends HBox {

    static final List<Alignment> ORDER = List.of(Alignment.MIB, Alignment.CYLINDER, Alignment.NONE);

    AlignmentControl(DiskViewModel disk) {
        super(8);
        setAlignment(Pos.CENTER_LEFT);
        setMinWidth(USE_PREF_SIZE);
        Label caption = new Label(Texts.get("align.caption"));
        HBox segments = new HBox();
        ToggleGroup group = new ToggleGroup();
        for (Alignment alignment : ORDER) {
            ToggleButton button = new ToggleButton(Texts.get("align." + alignment.id()));
            button.setId("align-" + alignment.id());
            button.setToggleGroup(group);
            button.setTooltip(Tip.of(Texts.get("align." + alignment.id() + ".tip")));
            button.setAccessibleText(caption.getText() + " " + button.getText());
            button.getStyleClass().add(alignment == ORDER.get(0) ? Styles.LEFT_PILL
                    : alignment == ORDER.get(ORDER.size() - 1) ? Styles.RIGHT_PILL : Styles.CENTER_PILL);
            button.setOnAction(event -> {
                disk.alignmentProperty().set(alignment);
                button.setSelected(true); // one of the three always is
            });
            Controls.follow(disk.alignmentProperty(), chosen -> button.setSelected(chosen == alignment));
            segments.getChildren().add(button);
        }
        getChildren().addAll(caption, segments);
    }
}
