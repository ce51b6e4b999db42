package org.platter.ui;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ChangeListener;
import javafx.beans.value.WeakChangeListener;
import javafx.collections.ObservableList;
import javafx.scene.Parent;

/** Light or dark: one choice for all windows, as is JavaFX's own style sheet. */
public final class Theme {

    /** What the user chose. */
    public enum Choice { SYSTEM, LIGHT, DARK }

    private static final String SHEET = Theme.class.getResource("platter.css").toExternalForm();
    private static final ObjectProperty<Choice> CHOICE = new SimpleObjectProperty<>(Choice.SYSTEM);
    private static final ReadOnlyBooleanWrapper DARK = new ReadOnlyBooleanWrapper();

    private Theme() {}

    /** Starts to follow the choice and the system's colour scheme. Call once, when the toolkit runs. */
    public static void install() {
        CHOICE.addListener((property, before, now) -> apply());
        Platform.getPreferences().colorSchemeProperty().addListener((property, before, now) -> apply());
        apply();
    }

    public static ObjectProperty<Choice> choiceProperty() {
        return CHOICE;
    }

    public static ReadOnlyBooleanProperty darkProperty() {
        return DARK.getReadOnlyProperty();
    }

    /**
     * Gives a root node (of a scene, a dialog pane) Platter's own styles, and keeps them right when the theme
     * changes.
     */
    public static void dress(Parent root) {
        if (!root.getStylesheets().contains(SHEET)) {
            root.getStylesheets().add(SHEET);
        }
        ChangeListener<Boolean> listener = (property, before, now) -> mark(root.getStyleClass(), now);
        // The root keeps the listener; the listener does not keep the root.
        root.getProperties().put(Theme.class, listener);
        DARK.addListener(new WeakChangeListener<>(listener));
        mark(root.getStyleClass(), DARK.get());
    }

    private static void mark(ObservableList<String> classes, boolean dark) {
        classes.removeAll("light", "dark");
        classes.add(dark ? "dark" : "light");
    }

    private static void apply() {
        boolean dark = CHOICE.get() == Choice.DARK || CHOICE.get() == Choice.SYSTEM
                && Platform.getPreferences().getColorScheme() == ColorScheme.DARK;
        // The binary form, since parsing the text takes a third of a second.
        Application.setUserAgentStylesheet(dark ? new PrimerDark().getUserAgentStylesheetBSS()
                : new PrimerLight().getUserAgentStylesheetBSS());
        DARK.set(dark);
    }
}
