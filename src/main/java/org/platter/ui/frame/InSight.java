package org.platter.ui.frame;

import javafx.scene.control.Control;
import javafx.scene.control.skin.VirtualFlow;

/** Scrolls lists and tables; their own {@code scrollTo} moves a row to the top even where it is in sight. */
public final class InSight {

    private InSight() {}

    /** Brings a row of a list or a table in sight, no farther than it takes; nothing before it is shown. */
    public static void bring(Control rows, int row) {
        rows.layout(); // it may not know yet of rows that came or went
        if (rows.lookup(".virtual-flow") instanceof VirtualFlow<?> flow) {
            flow.scrollTo(row);
        }
    }
}
