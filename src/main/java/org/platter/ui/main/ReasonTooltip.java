package org.platter.ui.main;

import javafx.scene.Node;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.input.MouseEvent;
import org.platter.ui.frame.Tip;

/**
 * Says over a grey menu entry why it is grey. JavaFX sends such an entry no events, so the whole menu
 * listens.
 */
final class ReasonTooltip {

    /** Among the properties of a menu entry: why it is grey. */
    static final String REASON = "org.platter.reason";

    private final Tooltip tooltip = Tip.of("");
    private Node over;

    private ReasonTooltip() {}

    static void install(Menu menu) {
        ReasonTooltip reasons = new ReasonTooltip();
        menu.setOnShown(event -> {
            ContextMenu popup = menu.getItems().isEmpty() ? null : menu.getItems().get(0).getParentPopup();
            if (popup != null) {
                reasons.attach(popup);
            }
        });
        menu.setOnHidden(event -> reasons.hide());
    }

    static void install(ContextMenu menu) {
        ReasonTooltip reasons = new ReasonTooltip();
        menu.setOnShown(event -> reasons.attach(menu));
        menu.setOnHidden(event -> reasons.hide());
    }

    private void attach(ContextMenu popup) {
        Node root = popup.getScene().getRoot();
        if (root.getProperties().putIfAbsent(REASON, this) == null) {
            root.addEventFilter(MouseEvent.MOUSE_MOVED, event -> onMoved(popup, event));
            root.addEventFilter(MouseEvent.MOUSE_EXITED, event -> hide());
        }
    }

    private void onMoved(ContextMenu popup, MouseEvent event) {
        for (MenuItem item : popup.getItems()) {
            Node node = item.getStyleableNode();
            String reason = String.valueOf(item.getProperties().getOrDefault(REASON, ""));
            if (node != null && !reason.isEmpty()
                    && node.localToScene(node.getLayoutBounds())
                            .contains(event.getSceneX(), event.getSceneY())) {
                if (over != node) {
                    hide();
                    over = node;
                    tooltip.setText(reason);
                    tooltip.show(popup.getOwnerWindow(), event.getScreenX() + 14, event.getScreenY() + 16);
                }
                return;
            }
        }
        hide();
    }

    private void hide() {
        over = null;
        tooltip.hide();
    }
}
