package org.platter.ui.frame;

import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.javafx.FontIcon;

/** A sentence with an icon: a hint, a warning, or what is wrong. */
public final class Message {

    /** How grave it is. */
    public enum Weight {
        HINT("mdi2i-information-outline"),
        WARNING("mdi2a-alert-outline"),
        ERROR("mdi2a-alert-circle-outline"),
        SUCCESS("mdi2c-check-circle-outline");

        private final String icon;

        Weight(String icon) {
            this.icon = icon;
        }

        String styleClass() {
            return "message-" + name().toLowerCase(Locale.ROOT);
        }
    }

    private final FontIcon icon = new FontIcon();
    private final Label text = new Label();
    private final HBox node = new HBox(icon, text);

    public Message() {
        node.getStyleClass().add("message");
        node.setAlignment(Pos.CENTER_LEFT);
        text.setWrapText(true);
        text.setMinHeight(Region.USE_PREF_SIZE);
        HBox.setHgrow(text, Priority.ALWAYS);
        node.setVisible(false);
        node.managedProperty().bind(node.visibleProperty());
        text.setId("message");
    }

    public static Message of(Weight weight, String sentence) {
        Message message = new Message();
        message.show(weight, sentence);
        return message;
    }

    public Region node() {
        return node;
    }

    /** Shows a sentence; an empty one hides it. */
    public void show(Weight weight, String sentence) {
        icon.setIconLiteral(weight.icon);
        node.getStyleClass().removeIf(name -> name.startsWith("message-"));
        node.getStyleClass().add(weight.styleClass());
        text.setText(sentence);
        node.setVisible(!sentence.isEmpty());
    }

    /** Keeps the room of a sentence also when there is none, so that nothing jumps while somebody types. */
    public Message keepingRoom() {
        node.managedProperty().unbind();
        node.setManaged(true);
        node.setMinHeight(46);
        return this;
    }
}
