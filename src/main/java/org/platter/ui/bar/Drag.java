package org.platter.ui.bar;

import javafx.beans.value.ChangeListener;
import javafx.event.EventHandler;
import javafx.scene.Cursor;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import org.platter.base.ByteRange;
import org.platter.layout.Grip;
import org.platter.layout.PartitionId;

/**
 * One drag, from press to release. The scale of the bar is frozen while it lasts: else every step would
 * change the widths, and with them what the pointer means. It hears the events of the whole scene: after a
 * context menu, and after whatever else kept a release from it, JavaFX sends those of a drag to what lies
 * under the pointer, not to what was pressed.
 */
final class Drag {

    private static final double THRESHOLD = 4;

    private final DiskBar bar;
    private final Segment segment;
    private final PartitionId id;
    private final Grip grip;
    private final Dragging dragging;
    private final BarPlan frozen;
    private final ByteRange origin;
    private final double pressedAt;
    private final long grabbed;
    private final Scene scene;
    private final DragBubble bubble = new DragBubble();
    private final EventHandler<MouseEvent> onDragged = this::onDragged;
    private final EventHandler<MouseEvent> onReleased = this::onReleased;
    private final EventHandler<MouseEvent> onMoved = event -> end();
    private final EventHandler<KeyEvent> onKey = this::onKey;
    private final ChangeListener<Scene> onScene = (property, before, now) -> end();

    private Dragging.Proposal proposal;

    Drag(DiskBar bar, Segment segment, PartitionId id, Grip grip, Dragging dragging, MouseEvent press) {
        this.bar = bar;
        this.segment = segment;
        this.id = id;
        this.grip = grip;
        this.dragging = dragging;
        frozen = bar.plan();
        origin = segment.cell().range();
        pressedAt = x(press);
        grabbed = frozen.byteAt(pressedAt) - origin.start();
        scene = bar.getScene();
        scene.addEventFilter(MouseEvent.MOUSE_DRAGGED, onDragged);
        scene.addEventFilter(MouseEvent.MOUSE_RELEASED, onReleased);
        // no button is down: the release went elsewhere
        scene.addEventFilter(MouseEvent.MOUSE_MOVED, onMoved);
        scene.addEventFilter(KeyEvent.KEY_PRESSED, onKey);
        bar.sceneProperty().addListener(onScene);
    }

    private double x(MouseEvent event) {
        return bar.sceneToLocal(event.getSceneX(), event.getSceneY()).getX();
    }

    private void onDragged(MouseEvent event) {
        double x = x(event);
        if (proposal == null && Math.abs(x - pressedAt) < THRESHOLD) {
            return;
        }
        if (proposal == null) {
            bar.dragStarted(bubble);
            segment.setCursor(grip == Grip.BODY ? Cursor.CLOSED_HAND : Cursor.H_RESIZE);
        }
        proposal = dragging.propose(id, grip, wanted(x));
        bar.showDragged(proposal.preview(), frozen);
        bubble.show(proposal, frozen, grip, bar);
        event.consume();
    }

    private ByteRange wanted(double x) {
        if (grip == Grip.BODY) {
            long start = Math.max(0, frozen.byteAt(x) - grabbed);
            return ByteRange.of(start, origin.length());
        }
        // The pointer pressed a few pixels off the edge, and stays as far from it.
        if (grip == Grip.START) {
            long start = frozen.byteAt(x - (pressedAt - frozen.xAt(origin.start())));
            return new ByteRange(Math.min(start, origin.end()), origin.end());
        }
        long end = frozen.byteAt(x + (frozen.xAt(origin.end()) - pressedAt));
        return new ByteRange(origin.start(), Math.max(end, origin.start()));
    }

    private void onReleased(MouseEvent event) {
        Dragging.Proposal last = proposal;
        end();
        if (last != null) {
            dragging.drop(id, last);
            event.consume();
        }
    }

    private void onKey(KeyEvent event) {
        if (event.getCode() == KeyCode.ESCAPE) {
            end();
        }
        event.consume(); // no shortcut may change the disk under a drag
    }

    private void end() {
        scene.removeEventFilter(MouseEvent.MOUSE_DRAGGED, onDragged);
        scene.removeEventFilter(MouseEvent.MOUSE_RELEASED, onReleased);
        scene.removeEventFilter(MouseEvent.MOUSE_MOVED, onMoved);
        scene.removeEventFilter(KeyEvent.KEY_PRESSED, onKey);
        bar.sceneProperty().removeListener(onScene);
        Grips.leave(segment);
        bar.dragEnded(bubble);
    }
}
