package org.platter.ui.bar;

import java.util.Optional;
import javafx.scene.Cursor;
import javafx.scene.input.MouseEvent;
import org.platter.layout.Grip;
import org.platter.ui.Selection;

/** Where on a cell the pointer takes hold of an edge, and where of the body. */
final class Grips {

    /** Pixels from an edge that still belong to it. */
    static final double REACH = 6;

    private Grips() {}

    /** Returns what is taken hold of at a pixel of a cell; nothing on free space. A frame has edges only. */
    static Optional<Grip> at(Segment segment, double x) {
        if (segment.cell().partition().isEmpty()) {
            return Optional.empty();
        }
        double reach = Math.min(REACH, segment.getWidth() / 3);
        if (x < reach) {
            return Optional.of(Grip.START);
        }
        if (x >= segment.getWidth() - reach) {
            return Optional.of(Grip.END);
        }
        return segment.cell().isFrame() ? Optional.empty() : Optional.of(Grip.BODY);
    }

    /** Shows by the cursor and by handles what a press would take hold of. */
    static void hover(Segment segment, Dragging dragging, MouseEvent event) {
        if (dragging == null || !(segment.selection() instanceof Selection.OfPartition chosen)) {
            return;
        }
        boolean start = dragging.refusal(chosen.id(), Grip.START).isEmpty();
        boolean end = dragging.refusal(chosen.id(), Grip.END).isEmpty();
        boolean body = dragging.refusal(chosen.id(), Grip.BODY).isEmpty();
        segment.setGripsVisible(start, end);
        Optional<Grip> grip = at(segment, event.getX());
        segment.setCursor(grip.filter(g -> g == Grip.START).isPresent() && start
                || grip.filter(g -> g == Grip.END).isPresent() && end ? Cursor.H_RESIZE
                : grip.filter(g -> g == Grip.BODY).isPresent() && body ? Cursor.OPEN_HAND : Cursor.DEFAULT);
    }

    static void leave(Segment segment) {
        segment.setGripsVisible(false, false);
        segment.setCursor(Cursor.DEFAULT);
    }
}
