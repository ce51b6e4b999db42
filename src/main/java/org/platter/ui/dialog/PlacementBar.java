package org.platter.ui.dialog;

import java.util.Optional;
import java.util.OptionalLong;
import javafx.css.PseudoClass;
import javafx.geometry.NodeOrientation;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.control.Label;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import org.platter.base.ByteRange;
import org.platter.base.ByteSize;
import org.platter.layout.Grip;
import org.platter.ui.Texts;

/**
 * A room as a bar, with the range in it that edges and body can be taken hold of, by the mouse and by keys.
 */
final class PlacementBar extends Region {

    private static final PseudoClass HOLD = PseudoClass.getPseudoClass("hold");
    private static final double EDGE = 10;
    private static final double LEAST = 14;
    private static final double BAND = 9;

    private final SpaceModel model;
    private final OptionalLong used;
    private final Region room = part("placement-room");
    private final Region ghost = part("placement-ghost");
    private final Region tint = part("tint");
    private final Region shade = part("used");
    private final Region band = part("band");
    private final Region pattern = part("pattern");
    private final Region startGrip = part("grip");
    private final Region endGrip = part("grip");
    private final Label size = new Label();
    private final Pane body = new Pane(tint, shade, band, pattern, size, startGrip, endGrip);
    private String shownLook;
    private Grip held;
    private double pressedAt;
    private ByteRange pressedRange;

    /**
     * @param look the style class of the file system
     * @param used bytes in use, shaded from the start
     */
    PlacementBar(SpaceModel model, String look, OptionalLong used) {
        this.model = model;
        this.used = used;
        getStyleClass().add("placement-bar");
        body.getStyleClass().addAll("segment", look);
        shownLook = look;
        ghost.setVisible(false);
        size.getStyleClass().add("title");
        size.setManaged(false);
        size.setAlignment(Pos.CENTER);
        body.setMouseTransparent(true);
        body.setManaged(false);
        getChildren().addAll(room, ghost, body);
        setId("placement");
        setMinHeight(64);
        setPrefHeight(64);
        setFocusTraversable(true);
        setNodeOrientation(NodeOrientation.LEFT_TO_RIGHT);
        setAccessibleRole(AccessibleRole.SLIDER);
        setAccessibleHelp(Texts.get("placement.help"));
        model.rangeProperty().addListener((property, before, now) -> show());
        model.boundsProperty().addListener((property, before, now) -> show());
        addEventHandler(MouseEvent.MOUSE_MOVED, event -> {
            release(); // no button is down: the release may have gone elsewhere
            setCursor(cursor(gripAt(event.getX())));
        });
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::onPressed);
        addEventHandler(MouseEvent.MOUSE_DRAGGED, this::onDragged);
        addEventHandler(MouseEvent.MOUSE_RELEASED, event -> release());
        addEventHandler(KeyEvent.KEY_PRESSED, this::onKey);
        show();
    }

    private static Region part(String styleClass) {
        Region region = new Region();
        region.getStyleClass().add(styleClass);
        region.setMouseTransparent(true);
        region.setManaged(false);
        return region;
    }

    /** Takes the colour and pattern of another file system. */
    void look(String look) {
        body.getStyleClass().remove(shownLook);
        body.getStyleClass().add(look);
        shownLook = look;
    }

    private void show() {
        ByteRange now = model.range();
        setAccessibleText(Texts.get("placement.text", ByteSize.format(model.before()),
                ByteSize.format(now.length()), ByteSize.format(Math.max(0, model.after()))));
        size.setText(ByteSize.format(now.length()));
        requestLayout();
    }

    private double x(long offset) {
        double share = (double) (offset - model.origin()) / Math.max(1, model.end() - model.origin());
        return Math.max(0, Math.min(1, share)) * getWidth();
    }

    private long bytes(double pixels) {
        return (long) (pixels / Math.max(1, getWidth()) * (model.end() - model.origin()));
    }

    @Override
    protected void layoutChildren() {
        double height = getHeight();
        room.resizeRelocate(0, 0, getWidth(), height);
        ByteRange now = model.range();
        double left = x(now.start());
        double width = Math.max(LEAST, x(now.end()) - left);
        left = Math.min(left, getWidth() - width);
        body.resizeRelocate(left, 0, width, height);
        double share = used.isPresent() ? Math.min(1, (double) used.getAsLong() / now.length()) : 0;
        shade.setVisible(used.isPresent());
        tint.resizeRelocate(2, 2, width - 4, height - 4);
        shade.resizeRelocate(2, 2 + BAND, Math.max(3, (width - 4) * share), height - 4 - BAND);
        band.resizeRelocate(2, 2, width - 4, BAND);
        pattern.resizeRelocate(2, 2, width - 4, BAND);
        size.setVisible(size.prefWidth(-1) <= width - 20);
        size.resizeRelocate(0, BAND, width, height - BAND);
        ByteRange was = model.original();
        ghost.setVisible(!was.equals(now) && was.start() >= model.origin() && was.end() <= model.end()
                && used.isPresent());
        ghost.resizeRelocate(x(was.start()), 0, Math.max(2, x(was.end()) - x(was.start())), height);
        startGrip.setVisible(can(Grip.START));
        endGrip.setVisible(can(Grip.END));
        startGrip.resizeRelocate(3, height / 2 - 6, 4, 20);
        endGrip.resizeRelocate(width - 7, height / 2 - 6, 4, 20);
    }

    private boolean can(Grip grip) {
        return switch (grip) {
            case BODY -> model.fixed().isEmpty();
            case START -> model.stiff().isEmpty() && model.fixed().isEmpty();
            case END -> model.stiff().isEmpty();
        };
    }

    private Optional<Grip> gripAt(double x) {
        double left = body.getLayoutX();
        double right = left + body.getWidth();
        double edge = Math.min(EDGE, body.getWidth() / 3);
        if (can(Grip.END) && Math.abs(x - right) <= edge) {
            return Optional.of(Grip.END);
        }
        if (can(Grip.START) && Math.abs(x - left) <= edge) {
            return Optional.of(Grip.START);
        }
        return can(Grip.BODY) && x > left && x < right ? Optional.of(Grip.BODY) : Optional.empty();
    }

    private static Cursor cursor(Optional<Grip> grip) {
        return grip.map(at -> at == Grip.BODY ? Cursor.MOVE : Cursor.H_RESIZE).orElse(Cursor.DEFAULT);
    }

    private void onPressed(MouseEvent event) {
        requestFocus();
        gripAt(event.getX()).ifPresent(grip -> {
            held = grip;
            pressedAt = event.getX();
            pressedRange = model.range();
            pseudoClassStateChanged(HOLD, true);
        });
    }

    private void onDragged(MouseEvent event) {
        if (held != null) {
            drag(held, pressedRange, bytes(event.getX() - pressedAt));
        }
    }

    private void release() {
        held = null;
        pseudoClassStateChanged(HOLD, false);
    }

    /** Takes {@code from} by a grip, {@code by} bytes to the right. */
    private void drag(Grip grip, ByteRange from, long by) {
        long start = grip == Grip.END ? from.start() : Math.max(0, from.start() + by);
        long end = grip == Grip.START ? from.end()
                : grip == Grip.BODY ? start + from.length() : Math.max(0, from.end() + by);
        long first = Math.min(start, from.end());
        model.drag(grip, new ByteRange(first, Math.max(first, end)));
    }

    private void onKey(KeyEvent event) {
        long unit = event.isControlDown() ? 64 * ByteSize.MIB : ByteSize.MIB;
        long by = switch (event.getCode()) {
            case LEFT -> -unit;
            case RIGHT -> unit;
            default -> 0;
        };
        Grip grip = event.isShiftDown() ? Grip.END : Grip.BODY;
        if (by != 0) {
            event.consume();
            if (can(grip)) {
                drag(grip, model.range(), by);
            }
        }
    }
}
