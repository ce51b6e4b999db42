package org.platter.ui.bar;

import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.platter.layout.Grip;

/** Says beside what is dragged how large it is, where it starts, and how far it can go. */
final class DragBubble extends VBox {

    private static final double GAP = 6;

    private final Label headline = new Label();
    private final Label limits = new Label();

    DragBubble() {
        getStyleClass().add("drag-bubble");
        setId("drag-bubble");
        headline.getStyleClass().add("headline");
        limits.getStyleClass().add("limits");
        getChildren().addAll(headline, limits);
        setManaged(false);
        setMouseTransparent(true);
    }

    void show(Dragging.Proposal proposal, BarPlan scale, Grip grip, DiskBar bar) {
        headline.setText(proposal.headline());
        limits.setText(proposal.limits());
        limits.setVisible(!proposal.limits().isEmpty());
        limits.setManaged(limits.isVisible());
        applyCss();
        double width = prefWidth(-1);
        double height = prefHeight(-1);
        double start = scale.xAt(proposal.range().start());
        double end = scale.xAt(proposal.range().end());
        double middle = grip == Grip.START ? start : grip == Grip.END ? end : (start + end) / 2;
        double x = Math.max(0, Math.min(bar.getWidth() - width, middle - width / 2));
        resizeRelocate((double) Math.round(x), bar.getHeight() + GAP, Math.ceil(width), Math.ceil(height));
    }
}
