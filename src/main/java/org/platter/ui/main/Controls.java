package org.platter.ui.main;

import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;
import org.kordamp.ikonli.javafx.FontIcon;
import org.platter.ui.action.Actions;
import org.platter.ui.action.WindowAction;
import org.platter.ui.frame.Tip;

/** Buttons and menu entries of actions: grey where there is a refusal, which the tooltip tells. */
final class Controls {

    private final Actions actions;

    Controls(Actions actions) {
        this.actions = actions;
    }

    static FontIcon icon(String literal) {
        FontIcon icon = new FontIcon(literal);
        icon.setIconSize(18);
        return icon;
    }

    /**
     * Returns a toolbar button in a wrapper. The wrapper carries the tooltip, since JavaFX shows none for a
     * node that is disabled, and is where a tooltip is needed most.
     */
    StackPane button(WindowAction action, boolean withText) {
        Button button = new Button(withText ? action.shortText().orElseGet(action::text) : "",
                icon(action.icon()));
        button.setId(action.id());
        button.getStyleClass().add("flat");
        button.setFocusTraversable(true);
        return wrapped(action, button);
    }

    StackPane wrapped(WindowAction action, ButtonBase button) {
        button.setAccessibleText(action.text());
        button.setOnAction(event -> actions.run(action));
        button.setMinWidth(Region.USE_PREF_SIZE);
        StackPane wrapper = new StackPane(button);
        Tooltip tooltip = Tip.of("");
        tooltip.setShowDelay(Duration.millis(400));
        Tooltip.install(wrapper, tooltip);
        Runnable tell = () -> {
            Optional<String> refusal = actions.refusalProperty(action).get();
            String does = actions.tipProperty(action).get();
            button.setDisable(refusal.isPresent());
            tooltip.setText(tip(action, does, refusal));
            button.setAccessibleHelp(refusal.orElse(does));
        };
        follow(actions.refusalProperty(action), refusal -> tell.run());
        follow(actions.tipProperty(action), does -> tell.run());
        return wrapper;
    }

    /** What it does, its key, and why it cannot be had. */
    static String tip(WindowAction action, String does, Optional<String> refusal) {
        String key = KeyCombination.valueOf(action.key()).getDisplayText();
        return does + " (" + key + ")" + refusal.map(why -> "\n" + why).orElse("");
    }

    MenuItem item(WindowAction action) {
        MenuItem item = new MenuItem("", icon(action.icon()));
        follow(actions.wordsProperty(action), item::setText);
        item.setId("menu-" + action.id());
        item.setAccelerator(KeyCombination.valueOf(action.key()));
        item.setOnAction(event -> actions.run(action));
        item.setMnemonicParsing(false);
        follow(actions.refusalProperty(action), refusal -> {
            item.setDisable(refusal.isPresent());
            item.getProperties().put(ReasonTooltip.REASON, refusal.orElse(""));
        });
        return item;
    }

    static MenuItem rule() {
        return new SeparatorMenuItem();
    }

    static Label label(String text, String... styleClasses) {
        Label label = new Label(text);
        label.getStyleClass().addAll(styleClasses);
        return label;
    }

    /** Tells a value now and whenever it changes. */
    static <T> void follow(ObservableValue<T> value, Consumer<T> told) {
        value.addListener((property, before, now) -> told.accept(now));
        told.accept(value.getValue());
    }
}
