package org.platter.ui.bar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.NodeOrientation;
import javafx.scene.AccessibleRole;
import javafx.scene.control.ContextMenu;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import org.platter.layout.Layout;
import org.platter.layout.PartitionId;
import org.platter.ui.Selection;
import org.platter.ui.Texts;

/**
 * A disk as a bar, drawn from a {@link Layout} and nothing else: widths proportional, but nothing too narrow
 * to be hit. One cell takes the keyboard's focus; arrows go to the next one, Enter opens it. With a {@link
 * Dragging} its edges and bodies can be dragged.
 */
public final class DiskBar extends Region {

    private final ObjectProperty<Layout> layout = new SimpleObjectProperty<>();
    private final ObjectProperty<Map<PartitionId, String>> uses = new SimpleObjectProperty<>(Map.of());
    private final ObjectProperty<Long> span = new SimpleObjectProperty<>(0L);
    private final ObjectProperty<Selection> selection = new SimpleObjectProperty<>(new Selection.Nothing());

    private final Map<PartitionId, Segment> segments = new HashMap<>();
    private final List<Segment> gaps = new ArrayList<>();
    private List<Segment> order = List.of();
    private BarPlan plan;
    private Drag drag;
    private Dragging dragging;
    private Consumer<Selection> activated = chosen -> {};
    private Optional<ContextMenu> menu = Optional.empty();

    public DiskBar() {
        getStyleClass().add("disk-bar");
        setNodeOrientation(NodeOrientation.LEFT_TO_RIGHT); // a disk begins on the left in every script
        setAccessibleRole(AccessibleRole.PARENT);
        setAccessibleText(Texts.get("bar.accessible"));
        setMinWidth(160);
        layout.addListener((property, before, now) -> rebuild());
        uses.addListener((property, before, now) -> rebuild());
        span.addListener((property, before, now) -> rebuild());
        widthProperty().addListener((property, before, now) -> rebuild());
        selection.addListener((property, before, now) -> showSelection());
        addEventHandler(KeyEvent.KEY_PRESSED, this::onKey);
    }

    public ObjectProperty<Layout> layoutProperty() {
        return layout;
    }

    /** What partitions that are in use are used for, in words; those are marked. */
    public ObjectProperty<Map<PartitionId, String>> usesProperty() {
        return uses;
    }

    /** Bytes that the whole width stands for, where that is more than the disk has. */
    public ObjectProperty<Long> spanProperty() {
        return span;
    }

    public ObjectProperty<Selection> selectionProperty() {
        return selection;
    }

    /** Lets edges and bodies be dragged. */
    public void setDragging(Dragging newDragging) {
        dragging = newDragging;
    }

    /** Sets what a double click or Enter does. */
    public void setOnActivated(Consumer<Selection> handler) {
        activated = handler;
    }

    public void setContextMenu(ContextMenu newMenu) {
        menu = Optional.of(newMenu);
    }

    /** Puts the keyboard's focus on the selected cell. */
    @Override
    public void requestFocus() {
        focused().ifPresentOrElse(Segment::requestFocus, super::requestFocus);
    }

    BarPlan plan() {
        return plan;
    }

    /**
     * Draws another layout on the scale of {@code frozen}, so that what is dragged stays under the pointer.
     */
    void showDragged(Layout dragged, BarPlan frozen) {
        populate(BarPlan.of(dragged, getWidth(), span.get()).on(frozen));
    }

    /** Draws the bar's own layout again. */
    void rebuild() {
        if (layout.get() != null && getWidth() > 0 && drag == null) {
            populate(BarPlan.of(layout.get(), getWidth(), span.get()));
        }
    }

    void dragStarted(DragBubble bubble) {
        getChildren().add(bubble);
    }

    void dragEnded(DragBubble bubble) {
        getChildren().remove(bubble);
        drag = null;
        segments.values().forEach(segment -> segment.setTooltipEnabled(true));
        rebuild();
    }

    private void populate(BarPlan newPlan) {
        plan = newPlan;
        List<Segment> shown = new ArrayList<>();
        int gap = 0;
        for (BarPlan.Cell cell : plan.cells()) {
            Segment segment;
            if (cell.partition().isPresent()) {
                segment = segments.computeIfAbsent(cell.partition().get().id(), id -> newSegment());
            } else {
                if (gap == gaps.size()) {
                    gaps.add(newSegment());
                }
                segment = gaps.get(gap++);
            }
            segment.show(cell, cell.partition().map(partition -> uses.get().get(partition.id())));
            shown.add(segment);
        }
        segments.values().retainAll(shown);
        gaps.subList(gap, gaps.size()).clear();
        order = List.copyOf(shown);
        getChildren().removeIf(child -> child instanceof Segment && !shown.contains(child));
        // In the disk's order, which is the order of reading and of Tab.
        for (int i = 0; i < shown.size(); i++) {
            Segment segment = shown.get(i);
            if (!getChildren().contains(segment)) {
                getChildren().add(Math.min(i, getChildren().size()), segment);
            }
        }
        shown.forEach(Segment::toFront);
        getChildren().stream().filter(child -> child instanceof DragBubble).findFirst()
                .ifPresent(bubble -> bubble.toFront());
        showSelection();
        requestLayout();
    }

    private Segment newSegment() {
        Segment segment = new Segment();
        segment.addEventHandler(MouseEvent.MOUSE_PRESSED, event -> onPressed(segment, event));
        segment.addEventHandler(MouseEvent.MOUSE_CLICKED, event -> onClicked(segment, event));
        segment.addEventHandler(MouseEvent.MOUSE_MOVED, event -> Grips.hover(segment, dragging, event));
        segment.addEventHandler(MouseEvent.MOUSE_EXITED, event -> {
            if (drag == null) {
                Grips.leave(segment);
            }
        });
        segment.setOnDragDetected(event -> explainRefusal(segment, event));
        segment.setOnContextMenuRequested(event -> {
            selection.set(segment.selection());
            menu.ifPresent(shown -> shown.show(segment, event.getScreenX(), event.getScreenY()));
            event.consume();
        });
        segment.focusedProperty().addListener((property, before, now) -> {
            if (now && drag == null) {
                selection.set(segment.selection());
            }
        });
        return segment;
    }

    private void showSelection() {
        Optional<Segment> focused = focused();
        for (Segment segment : order) {
            segment.setSelected(segment.selection().equals(selection.get()));
            segment.setFocusTraversable(focused.filter(one -> one == segment).isPresent());
        }
    }

    /** The one cell that Tab goes to: the selected one, else the first. */
    private Optional<Segment> focused() {
        return order.stream().filter(segment -> segment.selection().equals(selection.get())).findFirst()
                .or(() -> order.stream().findFirst());
    }

    private void onPressed(Segment segment, MouseEvent event) {
        if (menu.isPresent()) {
            menu.get().hide();
        }
        selection.set(segment.selection());
        segment.requestFocus();
        if (event.getButton() == MouseButton.PRIMARY && dragging != null && drag == null
                && segment.selection() instanceof Selection.OfPartition chosen) {
            Grips.at(segment, event.getX())
                    .filter(grip -> dragging.refusal(chosen.id(), grip).isEmpty())
                    .ifPresent(grip -> {
                        dragging.grabbed(chosen.id());
                        drag = new Drag(this, segment, chosen.id(), grip, dragging, event);
                        segments.values().forEach(each -> each.setTooltipEnabled(false));
                    });
        }
        event.consume();
    }

    /** Somebody drags what cannot be moved: why not. */
    private void explainRefusal(Segment segment, MouseEvent event) {
        if (dragging != null && drag == null && event.getButton() == MouseButton.PRIMARY
                && segment.selection() instanceof Selection.OfPartition chosen) {
            Grips.at(segment, event.getX()).flatMap(grip -> dragging.refusal(chosen.id(), grip))
                    .ifPresent(dragging::explain);
        }
    }

    private void onClicked(Segment segment, MouseEvent event) {
        if (event.getButton() == MouseButton.PRIMARY && event.getClickCount() == 2
                && event.isStillSincePress()) {
            activated.accept(segment.selection());
        }
        event.consume();
    }

    private void onKey(KeyEvent event) {
        if (event.isAltDown() || event.isShortcutDown() || drag != null || order.isEmpty()) {
            return;
        }
        int at = focused().map(order::indexOf).orElse(0);
        KeyCode code = event.getCode();
        int next = code == KeyCode.LEFT ? at - 1 : code == KeyCode.RIGHT ? at + 1
                : code == KeyCode.HOME ? 0 : code == KeyCode.END ? order.size() - 1 : Integer.MIN_VALUE;
        if (next != Integer.MIN_VALUE) {
            Segment target = order.get(Math.max(0, Math.min(order.size() - 1, next)));
            selection.set(target.selection());
            target.requestFocus();
            event.consume();
        } else if (code == KeyCode.ENTER || code == KeyCode.SPACE) {
            activated.accept(selection.get());
            event.consume();
        }
    }

    @Override
    protected void layoutChildren() {
        if (plan == null) {
            return;
        }
        double height = getHeight();
        for (Segment segment : order) {
            BarPlan.Cell cell = segment.cell();
            double inset = cell.inside() ? BarPlan.FRAME_INSET : 0;
            double left = Math.round(cell.left());
            segment.resizeRelocate(left, inset, Math.max(1, Math.round(cell.right()) - left),
                    height - 2 * inset);
        }
    }

    @Override
    protected double computeMinHeight(double width) {
        return 40;
    }

    @Override
    protected double computePrefHeight(double width) {
        return 84;
    }

    @Override
    protected double computePrefWidth(double height) {
        return 600;
    }
}
