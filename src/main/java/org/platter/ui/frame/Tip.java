package org.platter.ui.frame;

import javafx.scene.control.Tooltip;

/**
 * Makes tooltips; JavaFX's own have one line for each sentence, which goes on behind the edge of the screen.
 */
public final class Tip {

    private static final double WIDTH = 480;

    private Tip() {}

    /** Returns a tooltip whose lines are folded where they are long. */
    public static Tooltip of(String text) {
        Tooltip tooltip = new Tooltip(text);
        tooltip.setWrapText(true);
        tooltip.setMaxWidth(WIDTH);
        return tooltip;
    }
}
