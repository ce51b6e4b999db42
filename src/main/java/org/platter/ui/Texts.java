package org.platter.ui;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/** The texts of the window, from the resource bundle {@code org/platter/ui/texts.properties}. */
public final class Texts {

    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("org.platter.ui.texts");

    private Texts() {}

    /** Returns a text as it stands; fails where the bundle has none of that name. */
    public static String get(String name) {
        return BUNDLE.getString(name);
    }

    /** Returns a text with {@code {0} {1} ...} filled in, as {@link MessageFormat} does. */
    public static String get(String name, Object... values) {
        return new MessageFormat(BUNDLE.getString(name), Locale.getDefault()).format(values);
    }

    public static Optional<String> find(String name) {
        return BUNDLE.containsKey(name) ? Optional.of(BUNDLE.getString(name)) : Optional.empty();
    }
}
