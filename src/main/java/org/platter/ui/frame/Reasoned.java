package org.platter.ui.frame;

import javafx.beans.value.ObservableValue;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/** Buttons that are off while there is a reason, and tell it. */
public final class Reasoned {

    private Reasoned() {}

    /**
     * Returns what is around the button and shows the reason: a button that is off hears no mouse.
     *
     * @param why in a sentence; empty when the button is on
     */
    public static StackPane button(Button button, ObservableValue<String> why) {
        StackPane around = new StackPane(button);
        button.setMinWidth(Region.USE_PREF_SIZE);
        Tooltip tooltip = Tip.of("");
        Runnable show = () -> {
            String reason = why.getValue();
            button.setDisable(!reason.isEmpty());
            button.setAccessibleHelp(reason);
            tooltip.setText(reason);
            Tooltip.uninstall(around, tooltip);
            if (!reason.isEmpty()) {
                Tooltip.install(around, tooltip);
            }
        };
        why.addListener((property, before, now) -> show.run());
        button.setUserData(why); // the binding lives as long as its button
        show.run();
        return around;
    }
}
