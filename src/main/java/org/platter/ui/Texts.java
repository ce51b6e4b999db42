package org.platter.ui;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.stream.Stream;
import org.platter.base.ControlCharacters;

/**
 * The texts of the window, from the resource bundles {@code org/platter/ui/texts.properties} and, for the
 * dialogs, {@code dialogs.properties}.
 */
public final class Texts {

    private static final ResourceBundle WINDOW = ResourceBundle.getBundle("org.platter.ui.texts");
    private static final ResourceBundle DIALOGS = ResourceBundle.getBundle("org.platter.ui.dialogs");

    private Texts() {}

    /** Returns a text as it stands; fails where the bundles have none of that name. */
    public static String get(String name) {
        return (DIALOGS.containsKey(name) ? DIALOGS : WINDOW).getString(name);
    }

    /**
     * Returns a text with {@code {0} {1} ...} filled in, as {@link MessageFormat} does, and no control
     * characters among that.
     */
    public static String get(String name, Object... values) {
        Object[] plain = Stream.of(values).map(value -> value instanceof String text
                ? ControlCharacters.replacedInLines(text) : value).toArray();
        return new MessageFormat(get(name), Locale.getDefault()).format(plain);
    }

    public static Optional<String> find(String name) {
        return DIALOGS.containsKey(name) || WINDOW.containsKey(name) ? Optional.of(get(name))
                : Optional.empty();
    }
}
